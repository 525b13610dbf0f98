from django.urls import path

from seho.panel.views import dashboard, today

app_name = "panel"

urlpatterns = [
    path("", today.today_page, name="today"),
    path("tablero/", dashboard.dashboard, name="dashboard"),
    path("tablero/lista/", dashboard.figure_list, name="list"),
]
