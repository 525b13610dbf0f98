from django.urls import path

from seho.panel import views

app_name = "panel"

urlpatterns = [
    path("", views.today_page, name="today"),
    path("tablero/", views.dashboard, name="dashboard"),
    path("tablero/lista/", views.figure_list, name="list"),
]
