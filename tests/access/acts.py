"""What a person would type: valid values for every address that takes a form, so that an allowed act is really done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.enums import OPEN_PLAN_STATES
from attendance.forms.work_files import token_of
from attendance.models import PlanVersion, PrivateNote, Session, SupportContact, SupportReport, Work
from attendance.queries.helpers import week_minutes
from attendance.rules.helpers import monday_of
from attendance.services import keep_file
from convalidation.models import FollowUp, Incident, Packet, Return, ReturnReport, Visit
from convalidation.queries import answer_rows
from convalidation.queries.batches import candidates
from convalidation.queries.preparing import REPORT_TEXTS, text_now
from patients.models import Episode, Guardian, Patient, Stay
from seho.accounts.models import User
from seho.accounts.sessions import browser_owner
from seho.curriculum.models import Level, SchoolGrade
from seho.network.enums import SpaceKind
from seho.network.rules.resources import conditions_of
from tests.access.world import NOBODY, TODAY, World, pdf_of, picture
from tests.accounts.factories import PASSWORD
from tests.curriculum.factories import BLOCKS_2026

DAY = TODAY.isoformat()
NEW_PASSWORD = "Otra-clave-del-aula-2026"

Values = dict[str, Any]
_ACTS: dict[str, Callable[[World, str, str], Values]] = {}
# Pages that ask something in the address before they show their form.
_QUERIES = {
    "panel:sheet_figure": "?cifra=registrados&periodo=anio-2026",
    "accounts:invite": "?rol=VOLUNTEER",
    "attendance:week_correct": "?semana=2026-06-08",
    "accounts:add_post": "?rol=INTERN",
    "curriculum:calendar_edit": "?anio=2026&tipo=BIMESTER",
}


def data_of(world: World, key: str, role: str, place: str) -> Values:
    """The form of one cell; single buttons send nothing."""
    act = _ACTS.get(key)
    return act(world, role, place) if act else {}


def query_of(world: World, key: str, method: str, role: str, place: str) -> str:
    if key == "panel:view_new":
        return "?pagina=panel:dashboard" if role in ("dre_specialist", "minedu") else "?pagina=patients:list"
    if key == "convalidation:packets_zip":
        return f"?paquete={world.at['packet']['own']['pk']}"
    return _QUERIES.get(key, "")


def act(key: str) -> Any:
    def keep(make: Callable[[World, str, str], Values]) -> Callable[[World, str, str], Values]:
        _ACTS[key] = make
        return make

    return keep


def always(key: str, **values: Any) -> None:
    _ACTS[key] = lambda world, role, place: dict(values)


# --- out of the program ---------------------------------------------------------------------------

for _sheet in ("pupils", "referrals", "sessions", "papers", "returns", "figure", "services"):
    always(f"panel:sheet_{_sheet}", client_id="c0ffee00-0000-4000-8000-000000000005")


always("panel:view_new", name="Lo de este mes", shared_with="", client_id="c0ffee00-0000-4000-8000-000000000008")
always("panel:view_edit", name="Lo de este bimestre", shared_with="")
always("panel:monthly", periodo="mes-2026-05", client_id="c0ffee00-0000-4000-8000-000000000007")
always("panel:open_data", anio="2026", client_id="c0ffee00-0000-4000-8000-000000000006")


# --- a record outside one's scope -----------------------------------------------------------------


@act("patients:emergency")
def _(world: World, role: str, place: str) -> Values:
    pupil = world.pupils["same_ugel"]
    return {
        "client_id": "c0ffee00-0000-4000-8000-000000000009", "seho": world.seho.pk, "ground": "ARRIVED",
        "document_type": pupil.document_type, "document_number": pupil.document_number,
        "reason": "Llegó anoche y su traslado no está registrado.",
    }  # fmt: skip


always("patients:emergency_review", note="Se avisó a la UGEL")


# --- accounts -------------------------------------------------------------------------------------


@act("account_login")
def _(world: World, role: str, place: str) -> Values:
    return {"login": _helper(world).email, "password": PASSWORD}


@act("account_reset_password")
def _(world: World, role: str, place: str) -> Values:
    return {"email": _helper(world).email}


always("account_change_password", oldpassword=PASSWORD, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
always("account_signup", email="nueva@ejemplo.pe", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
always("accounts:edit_person", given_names="Elena", surnames="Prueba Corregida")
always("accounts:deactivate", reason="Terminó su servicio")
always("accounts:end_post", ends_on=DAY)
always("accounts:check_post", laws=["L29988", "L30794", "L30901"], checked_on="2026-06-01")
always("accounts:withdraw_check", reason="Era de otra persona")


@act("accounts:invite")
def _(world: World, role: str, place: str) -> Values:
    return _post(world) | {"email": "nueva@ejemplo.pe", "given_names": "Elena", "surnames": "Prueba Nueva"}


@act("accounts:add_post")
def _(world: World, role: str, place: str) -> Values:
    return _post(world)


def _post(world: World) -> Values:
    return {"unit": world.seho.pk, "starts_on": DAY}


def _helper(world: World) -> Any:
    return User.objects.get(pk=world.at["person"]["helper"]["pk"])


# --- network and curriculum -----------------------------------------------------------------------


@act("network:seho_add")
def _(world: World, role: str, place: str) -> Values:
    return {
        "name": "Servicio Educativo Hospitalario Nuevo", "short_name": "SEHO Nuevo", "scope": "HOSPITAL_AND_HOME",
        "management": "PUBLIC", "ugel": world.ugel.pk, "hospital": world.seho.hospital_id, "state": "PLANNED",
    }  # fmt: skip


@act("network:seho_edit")
def _(world: World, role: str, place: str) -> Values:
    seho = world.sehos.get(place, world.seho)
    return {
        "name": seho.name, "short_name": "SEHO Corregido", "scope": "HOSPITAL_AND_HOME", "management": "PUBLIC",
        "ugel": world.ugel.pk, "hospital": seho.hospital_id, "state": "ACTIVE", "opened_on": "2024-03-01",
        "resolution_number": "RD 0001-2024-UGEL", "resolution_on": "2024-02-01", "address": "Av. de Prueba 456",
    }  # fmt: skip


_AGREEMENT = {"number": "Convenio 900-2026", "starts_on": "2026-01-01", "ends_on": "2028-12-31", "parties": "GRE"}
always("network:seho_code", registration_code="SEHO-PRUEBA-9999")
always("network:agreement_add", **_AGREEMENT)
always("network:agreement_edit", **_AGREEMENT)
always("network:space_add", kind="BEDSIDE", name="Sala de prueba", is_active="on")
always("network:space_edit", kind="BEDSIDE", name="Sala de prueba", is_active="on")
_PAPER = {"number": "Informe 001-2026", "issued_on": DAY, "note": "Con su estadística."}
always("network:demand_edit", ground_a="Un hospital II-2 con 300 hospitalizaciones al año.", year="2026", **_PAPER)
always("network:proposal_withdraw", reason="El hospital ofrece otro ambiente.")
always("network:costs_edit", cost_posts="90000", cost_materials="12500", cost_others="", **_PAPER)
always("network:opinion_ask", asked_on=DAY, asked_with="Oficio 010-2026")
always("network:opinion_give", verdict="FAVOURABLE", number="Informe 055-2026", issued_on=DAY)
always("network:resolution_issue", number="RD 0100-2026", issued_on=DAY)
always("network:code_ask", code_asked_on=DAY, code_request="Oficio 011-2026")
always("network:service_start", opened_on=DAY)
always("network:agreement_contents", content_a="Cláusula tercera: dos ambientes")
always("network:agreement_sign", signed_on=DAY)
always(
    "network:addendum_add", client_id=str(uuid.uuid4()), number="Adenda 1", signed_on=DAY, changes="Suma un ambiente",
    ends_on="2027-12-31",
)  # fmt: skip
always("network:need_add", client_id=str(uuid.uuid4()), description="Rampa de acceso", found_on=DAY)
always("network:need_follow", followed_on=DAY, follow_up="Se pidió la obra")
_EQUIPMENT = {"kind": "TABLET", "name": "Tableta", "quantity": "3", "condition": "GOOD", "since": "2026-03-02"}
always("network:equipment_add", client_id=str(uuid.uuid4()), **_EQUIPMENT)
always("network:equipment_edit", **_EQUIPMENT)
always("network:equipment_off", written_off_on=DAY, reason="No enciende")
_RECEIPT = {
    "received_on": DAY, "giver": "UGEL", "kind_0": "BIOSAFETY", "name_0": "Alcohol en gel", "level_0": "ALL",
    "quantity_0": "12",
}  # fmt: skip
always("network:receipt_add", client_id=str(uuid.uuid4()), **_RECEIPT)
always("network:receipt_edit", client_id=str(uuid.uuid4()), **_RECEIPT)
_POST = {"role": "TEACHER", "contract": "NEXUS", "nexus_code": "1234567", "hours": "30", "starts_on": "2026-03-02"}
always("network:post_add", client_id=str(uuid.uuid4()), **_POST)
always("network:post_edit", **_POST)
always("network:visit_meet", met_on=DAY, outcome="Se entregó la lista")
always(
    "network:visit_add", client_id=str(uuid.uuid4()), visited_on=DAY, point_spaces="MET", agreements="Pintar el aula",
    due_on="2026-07-10",
)  # fmt: skip


_CLOSING = {"ground": "NEEDS", "motive": "Sin demanda en la provincia"}
always("network:closing_open", client_id=str(uuid.uuid4()), **_CLOSING)
always("network:closing_edit", client_id=str(uuid.uuid4()), **_CLOSING)
always("network:closing_step", client_id=str(uuid.uuid4()), done_on=DAY, document="Acta 01-2026")


@act("patients:handover")
def _(world: World, role: str, place: str) -> Values:
    episodes = Episode.objects.filter(seho=world.sehos.get(place), ends_on=None)
    return {"to": world.sehos["same_ugel"].pk, "ends_on": DAY, "episodes": list(episodes.values_list("pk", flat=True))}


@act("network:proposal_add")
def _(world: World, role: str, place: str) -> Values:
    return {
        "name": "Servicio Educativo Hospitalario Propuesto", "short_name": "SEHO Propuesto", "management": "PUBLIC",
        "scope": "HOSPITAL_AND_HOME", "ugel": world.ugel.pk, "hospital": world.seho.hospital_id,
    }  # fmt: skip


@act("network:space_check")
def _(world: World, role: str, place: str) -> Values:
    asked = conditions_of(SpaceKind.MULTIFUNCTIONAL)
    return {"client_id": str(uuid.uuid4()), "checked_on": DAY} | {f"point_{key}": "MET" for key in asked}


always("network:school_contact", director_name="Directora Corregida", phone="912345678", email="ie@ejemplo.pe")


@act("network:school_add")
def _(world: World, role: str, place: str) -> Values:
    return {
        "modular_code": "0999999", "annex": "0", "name": "I. E. Nueva", "level_code": "B0", "management": "1",
        "department": "Arequipa", "province": "Arequipa", "district": "Arequipa", "ugel": world.ugel.pk,
    }  # fmt: skip


always("papers:year_name_edit", year_name="Año de la prueba", decade_name="Decenio de la prueba")


@act("curriculum:calendar_edit")
def _(world: World, role: str, place: str) -> Values:
    periods = {
        f"{edge}_{number}": day.isoformat()
        for number, block in enumerate(BLOCKS_2026, start=1)
        for edge, day in zip(("start", "end"), block, strict=True)
    }
    return {"starts_on": "2026-01-01", "ends_on": "2026-12-31", **periods}


# --- notices and registration ---------------------------------------------------------------------


@act("patients:referral_new")
def _(world: World, role: str, place: str) -> Values:
    return {"seho": world.seho.pk, "person": "B. R.", "age": 8, "setting": "HOSPITAL", "channel": "WARD_SEARCH"}


always("patients:referral_contact", enrolled="yes")
always("patients:referral_close", not_attended_reason="NOT_FOUND")


@act("patients:daily_upload")
def _(world: World, role: str, place: str) -> Values:
    file = SimpleUploadedFile("censo.csv", b"Paciente;Edad;Piso\nPEREZ SOTO LUZ;9;3\n")
    return {"hospital": world.seho.hospital_id, "file": file}


@act("patients:daily_accept")
def _(world: World, role: str, place: str) -> Values:
    return {"only": _pk(world, "daily_proposal", place)}


always("patients:daily_columns", column_0="names", column_1="age", column_2="ward")
always("patients:daily_dismiss", dismiss_reason="FINISHED")


@act("patients:register")
def _(world: World, role: str, place: str) -> Values:
    return {
        "seho": world.seho.pk, "document_type": "DNI", "document_number": "60000001", "paternal_surname": "Nueva",
        "maternal_surname": "Prueba", "given_names": "Elena", "birth_date": "2014-02-03",
    }  # fmt: skip


_PUPIL = {
    "document_type": "DNI", "document_number": "60000002", "paternal_surname": "Otra", "maternal_surname": "Prueba",
    "given_names": "Elena", "birth_date": "2014-02-03", "sex": "F",
}  # fmt: skip


@act("patients:draft_section")
def _(world: World, role: str, place: str) -> Values:
    return _PUPIL | {"mother_tongue": world.pupils["own"].mother_tongue_id}


always("patients:draft_section#health", kind="HOSPITALIZATION", issued_on=DAY, diagnosis="Dato de prueba")

# --- the pupil ------------------------------------------------------------------------------------


@act("patients:edit")
def _(world: World, role: str, place: str) -> Values:
    patient = _patient(world, place)
    return _PUPIL | {"mother_tongue": patient.mother_tongue_id, "version": patient.version, "care_notes": "Con pausas."}


_FAMILY = {"relationship": "FATHER", "full_name": "Prueba Padre", "document_type": "DNI", "document_number": "60000003"}
always("patients:guardian_new", **_FAMILY)
always("patients:guardian", **_FAMILY)


@act("patients:authorize")
def _(world: World, role: str, place: str) -> Values:
    guardian = Guardian.objects.filter(patient=_patient(world, place)).first()
    return {"guardian": guardian.pk, "decided_on": DAY, "virtual": "yes"}


always("patients:revoke", revoked_on=DAY)


@act("patients:enroll")
def _(world: World, role: str, place: str) -> Values:
    row = _patient(world, place).enrollments.get(ends_on=None)
    return {"school": row.school_id, "school_grade": row.school_grade_id, "section": "C"}


@act("patients:assign")
def _(world: World, role: str, place: str) -> Values:
    return {"user": _helper(world).pk, "starts_on": DAY}


always("patients:siagie_communicate", communicated_on=DAY)
always("patients:siagie_confirm", confirmed_on=DAY)


@act("patients:stay_new")
def _(world: World, role: str, place: str) -> Values:
    return {
        "hospital": world.seho.hospital_id, "starts_on": "2026-03-02", "ends_on": "2026-03-05",
        "kind": "HOSPITALIZATION", "issued_on": "2026-03-02",
    }  # fmt: skip


@act("patients:stay_correct")
def _(world: World, role: str, place: str) -> Values:
    stay = Stay.objects.filter(patient=_patient(world, place)).first()
    return {
        "starts_on": stay.starts_on, "ends_on": stay.ends_on or "", "estimated_days": 44, "version": stay.version,
        "reason": "La constancia dice otra cosa",
    }  # fmt: skip


always("patients:accredit", kind="HOSPITALIZATION", issued_on=DAY, estimated_days=50)
always("patients:diagnosis_edit", text="Dato de prueba")


@act("patients:discharge")
def _(world: World, role: str, place: str) -> Values:
    return {"ends_on": DAY, "follows": "school", "version": _episode(world, place).version}


@act("patients:end")
def _(world: World, role: str, place: str) -> Values:
    return {"ends_on": DAY, "reason": "WITHDRAWAL", "version": _episode(world, place).version}


@act("patients:transfer")
def _(world: World, role: str, place: str) -> Values:
    return {"to": world.sehos["same_ugel"].pk, "ends_on": DAY, "version": _episode(world, place).version}


@act("patients:readmit")
def _(world: World, role: str, place: str) -> Values:
    return {
        "client_id": uuid.uuid4(), "setting": "HOSPITAL", "hospital": world.seho.hospital_id, "starts_on": DAY,
        "modality": "IN_PERSON", "registered_on": DAY, "kind": "HOSPITALIZATION", "issued_on": DAY,
    }  # fmt: skip


# --- the teaching ---------------------------------------------------------------------------------


always("attendance:round_order", down="sala por anotar")
always("attendance:precautions", kinds=["TIRES"])


@act("attendance:session_new")
def _(world: World, role: str, place: str) -> Values:
    return _session(world, role, _episode(world, "own")) | {"client_id": uuid.uuid4(), "version": 0}


@act("attendance:device_receive")
def _(world: World, role: str, place: str) -> Values:
    who = {"seho": world.seho.pk, "owner": browser_owner(world.cast.get(role, world.authors["own"]))}
    return _session(world, role, _episode(world, "own")) | {"client_id": uuid.uuid4(), "version": 0} | who


@act("attendance:session_correct")
def _(world: World, role: str, place: str) -> Values:
    session = Session.objects.get(pk=_pk(world, "session", place))
    episode = session.participations.get().episode
    return _session(world, role, episode) | {"client_id": session.client_id, "version": session.version}


def _session(world: World, role: str, episode: Episode) -> Values:
    return {
        "pupils": [episode.pk], "held_on": DAY, "minutes": 30, "kind": "LEARNING", "space": "BEDSIDE",
        "modality": "IN_PERSON", "professionals": [world.authors["own"].pk],
    }  # fmt: skip


always("attendance:session_cancel", reason="Se registró por error")


@act("attendance:assessment")
def _(world: World, role: str, place: str) -> Values:
    key = world.competencies[108].pk
    return {"only": key, f"c{key}-level": "B", f"c{key}-conclusion": "Avanza con apoyo.", f"c{key}-version": 0}


@act("attendance:assessment_cell")
def _(world: World, role: str, place: str) -> Values:
    key = world.competencies[107].pk
    return {f"c{key}-level": "B", f"c{key}-conclusion": "Avanza con apoyo.", f"c{key}-version": 1}


always("attendance:assessment_level", level="B", version=1)


@act("attendance:assessments")
def _(world: World, role: str, place: str) -> Values:
    episode = Episode.objects.filter(patient=world.pupils["own"]).latest("pk")
    key = f"e{episode.pk}c{world.competencies[107].pk}"
    return {f"{key}-level": "B", f"{key}-was": "A", f"{key}-version": 1}


@act("attendance:phrases")
def _(world: World, role: str, place: str) -> Values:
    return {"level": "B", "text": "Avanza con preguntas de apoyo.", "seho": world.seho.pk}


@act("attendance:phrase_favourite")
def _(world: World, role: str, place: str) -> Values:
    return {"competency": world.competencies[107].pk, "level": "B", "text": "Avanza con apoyo."}


@act("attendance:evaluation_rules")
def _(world: World, role: str, place: str) -> Values:
    duties = {"for_ad": "REQUIRED", "for_a": "RECOMMENDED", "for_b": "REQUIRED", "for_c": "REQUIRED"}
    return {f"{level.code}-{name}": value for level in Level.objects.all() for name, value in duties.items()}


@act("attendance:plan_edit")
def _(world: World, role: str, place: str) -> Values:
    draft = _open_plan(world, place if place == "other_school" else "own")
    chosen = world.competencies[107].pk
    return {"purpose": "Que siga leyendo.", "competencies": [chosen], "main": chosen, "version": draft.version}


def _open_plan(world: World, place: str) -> Any:
    return PlanVersion.objects.get(plan__episode__patient=world.pupils[place], state__in=OPEN_PLAN_STATES)


@act("attendance:plan_decide")
def _(world: World, role: str, place: str) -> Values:
    version = _open_plan(world, "other_school").version
    return {"act": "approve", "version": version, "in_force_from": DAY}


always("attendance:plan_reviewed", note="Sirve igual en la nueva situación")
always("attendance:plan_comment", answer="Se corrigió")


@act("attendance:plan_activities")
def _(world: World, role: str, place: str) -> Values:
    return {"activity": world.at["activity"]["own"]["pk"]}


@act("attendance:plan_template_new")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "title": "Estancia corta", "grade": "any"}


@act("attendance:activity_new")
def _(world: World, role: str, place: str) -> Values:
    return _activity(world) | {"client_id": uuid.uuid4(), "seho": world.seho.pk, "version": 1}


@act("attendance:activity")
def _(world: World, role: str, place: str) -> Values:
    return _activity(world) | {"version": 1}


def _activity(world: World) -> Values:
    grade = SchoolGrade.objects.first()
    assert grade is not None
    return {
        "title": "Mi diario de palabras", "steps": "Se leen tres palabras y se dibujan.", "minutes": 30,
        "competencies": [world.competencies[107].pk], "cycles": [f"{grade.level_id}-{grade.cycle}"],
    }  # fmt: skip


@act("attendance:work_new")
def _(world: World, role: str, place: str) -> Values:
    page = SimpleUploadedFile("hoja.pdf", pdf_of(f"Hoja de prueba {uuid.uuid4()}"))
    when = _episode(world, place).starts_on.isoformat()
    return {"client_id": uuid.uuid4(), "title": "Mi hoja", "made_on": when, "files": [page], "not_shown": "on"}


@act("attendance:work_edit")
def _(world: World, role: str, place: str) -> Values:
    work = Work.objects.get(pk=_pk(world, "work", place))
    return {"client_id": work.client_id, "title": "Mi hoja", "made_on": work.made_on.isoformat(), "not_shown": "on"}


# --- the psychologist's work ----------------------------------------------------------------------

_SUPPORT = {"held_with": "FAMILY", "topic": "RETURN", "minutes": 20, "held_on": DAY}


@act("attendance:support_new")
def _(world: World, role: str, place: str) -> Values:
    return _SUPPORT | {"client_id": uuid.uuid4(), "version": 0, "pupils": [_episode(world, "own").pk]}


@act("attendance:support_contact")
def _(world: World, role: str, place: str) -> Values:
    contact = SupportContact.objects.get(pk=_pk(world, "support_contact", place))
    return _SUPPORT | {"client_id": contact.client_id, "version": contact.version}


@act("attendance:private_note_new")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "version": 0, "noted_on": DAY, "text": "Volver a conversar."}


@act("attendance:private_note")
def _(world: World, role: str, place: str) -> Values:
    note = PrivateNote.objects.get(pk=_pk(world, "private_note", place))
    return {"client_id": note.client_id, "version": note.version, "noted_on": DAY, "text": "Volver a conversar."}


always("attendance:support_report", text="Participa con gusto.", version=1)
always("attendance:mood", mood=4)


def _time_there(world: World, place: str) -> Episode:
    """The time in the team's service of a pupil who was there, also of one who moved on."""
    there = Episode.objects.filter(patient=_episode(world, place).patient_id, seho=world.seho)
    return there.order_by("pk").last() or _episode(world, place)


@act("attendance:work_upload")
def _(world: World, role: str, place: str) -> Values:
    return {"files": [SimpleUploadedFile("hoja.pdf", pdf_of(f"Hoja de prueba {uuid.uuid4()}"))]}


@act("attendance:work_upload_adjust")
def _(world: World, role: str, place: str) -> Values:
    owner = f"{world.cast[role].pk}-{_time_there(world, place).pk}" if role in world.cast else "-"
    return {"kept": token_of(owner, "foto.jpg", keep_file(picture(71))), "quarters": 1}


always("attendance:work_file_adjust", quarters=1)


@act("attendance:works_set")
def _(world: World, role: str, place: str) -> Values:
    works = Work.objects.filter(episode=_time_there(world, place), removed_at=None)
    if role in ("volunteer", "intern"):
        works = works.filter(created_by=world.cast[role])
    return {"works": [work.pk for work in works], "in_book": "no"}


# --- volunteers and interns -----------------------------------------------------------------------


@act("attendance:task_new")
def _(world: World, role: str, place: str) -> Values:
    helper = world.cast["volunteer"].pk
    return {"client_id": uuid.uuid4(), "what": "Leer un cuento", "due_on": DAY, "helper": helper}


always("attendance:task_done", minutes="25", word="Bien", done_on=DAY)


@act("attendance:hours_new")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "held_on": DAY, "starts_at": "09:00", "ends_at": "10:30"}


@act("attendance:week_confirm")
def _(world: World, role: str, place: str) -> Values:
    return {"semana": monday_of(TODAY).isoformat(), "seen": _seen(world, place)}


@act("attendance:week_correct")
def _(world: World, role: str, place: str) -> Values:
    return {"seen": _seen(world, place), "hours": "1", "rest": "0", "reason": "Se retiró antes"}


def _seen(world: World, place: str) -> int:
    helper = world.cast["intern" if place == "for_intern" else "volunteer"]
    return week_minutes(world.seho.pk, helper.pk, monday_of(TODAY))


@act("attendance:certificate_new")
def _(world: World, role: str, place: str) -> Values:
    monday = monday_of(TODAY).isoformat()
    practice = {"practice": "preprofesionales", "training_center": "Instituto de Prueba", "career": "Educación"}
    return {"client_id": uuid.uuid4(), "first": monday, "last": monday, **practice}


always("attendance:certificate_annul", reason="Se emitió por error")


# --- the papers -----------------------------------------------------------------------------------


@act("convalidation:issue")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "reason": "Se corrigió una fecha"}


@act("convalidation:return_report")
def _(world: World, role: str, place: str) -> Values:
    report = ReturnReport.objects.filter(episode=_pk(world, "episode", place)).first()
    return {
        "learning_situation": "Avanza.", "socioemotional_situation": "Con ganas de volver.",
        "recommendations": "Leer juntos.", "version": report.version if report else 0,
    }  # fmt: skip


_PARTS = {"coordinator": "COORDINATOR", "teacher": "TEACHER", "psychologist": "PSYCHOLOGIST"}


@act("convalidation:preparing_part")
def _(world: World, role: str, place: str) -> Values:
    return {"part": _PARTS.get(role, "TEACHER")}


@act("convalidation:preparing_ask")
def _(world: World, role: str, place: str) -> Values:
    return {"to": world.cast["psychologist" if role == "coordinator" else "coordinator"].pk}


@act("convalidation:preparing_read")
def _(world: World, role: str, place: str) -> Values:
    episode = Episode.objects.get(pk=_pk(world, "episode", place))
    parts = [f"support-{part.pk}" for part in SupportReport.objects.filter(episode=episode)]
    texts = [text_now(episode, name) for name in (*REPORT_TEXTS, *parts)]
    return {"seen": [f"{text.target}:{text.digest}" for text in texts if text]}


@act("convalidation:suggest")
def _(world: World, role: str, place: str) -> Values:
    episode = Episode.objects.get(pk=_pk(world, "paper_text", place))
    text = text_now(episode, "recommendations")
    return {"seen": text.digest if text else "", "proposed": "Leer juntos cada noche.", "comment": "Más claro"}


always("convalidation:suggestion", decision="ACCEPTED")


@act("convalidation:batch_new")
def _(world: World, role: str, place: str) -> Values:
    ready = [one.key for one in candidates(world.seho.pk, TODAY) if one.is_ready]
    return {"client_id": uuid.uuid4(), "chosen": ready}


@act("convalidation:sign")
def _(world: World, role: str, place: str) -> Values:
    return {"kind": "SCAN", "upload": SimpleUploadedFile("firmado.pdf", pdf_of("firmado"))}


always("convalidation:remove_signed", reason="Era de otro documento")
always("convalidation:annul", reason="Se emitieron por error")
always("convalidation:acknowledge", note="Recibido")


@act("convalidation:deliver")
def _(world: World, role: str, place: str) -> Values:
    return {
        "client_id": str(uuid.uuid4()),
        "name": "Luz Tutora Quinta",
        "expires_on": "2026-08-01",
        "email": "luz@ie.test",
    }


@act("convalidation:link")
def _(world: World, role: str, place: str) -> Values:
    return {"answer": Packet.objects.get(pk=world.at["packet"]["own"]["pk"]).episode.patient.document_number}


always("convalidation:pending", **{"area-0-area": "Arte", "area-0-how": "En el aula"})


@act("convalidation:class_report")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": str(uuid.uuid4()), "topics": "La fábula y las fracciones"}


@act("patients:siagie_pending")
def _(world: World, role: str, place: str) -> Values:
    return {"states": [world.at["siagie_status"]["own"]["status_pk"]], "confirmed_on": DAY}


@act("convalidation:recognise")
def _(world: World, role: str, place: str) -> Values:
    packet = Packet.objects.get(pk=_pk(world, "packet", place))
    return {f"{row.key}-decision": "RECOGNISED" for row in answer_rows(packet)}


# --- the return -----------------------------------------------------------------------------------


@act("convalidation:return_plan")
def _(world: World, role: str, place: str) -> Values:
    version = Return.objects.get(pk=_pk(world, "return", place)).version
    return {"starts_on": DAY, "adjustments": "Aula en el primer piso.", "version": version}


@act("convalidation:return_follow_up")
def _(world: World, role: str, place: str) -> Values:
    row = FollowUp.objects.get(school_return=_pk(world, "return", place), day=7)
    return {"done_on": DAY, "way": "CALL", "progress": "WELL", "version": row.version}


@act("convalidation:return_incident_new")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "kind": "OTHER", "happened_on": DAY, "description": "Falta una carpeta."}


@act("convalidation:return_incident")
def _(world: World, role: str, place: str) -> Values:
    version = Incident.objects.get(pk=_pk(world, "incident", place)).version
    return {"kind": "OTHER", "happened_on": DAY, "description": "Falta una carpeta.", "version": version}


@act("convalidation:return_visit_new")
def _(world: World, role: str, place: str) -> Values:
    return {"client_id": uuid.uuid4(), "visited_on": DAY, "found": "Asiste."}


@act("convalidation:return_visit")
def _(world: World, role: str, place: str) -> Values:
    version = Visit.objects.get(pk=_pk(world, "visit", place)).version
    return {"visited_on": DAY, "found": "Asiste.", "version": version}


always("convalidation:return_close", outcome="LEFT", closing_note="Se mudó a otra región.")
always("convalidation:return_reopen", reason="Volvió a faltar")


# --- rows of a place; those that do not exist are told as the team's own ---------------------------


def _patient(world: World, place: str) -> Patient:
    return Patient.objects.get(pk=_pk(world, "pupil", place))


def _episode(world: World, place: str) -> Episode:
    episode = _patient(world, place).episodes.order_by("starts_on", "pk").last()
    assert episode is not None
    return episode


def _pk(world: World, kind: str, place: str) -> Any:
    address = world.at[kind].get(place, {"pk": NOBODY})
    return address["pk"] if address["pk"] != NOBODY else world.at[kind]["own"]["pk"]
