"""The roof: which room answers which address."""

from django.contrib import admin
from django.urls import include, path

from attendance.views import device

urlpatterns = [
    path("", include("seho.panel.urls")),
    path("sw.js", device.service_worker, name="service_worker"),
    path("app.webmanifest", device.manifest, name="manifest"),
    path("cuentas/", include("seho.accounts.urls")),
    path("red/", include("seho.network.urls")),
    path("red/", include("seho.curriculum.urls")),
    path("red/", include("seho.papers.urls")),
    path("red/importaciones/", include("seho.imports.urls")),
    path("estudiantes/", include("patients.urls")),
    path("atencion/", include("attendance.urls")),
    path("documentos/", include("convalidation.urls")),
    path("trabajos/", include("seho.jobs.urls")),
    path("administracion/", admin.site.urls),
]
