from django.urls import path

from convalidation.views import packets, public, returning, school

app_name = "convalidation"

urlpatterns = [
    path("", packets.packet_list, name="list"),
    path("estudiante/<int:pk>/", packets.pupil, name="pupil"),
    # One time in the service.
    path("atencion/<int:pk>/borrador.pdf", packets.preview_pdf, name="preview_pdf"),
    path("atencion/<int:pk>/emitir/", packets.issue, name="issue"),
    path("atencion/<int:pk>/reincorporacion/", returning.return_report, name="return_report"),
    # What was issued.
    path("<int:pk>/", packets.packet, name="packet"),
    path("<int:pk>/documentos.pdf", packets.packet_file, name="packet_file"),
    path("<int:pk>/anular/", packets.annul, name="annul"),
    path("archivo/<int:pk>.pdf", packets.document_file, name="document_file"),
    # The school.
    path("recibidos/", school.school_home, name="school_home"),
    path("<int:pk>/acuse/", school.acknowledge, name="acknowledge"),
    path("<int:pk>/reconocer/", school.recognise, name="recognise"),
    # Everybody.
    path("verificar/", public.verify, name="verify"),
    path("verificar/<str:code>/", public.verify_code, name="verify_code"),
]
