from django.urls import path

from patients.views import daily, emergency, handover, lists, pupil, referrals, registration, siagie, stays

app_name = "patients"

urlpatterns = [
    path("", lists.pupil_list, name="list"),
    # Potential pupils.
    path("avisos/", referrals.referral_list, name="referrals"),
    path("avisos/nuevo/", referrals.referral_new, name="referral_new"),
    path("avisos/<int:pk>/", referrals.referral_detail, name="referral"),
    path("avisos/<int:pk>/contacto/", referrals.referral_contact, name="referral_contact"),
    path("avisos/<int:pk>/orientacion/", referrals.referral_orient, name="referral_orient"),
    path("avisos/<int:pk>/cerrar/", referrals.referral_close, name="referral_close"),
    path("avisos/<int:pk>/reabrir/", referrals.referral_reopen, name="referral_reopen"),
    # What the hospital's daily list proposes.
    path("lista-del-hospital/", daily.home, name="daily"),
    path("lista-del-hospital/subir/", daily.upload, name="daily_upload"),
    path("lista-del-hospital/aceptar/", daily.accept, name="daily_accept"),
    path("lista-del-hospital/<int:pk>/columnas/", daily.columns, name="daily_columns"),
    path("lista-del-hospital/<int:pk>/descartar/", daily.discard, name="daily_discard"),
    path("lista-del-hospital/propuestas/<int:pk>/descartar/", daily.dismiss, name="daily_dismiss"),
    # A record outside one's scope.
    path("emergencia/", emergency.emergency, name="emergency"),
    path("emergencia/<int:pk>/", emergency.emergency_record, name="emergency_record"),
    path("emergencia/<int:pk>/terminar/", emergency.emergency_end, name="emergency_end"),
    path("emergencia/<int:pk>/revisar/", emergency.emergency_review, name="emergency_review"),
    # A service that closes.
    path("cierre/<int:pk>/pasar/", handover.handover, name="handover"),
    # Registration.
    path("registrar/", registration.register, name="register"),
    path("borradores/", registration.draft_list, name="drafts"),
    path("borradores/<uuid:pk>/", registration.draft, name="draft"),
    path("borradores/<uuid:pk>/descartar/", registration.draft_discard, name="draft_discard"),
    path("borradores/<uuid:pk>/no-autoriza/", registration.draft_refuse, name="draft_refuse"),
    path("borradores/<uuid:pk>/<slug:section>/", registration.draft_section, name="draft_section"),
    path("siagie/", siagie.siagie_pending, name="siagie_pending"),
    # A pupil.
    path("<int:pk>/", pupil.detail, name="detail"),
    path("<int:pk>/historial/", pupil.history, name="history"),
    path("<int:pk>/editar/", pupil.edit, name="edit"),
    path("<int:pk>/familia/nueva/", pupil.guardian, name="guardian_new"),
    path("<int:pk>/familia/<int:guardian_pk>/", pupil.guardian, name="guardian"),
    path("<int:pk>/autorizaciones/nueva/", pupil.authorize, name="authorize"),
    path("<int:pk>/autorizaciones/<int:authorization_pk>/retirar/", pupil.revoke, name="revoke"),
    path(
        "<int:pk>/autorizaciones/<int:authorization_pk>/archivo/",
        pupil.authorization_file,
        name="authorization_file",
    ),
    path("<int:pk>/matricula/", pupil.enroll, name="enroll"),
    path("<int:pk>/apoyo/nuevo/", pupil.assign, name="assign"),
    path("<int:pk>/apoyo/<int:assignment_pk>/terminar/", pupil.unassign, name="unassign"),
    path("<int:pk>/siagie/<int:status_pk>/comunicar/", pupil.siagie_communicate, name="siagie_communicate"),
    path("<int:pk>/siagie/<int:status_pk>/confirmar/", pupil.siagie_confirm, name="siagie_confirm"),
    # Stays and the time in the SEHO.
    path("<int:pk>/estancias/", stays.stays, name="stays"),
    path("<int:pk>/estancias/nueva/", stays.stay_new, name="stay_new"),
    path("<int:pk>/estancias/<int:stay_pk>/corregir/", stays.correct, name="stay_correct"),
    path("<int:pk>/estancias/<int:stay_pk>/acreditar/", stays.accredit, name="accredit"),
    path("<int:pk>/estancias/<int:stay_pk>/reservado/", stays.reveal_diagnosis, name="diagnosis"),
    path("<int:pk>/estancias/<int:stay_pk>/reservado/editar/", stays.edit_diagnosis, name="diagnosis_edit"),
    path(
        "<int:pk>/acreditaciones/<int:accreditation_pk>/archivo/",
        stays.accreditation_file,
        name="accreditation_file",
    ),
    path("<int:pk>/alta/", stays.discharge, name="discharge"),
    path("<int:pk>/egreso/", stays.end, name="end"),
    path("<int:pk>/traslado/", stays.transfer, name="transfer"),
    path("<int:pk>/reingreso/", stays.readmit, name="readmit"),
]
