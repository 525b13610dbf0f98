from django.urls import path

from convalidation.views import links, packets, preparing, public, returning, school

app_name = "convalidation"

urlpatterns = [
    path("", packets.packet_list, name="list"),
    path("estudiante/<int:pk>/", packets.pupil, name="pupil"),
    # One time in the service.
    path("atencion/<int:pk>/borrador.pdf", packets.preview_pdf, name="preview_pdf"),
    path("atencion/<int:pk>/emitir/", packets.issue, name="issue"),
    path("atencion/<int:pk>/reincorporacion/", returning.return_report, name="return_report"),
    path("atencion/<int:pk>/preparar/", preparing.preparing, name="preparing"),
    path("atencion/<int:pk>/preparar/parte/", preparing.part, name="preparing_part"),
    path("atencion/<int:pk>/preparar/pedir/", preparing.ask, name="preparing_ask"),
    path("atencion/<int:pk>/preparar/leido/", preparing.finish_reading, name="preparing_read"),
    path("atencion/<int:pk>/preparar/<slug:target>/", preparing.suggest, name="suggest"),
    path("sugerencia/<int:pk>/", preparing.decide, name="suggestion"),
    # What was issued.
    path("<int:pk>/", packets.packet, name="packet"),
    path("<int:pk>/documentos.pdf", packets.packet_file, name="packet_file"),
    path("<int:pk>/anular/", packets.annul, name="annul"),
    path("archivo/<int:pk>.pdf", packets.document_file, name="document_file"),
    # The school.
    path("recibidos/", school.school_home, name="school_home"),
    path("<int:pk>/acuse/", school.acknowledge, name="acknowledge"),
    path("<int:pk>/reconocer/", school.recognise, name="recognise"),
    # Whoever holds the link of a delivery.
    path("entrega/<str:secret>/", links.link, name="link"),
    path("entrega/<str:secret>/documentos.pdf", links.link_packet, name="link_packet"),
    path("entrega/<str:secret>/<int:pk>.pdf", links.link_document, name="link_document"),
    path("entrega/<str:secret>/acuse/", links.link_acknowledge, name="link_acknowledge"),
    path("entrega/<str:secret>/salir/", links.link_close, name="link_close"),
    # Everybody.
    path("verificar/", public.verify, name="verify"),
    path("verificar/<str:code>/", public.verify_code, name="verify_code"),
]
