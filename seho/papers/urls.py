"""Addresses under red/: what heads the papers, and the draft of a closing resolution."""

from django.urls import path

from seho.papers import views

app_name = "papers"
urlpatterns = [
    path("nombres-de-los-anos/", views.year_names, name="year_names"),
    path("nombres-de-los-anos/editar/", views.edit_year_name, name="year_name_edit"),
    path("servicios/<int:pk>/cierre/proyecto/", views.closing_draft, name="closing_draft"),
]
