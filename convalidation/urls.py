from django.urls import path

from convalidation.views import (
    batches,
    delivering,
    following,
    issuing,
    link_answers,
    links,
    packets,
    preparing,
    public,
    returning,
    school,
    signing,
)

app_name = "convalidation"

urlpatterns = [
    path("", packets.packet_list, name="list"),
    path("estudiante/<int:pk>/", packets.pupil, name="pupil"),
    # One time in the service.
    path("atencion/<int:pk>/borrador.pdf", issuing.preview_pdf, name="preview_pdf"),
    path("atencion/<int:pk>/emitir/", issuing.issue, name="issue"),
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
    # The return.
    path("retorno/", following.return_list, name="returns"),
    path("retorno/estudiante/<int:pk>/", following.pupil, name="return_pupil"),
    path("atencion/<int:pk>/retorno/", following.open_return, name="return_open"),
    path("retorno/<int:pk>/", following.one, name="return"),
    path("retorno/<int:pk>/plan/", following.plan, name="return_plan"),
    path("retorno/<int:pk>/seguimiento/<int:day>/", following.follow_up, name="return_follow_up"),
    path("retorno/<int:pk>/incidencia/", following.incident_new, name="return_incident_new"),
    path("retorno/incidencia/<int:pk>/", following.incident, name="return_incident"),
    path("retorno/<int:pk>/visita/", following.visit_new, name="return_visit_new"),
    path("retorno/visita/<int:pk>/", following.visit, name="return_visit"),
    path("retorno/<int:pk>/pasar/", following.move, name="return_move"),
    path("retorno/<int:pk>/cerrar/", following.close, name="return_close"),
    path("retorno/<int:pk>/reabrir/", following.reopen, name="return_reopen"),
    # Signed copies.
    path("archivo/<int:pk>/firmar/", signing.sign, name="sign"),
    path("firmado/<int:pk>.pdf", signing.signed_file, name="signed_file"),
    path("firmado/<int:pk>/quitar/", signing.remove_signed, name="remove_signed"),
    # Many at once.
    path("emitir-servicio/", batches.batch_new, name="batch_new"),
    path("emision/<int:pk>/", batches.batch, name="batch"),
    path("emision/<int:pk>/documentos.zip", batches.batch_zip, name="batch_zip"),
    path("documentos.zip", batches.packets_zip, name="packets_zip"),
    # The school.
    path("recibidos/", school.school_home, name="school_home"),
    path("<int:pk>/acuse/", school.acknowledge, name="acknowledge"),
    path("<int:pk>/reconocer/", school.recognise, name="recognise"),
    path("<int:pk>/pendientes/", school.pending, name="pending"),
    path("atencion/<int:pk>/aula/", school.class_report, name="class_report"),
    path("estudiante/<int:pk>/ie/", school.school_tab, name="school_tab"),
    # How it reaches them.
    path("<int:pk>/entregar/", delivering.deliver, name="deliver"),
    path("entregas/<int:pk>/", delivering.delivery, name="delivery"),
    path("entregas/<int:pk>/correo/", delivering.send_link, name="send_link"),
    path("entregas/<int:pk>/mensaje/", delivering.note_copied, name="note_copied"),
    path("entregas/<int:pk>/recordar/", delivering.remind_of_link, name="remind_of_link"),
    path("entregas/<int:pk>/revocar/", delivering.revoke_link, name="revoke_link"),
    path("entregas/<int:pk>/renovar/", delivering.renew_link, name="renew_link"),
    # Whoever holds the link of a delivery.
    path("entrega/<str:secret>/", links.link, name="link"),
    path("entrega/<str:secret>/documentos.pdf", links.link_packet, name="link_packet"),
    path("entrega/<str:secret>/<int:pk>.pdf", links.link_document, name="link_document"),
    path("entrega/<str:secret>/firmado/<int:pk>.pdf", links.link_signed, name="link_signed"),
    path("entrega/<str:secret>/acuse/", links.link_acknowledge, name="link_acknowledge"),
    path("entrega/<str:secret>/salir/", links.link_close, name="link_close"),
    path("entrega/<str:secret>/reconocer/", link_answers.link_recognise, name="link_recognise"),
    path("entrega/<str:secret>/pendientes/", link_answers.link_pending, name="link_pending"),
    path("entrega/<str:secret>/aula/", link_answers.link_class_report, name="link_class_report"),
    path("entrega/<str:secret>/siagie/", link_answers.link_siagie, name="link_siagie"),
    # Everybody.
    path("verificar/", public.verify, name="verify"),
    path("verificar/<str:code>/", public.verify_code, name="verify_code"),
]
