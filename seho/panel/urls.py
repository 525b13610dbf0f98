from django.urls import path

from seho.panel.views import dashboard, exports, monthly, open_data, saved, today

app_name = "panel"

urlpatterns = [
    path("", today.today_page, name="today"),
    path("tablero/", dashboard.dashboard, name="dashboard"),
    path("tablero/calcular/", dashboard.compute, name="compute"),
    path("tablero/lista/", dashboard.figure_list, name="list"),
    path("tablero/vistas/", saved.view_list, name="views"),
    path("tablero/vistas/nueva/", saved.view_new, name="view_new"),
    path("tablero/vistas/<int:pk>/", saved.view_edit, name="view_edit"),
    path("tablero/vistas/<int:pk>/quitar/", saved.view_remove, name="view_remove"),
    path("tablero/vistas/<int:pk>/devolver/", saved.view_restore, name="view_restore"),
    # Out of the program.
    path("excel/estudiantes/", exports.pupils, name="sheet_pupils"),
    path("excel/avisos/", exports.referrals, name="sheet_referrals"),
    path("excel/sesiones/", exports.sessions, name="sheet_sessions"),
    path("excel/documentos/", exports.papers, name="sheet_papers"),
    path("excel/retornos/", exports.returns, name="sheet_returns"),
    path("excel/cifra/", exports.figure, name="sheet_figure"),
    path("excel/servicios/", exports.services_table, name="sheet_services"),
    path("informe-mensual/", monthly.monthly, name="monthly"),
    path("datos-abiertos/", open_data.open_data, name="open_data"),
    path("archivos/<int:pk>/", exports.export, name="export"),
    path("archivos/<int:pk>/descargar/", exports.export_file, name="export_file"),
]
