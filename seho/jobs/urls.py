from django.urls import path

from seho.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/continuar/", views.resume, name="resume"),
    path("<int:pk>/detener/", views.stop, name="stop"),
]
