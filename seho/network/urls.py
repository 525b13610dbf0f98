"""Addresses under red/."""

from django.urls import path

from seho.network.views import schools, sehos

app_name = "network"
urlpatterns = [
    path("", sehos.home, name="home"),
    path("servicios/nuevo/", sehos.add_seho, name="seho_add"),
    path("servicios/<int:pk>/", sehos.seho_detail, name="seho_detail"),
    path("servicios/<int:pk>/editar/", sehos.edit_seho, name="seho_edit"),
    path("servicios/<int:pk>/codigo/", sehos.assign_code, name="seho_code"),
    path("servicios/<int:pk>/convenios/nuevo/", sehos.add_agreement, name="agreement_add"),
    path("convenios/<int:pk>/editar/", sehos.edit_agreement, name="agreement_edit"),
    path("servicios/<int:pk>/espacios/nuevo/", sehos.add_space, name="space_add"),
    path("espacios/<int:pk>/editar/", sehos.edit_space, name="space_edit"),
    path("hospitales/", schools.hospital_list, name="hospital_list"),
    path("ie/", schools.school_list, name="school_list"),
    path("ie/buscar/", schools.school_search, name="school_search"),
    path("ie/nueva/", schools.add_school, name="school_add"),
    path("ie/<int:pk>/", schools.school_detail, name="school_detail"),
    path("ie/<int:pk>/contacto/", schools.edit_contact, name="school_contact"),
]
