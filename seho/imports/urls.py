from django.urls import path

from seho.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.import_list, name="list"),
    path("nueva/", views.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/confirmar/", views.confirm, name="confirm"),
    path("<int:pk>/descartar/", views.discard, name="discard"),
    path("<int:pk>/deshacer/", views.undo, name="undo"),
    path("<int:pk>/<str:kind>/", views.changes, name="changes"),
]
