from django.urls import path

from attendance.views import assessments, device, load, plans, rounds, sessions, works

app_name = "attendance"

urlpatterns = [
    path("", rounds.today_round, name="today"),
    path("recorrido/<int:pk>/", rounds.order, name="round_order"),
    path("estudiantes/<int:pk>/precauciones/", rounds.precautions, name="precautions"),
    path("carga/", load.load, name="load"),
    path("sin-senal/", device.shell, name="device_shell"),
    path("equipo/ronda.json", device.round_json, name="device_round"),
    path("equipo/registro/", device.receive, name="device_receive"),
    path("sesiones/", rounds.session_list, name="sessions"),
    path("sesiones/nueva/", sessions.create, name="session_new"),
    path("sesiones/<int:pk>/", sessions.detail, name="session_detail"),
    path("sesiones/<int:pk>/corregir/", sessions.correct, name="session_correct"),
    path("sesiones/<int:pk>/anular/", sessions.cancel, name="session_cancel"),
    path("sesiones/<int:pk>/deshacer/", sessions.undo, name="session_undo"),
    path("evaluacion/", assessments.overview, name="assessments"),
    path("estudiantes/<int:pk>/sesiones/", rounds.pupil_sessions, name="pupil_sessions"),
    path("estudiantes/<int:pk>/plan/", plans.read, name="plan"),
    path("estudiantes/<int:pk>/plan/abrir/", plans.open_draft, name="plan_open"),
    path("estudiantes/<int:pk>/plan/editar/", plans.edit, name="plan_edit"),
    path("estudiantes/<int:pk>/evaluacion/", assessments.grid, name="assessment"),
    path("estudiantes/<int:pk>/portafolio/", works.portfolio, name="portfolio"),
    path("estudiantes/<int:pk>/portafolio/nuevo/", works.create, name="work_new"),
    path("trabajos/<int:pk>/", works.edit, name="work_edit"),
    path("trabajos/<int:pk>/retirar/", works.remove, name="work_remove"),
    path("trabajos/<int:pk>/devolver/", works.restore, name="work_restore"),
    path("trabajos/archivos/<int:pk>/<str:size>/", works.file, name="work_file"),
]
