"""Addresses under curriculo/."""

from django.urls import path

from seho.curriculum import views

app_name = "curriculum"
urlpatterns = [
    path("calendarios/", views.calendar_list, name="calendar_list"),
    path("calendarios/ie/<int:pk>/", views.school_calendar, name="school_calendar"),
    path("calendarios/ie/<int:pk>/editar/", views.edit_calendar, name="calendar_edit"),
    path("calendarios/<int:pk>/retirar/", views.drop_calendar, name="calendar_drop"),
    path("competencias/", views.competency_list, name="competency_list"),
]
