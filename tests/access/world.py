"""The seeded country: four services, a pupil of every kind in each place, and a secret in every sensitive field.

Everything is of 10 June 2026 and, where the history should tell of it, done through the program's own services.
`world.at[kind][place]` holds what an address of that kind is made of.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from attendance.models import HelperEntry, HelperTask, PlanVersion
from attendance.queries.helpers import week_minutes
from attendance.rules.helpers import monday_of
from attendance.services import (
    Attendance,
    ContactEntry,
    Mark,
    PlanGoal,
    SessionEntry,
    WorkEntry,
    add_activity,
    add_phrase,
    answer_mood,
    assess,
    cancel_contact,
    cancel_session,
    enforce_plan,
    keep_file,
    keep_note,
    keep_template,
    keep_work,
    log_contact,
    log_session,
    open_draft,
    remove_note,
    remove_work,
    return_plan,
    save_draft,
    save_support_report,
    send_plan,
)
from attendance.services.certificates import Asked, issue_certificate
from attendance.services.helpers import (
    HoursEntry,
    TaskEntry,
    ask_task,
    cancel_task,
    confirm_week,
    finish_task,
    log_hours,
    withdraw_hours,
)
from convalidation.models import Packet, Return
from convalidation.queries.preparing import desk_of
from convalidation.queries.preview import packet_preview
from convalidation.services import (
    add_signed_copy,
    deliver,
    following,
    issue_packet,
    report_class,
    revoke_link,
    save_return_report,
    start_batch,
    suggest,
)
from convalidation.services.class_reports import TEXTS
from convalidation.services.returning import DAYS
from patients import services
from patients.enums import AuthorizationPurpose, EpisodeEnd
from patients.models import EmergencyAccess, Enrollment, Episode, Guardian, Patient, SiagieStatus
from patients.rules.daily_columns import Field
from patients.services.daily import receive_list, tell_columns
from patients.services.emergency import Asked as AskedInEmergency
from patients.services.emergency import end_emergency, open_emergency
from seho.accounts import letters
from seho.accounts.enums import CheckLaw, Role
from seho.clock import now
from seho.curriculum.queries import periods_for
from seho.files import clean_pdf, open_stored, store_bytes
from seho.imports.enums import Catalogue
from seho.imports.services import confirm_import, write_import
from seho.jobs.models import Job
from seho.jobs.services import stop
from seho.network.models import Seho
from seho.network.services.files import keep_file as keep_seho_file
from seho.panel.exports.services import make, start_export
from seho.panel.services.saved_views import remove_view, save_view
from tests.access.secrets import Secrets
from tests.accounts.factories import check, make_user
from tests.convalidation.factories import NUMBERS, curriculum
from tests.curriculum.factories import MotherTongueFactory, PeriodFactory, SchoolCalendarFactory, SchoolGradeFactory
from tests.imports.files import HOSPITAL_FILE, SCHOOL_FILE, read_in
from tests.network.factories import (
    CONTENTS,
    AgreementFactory,
    ClosingFactory,
    EquipmentFactory,
    LearningSpaceFactory,
    NeedFactory,
    OpinionFactory,
    PostFactory,
    ProposalFactory,
    ReceiptFactory,
    RegionFactory,
    SchoolFactory,
    SehoFactory,
    UgelFactory,
    VisitFactory,
    whole_proposal,
)
from tests.patients.factories import (
    AssignmentFactory,
    AuthorizationFactory,
    EpisodeFactory,
    SiagieStatusFactory,
    registered_pupil,
)

TODAY = date(2026, 6, 10)
STARTED = date(2026, 5, 18)
EARLIER, ENDED = date(2026, 4, 20), date(2026, 6, 5)
NOBODY = 987654321
PLACES = ("own", "same_ugel", "same_region", "other_region")


class World:
    def __init__(self) -> None:
        self.secrets = Secrets()
        self.at: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.pupils: dict[str, Patient] = {}
        self.pictures = 0
        self.competencies = curriculum()
        self._network()
        self._cast()
        self._pupils()
        self._packets()
        self._returns()
        self._batches()
        self._imports()
        self._exports()
        self._class_reports()
        self._notices()
        self._daily_lists()
        self._suggestions()
        self._drafts()
        self._helpers()
        self._people()
        self._evaluation()
        self._saved_views()
        self._emergencies()
        self._nobody()

    # --- places and people ---------------------------------------------------------------------

    def _network(self) -> None:
        self.region, far = RegionFactory(), RegionFactory()
        self.ugel = UgelFactory(region=self.region)
        ugels = (self.ugel, self.ugel, UgelFactory(region=self.region), UgelFactory(region=far))
        self.sehos = {place: SehoFactory(ugel=ugel) for place, ugel in zip(PLACES, ugels, strict=True)}
        self.seho = self.sehos["own"]
        self.school, self.other_school = SchoolFactory(ugel=self.ugel), SchoolFactory(ugel=self.ugel)
        self.schools = {
            "own": self.school, "same_ugel": SchoolFactory(ugel=self.ugel),
            "same_region": SchoolFactory(ugel=ugels[2]), "other_region": SchoolFactory(ugel=ugels[3]),
        }  # fmt: skip
        for place, seho in self.sehos.items():
            self.at["seho"][place] = {"pk": seho.pk}
            self.at["agreement"][place] = {"pk": AgreementFactory(seho=seho, contents=CONTENTS).pk}
            self.at["space"][place] = {"pk": LearningSpaceFactory(seho=seho).pk}
            self._own_life(place, seho)
        self._proposals()
        self._closings()
        for place in ("own", "other_region"):
            school = self.schools[place]
            self.at["school"][place] = {"pk": school.pk}
            # Next year's, so that the pupils of this one are assessed by the national periods.
            calendar = SchoolCalendarFactory(school=school, year=2027, label="Calendario propio")
            PeriodFactory(calendar=calendar, starts_on=date(2027, 3, 15), ends_on=date(2027, 5, 14))
            self.at["calendar"][place] = {"pk": calendar.pk}

    def _own_life(self, place: str, seho: Any) -> None:
        """Spaces, team, materials and visits of a service, and what stands in for its dossier."""
        unsigned = AgreementFactory(seho=seho, signed_on=None, ends_on=date(2026, 11, 30))
        self.at["agreement_unsigned"][place] = {"pk": unsigned.pk}
        for kind, made in (
            ("need", NeedFactory), ("equipment", EquipmentFactory), ("receipt", ReceiptFactory),
            ("team_post", PostFactory), ("seho_visit", VisitFactory),
        ):  # fmt: skip
            self.at[kind][place] = {"pk": made(seho=seho).pk}
        sent = SimpleUploadedFile("convenio.pdf", pdf_of(f"Convenio {place}"))
        paper = keep_seho_file(seho=seho, title="Convenio", file=clean_pdf(sent))
        self.at["seho_file"][place] = {"pk": paper.pk}

    def _proposals(self) -> None:
        """Whole dossiers of the four services, and three others on their way in the same UGEL."""
        for place, seho in self.sehos.items():
            whole_proposal(seho=seho)
            self.at["proposal"][place] = {"pk": seho.pk}
        for place in ("waiting", "favourable", "planned"):
            seho = SehoFactory(ugel=self.ugel, planned=True)
            self.at["proposal"][place] = {"pk": seho.pk}
            if place == "favourable":
                Seho.objects.filter(pk=seho.pk).update(resolution_number="RD 0001-2026", resolution_on=date(2026, 5, 4))
            if place != "planned":
                OpinionFactory(proposal=ProposalFactory(seho=seho), favourable=place == "favourable")
        taken_back = ProposalFactory(seho=SehoFactory(ugel=self.ugel, planned=True), withdrawn=True)
        self.at["proposal_withdrawn"] |= {"own": {"pk": self.seho.pk}, "planned": {"pk": taken_back.seho_id}}

    def _closings(self) -> None:
        """Three of the four services are in closing: DRE and MINEDU were told, the inventory waits."""
        for place in ("own", "same_region", "other_region"):
            seho = self.sehos[place]
            ClosingFactory(seho=seho)
            self.at["closing"][place] = {"pk": seho.pk}
            self.at["closing_step"][place] = {"pk": seho.pk, "step": "inventario"}

    def _cast(self) -> None:
        units = {
            Role.UGEL_SPECIALIST: self.ugel, Role.DRE_SPECIALIST: self.region, Role.MINEDU: None, Role.ADMIN: None,
            Role.DIRECTOR: self.school, Role.FOCAL_POINT: self.seho.hospital,
        }  # fmt: skip
        self.cast = {
            role.value.lower(): make_user(role, units.get(role, self.seho), surnames=f"Reparto {role.label}")
            for role in Role
        }
        yesterday = TODAY - timedelta(days=1)
        self.cast["former"] = make_user(Role.COORDINATOR, self.seho, membership__ends_on=yesterday)
        self.authors = {
            place: self.cast["teacher"] if place == "own" else make_user(Role.TEACHER, seho)
            for place, seho in self.sehos.items()
        }
        self.coordinators = {
            place: self.cast["coordinator"] if place == "own" else make_user(Role.COORDINATOR, seho)
            for place, seho in self.sehos.items()
        }
        self.psychologists = {
            place: self.cast["psychologist"] if place == "own" else make_user(Role.PSYCHOLOGIST, seho)
            for place, seho in {**self.sehos, "colleague": self.seho}.items()
        }

    def _helpers(self) -> None:
        """Tasks, hours and certificates: the volunteer's ("own"), the intern's ("for_intern"), another service's."""
        others = {place: make_user(Role.VOLUNTEER, self.sehos[place]) for place in PLACES[1:]}
        people = {"own": self.cast["volunteer"], "for_intern": self.cast["intern"], **others}
        for place, helper in people.items():
            service = place if place in PLACES else "own"
            self._helper(place, helper, self.sehos[service], self.coordinators[service])

    def _helper(self, place: str, helper: Any, seho: Any, by: Any) -> None:
        post = helper.memberships.get()
        self.at["helper_post"][place] = {"pk": post.pk}
        whose = {"own": "task_of_volunteer", "for_intern": "task_of_intern"}.get(place, "task_elsewhere")
        episode = self._episode("own") if seho == self.seho else None
        for kind in ("helper_task", "helper_task_done", "helper_task_cancelled"):
            word = self.secrets.word(whose, "own" if seho == self.seho else place)
            entry = TaskEntry(uuid.uuid4(), word, TODAY, helper, episode)
            task = ask_task(by=by, seho=seho, entry=entry, today=TODAY)
            self.at[kind][place] = {"pk": task.pk}
        cancel_task(by=by, task=task)
        done = HelperTask.objects.get(pk=self.at["helper_task_done"][place]["pk"])
        finish_task(by=helper, task=done, done_on=TODAY, minutes=20, word="Bien", session=None, today=TODAY)
        for kind, day in (("helper_hours", TODAY), ("helper_hours_withdrawn", TODAY), ("", TODAY - timedelta(days=8))):
            hours = HoursEntry(uuid.uuid4(), day, minutes=60)
            row = log_hours(by=helper, seho=seho, entry=hours, today=TODAY)
            self.at[kind][place] = {"pk": row.pk}
        withdraw_hours(by=helper, entry=HelperEntry.objects.get(pk=self.at["helper_hours_withdrawn"][place]["pk"]))
        del self.at[""]
        for monday in (monday_of(TODAY) - timedelta(days=7), monday_of(TODAY)):
            seen = week_minutes(seho.pk, helper.pk, monday)
            week = confirm_week(by=by, post=post, monday=monday, seen=seen, today=TODAY)
        self.at["helper_week"][place] = {"pk": week.pk}
        details = {"training_center": "Instituto de Prueba", "career": "Educación"} if place == "for_intern" else {}
        first = monday_of(TODAY) - timedelta(days=7)
        asked = Asked(uuid.uuid4(), first, first, details)
        row = issue_certificate(by=by, post=post, asked=asked, today=TODAY)
        self.at["certificate"][place] = {"pk": row.pk}

    def _people(self) -> None:
        """Other people than the cast, so that an act on them does not shut out who is playing."""
        people = {place: make_user(Role.TEACHER, seho) for place, seho in self.sehos.items()}
        people["helper"] = make_user(Role.VOLUNTEER, self.seho)
        people["newcomer"] = make_user(Role.VOLUNTEER, self.seho)
        people["newcomer"].set_unusable_password()
        people["newcomer"].save()
        people["inactive"] = make_user(Role.VOLUNTEER, self.seho, is_active=False)
        people["director"] = make_user(Role.DIRECTOR, self.other_school)
        for place, person in people.items():
            self.at["person"][place] = {"pk": person.pk}
            post = person.memberships.get()
            self.at["post"][place] = {"pk": post.pk}
            if place != "director":
                check(post, CheckLaw.PUBLIC_SERVICE, valid_until=TODAY)
                self.at["check"][place] = {"pk": post.checks.get(valid_until=TODAY).pk}
        link = letters.set_password_link(people["helper"]).rstrip("/").rpartition("/")[2]
        uid, _, key = link.partition("-")
        self.at["reset_link"] = {"own": {"uidb36": uid, "key": key}, "nonexistent": {"uidb36": uid, "key": "a-b"}}

    # --- pupils --------------------------------------------------------------------------------

    def _pupils(self) -> None:
        self._pupil("own", "own", school=self.school)
        self._pupil("ended", "own", school=self.school, ended=True)
        self._pupil("other_school", "own", school=self.school, left_for=self.other_school)
        for place in PLACES[1:]:
            self._pupil(place, place, school=self.schools[place])
        self._moved()
        for helper in ("volunteer", "intern"):
            row = AssignmentFactory(episode=self._episode("own"), user=self.cast[helper])
            AssignmentFactory(episode=self._episode("ended"), user=self.cast[helper], starts_on=EARLIER, ends_on=ENDED)
            self.at["assignment"]["own"] = {"pk": self.pupils["own"].pk, "assignment_pk": row.pk}
            self._entered_by(helper)
        self._removed("own", "work", self.authors["own"])
        open_draft(by=self.authors["own"], episode=self._episode("own"))
        self._waiting_plan("other_school", "own")
        self._waiting_plan("same_ugel", "same_ugel")
        self._bank()

    def _waiting_plan(self, of: str, place: str) -> None:
        """Returned once with a comment that nobody answered, and sent again."""
        by = self.authors[place]
        draft = send_plan(by=by, draft=open_draft(by=by, episode=self._episode(of)))
        comments = {"WHOLE": self.secrets.word("plan", of)}
        draft = return_plan(by=self.coordinators[place], draft=draft, comments=comments, version=draft.version)
        send_plan(by=by, draft=draft)
        self.at["plan_comment"][place] = {"pk": draft.comments.get().pk}

    def _bank(self) -> None:
        """An activity and a template of each service; those of "same_ugel" are shared with all."""
        for place, seho in self.sehos.items():
            by, is_shared = self.authors[place], place == "same_ugel"
            values = {"title": f"Actividad {place}", "steps": "Se lee y se dibuja.", "minutes": 30}
            activity = add_activity(
                by=by, seho=seho, client_id=uuid.uuid4(), values=values | {"is_shared": is_shared},
                competencies=[self.competencies[107]], grades=[SchoolGradeFactory()],
            )  # fmt: skip
            self.at["activity"][place] = {"pk": activity.pk}
            version = PlanVersion.objects.filter(plan__episode__patient=self.pupils[place]).first()
            template = keep_template(
                by=by, version=version, client_id=uuid.uuid4(), title=f"Plantilla {place}", level=None, cycle="",
                is_shared=is_shared, with_texts=False,
            )  # fmt: skip
            self.at["plan_template"][place] = {"pk": template.pk}

    def _pupil(self, of: str, place: str, *, school: Any, ended: bool = False, left_for: Any = None) -> Patient:
        by, seho = self.coordinators[place], self.sehos[place]
        patient = self._registered(of, seho, by, school=school, ended=ended)
        if left_for is not None:
            services.change_enrollment(
                by=by, patient=patient, today=TODAY,
                values=self._enrollment(of, left_for) | {"starts_on": date(2026, 5, 25)},
            )  # fmt: skip
        self.pupils[of] = patient
        self._file(of, patient, by)
        self._teaching(of, place, patient.episodes.get())
        self._addresses(of, patient)
        return patient

    def _registered(self, of: str, seho: Any, by: Any, *, school: Any, ended: bool) -> Patient:
        word, number = self.secrets.word, self.secrets.number
        patient = registered_pupil(
            seho, starts_on=EARLIER if ended else STARTED, ends_on=ENDED if ended else None, school=school, by=by,
            paternal_surname=word("name", of), maternal_surname=word("name", of), given_names=word("name", of),
            document_number=number("document", of, "71340{}"), siagie_code=number("document", of, "71390000000{}"),
            address=word("address", of), address_district=word("address", of), has_special_needs=True,
            special_needs_note=word("special_needs", of), care_notes=word("care_notes", of),
        )  # fmt: skip
        Enrollment.objects.filter(patient=patient).update(**self._tutor(of))
        return patient

    def _tutor(self, of: str) -> dict[str, Any]:
        word = self.secrets.word
        phone = self.secrets.number("tutor", of, "961380{}")
        return {"tutor_name": word("tutor", of), "tutor_email": f"{word('tutor', of)}@ie.test", "tutor_phone": phone}

    def _enrollment(self, of: str, school: Any) -> dict[str, Any]:
        return {"school": school, "school_grade": SchoolGradeFactory(), "section": "B", **self._tutor(of)}

    def _file(self, of: str, patient: Patient, by: Any) -> None:
        """Family, decisions and health, and a correction of each, so that the history holds both values."""
        word, number = self.secrets.word, self.secrets.number
        guardian = Guardian.objects.get(patient=patient)
        for _ in range(2):
            values = {
                "relationship": "MOTHER", "full_name": word("guardian_name", of), "document_type": "DNI",
                "document_number": number("guardian", of, "71350{}"), "phone": number("guardian", of, "971360{}"),
                "email": f"{word('guardian', of).lower()}@familia.test", "is_main": True,
            }  # fmt: skip
            guardian = services.save_guardian(by=by, patient=patient, values=values, guardian=guardian)
        care = {"care_notes": word("care_notes", of), "address": word("address", of)}
        patient = services.edit_patient(by=by, patient=patient, version=1, values=care, today=TODAY)
        stay = patient.stays.get()
        stay.ward = word("ward", of)
        stay.save()
        paper = stay.accreditations.get()
        paper.physician_license = number("physician_license", of, "713{}")
        paper.file = store_bytes("health", pdf_of(word("medical_paper", of)), ".pdf")
        paper.save()
        services.add_accreditation(
            by=by, stay=stay, today=TODAY,
            paper=services.Paper(
                kind=paper.kind, issued_on=stay.starts_on,
                physician_license=number("physician_license", of, "713{}"),
            ),
        )  # fmt: skip
        for _ in range(2):
            services.set_diagnosis(
                by=by, stay=stay, text=word("diagnosis", of), icd10=number("diagnosis", of, "Q7138{}")
            )
        row = patient.authorizations.filter(purpose=AuthorizationPurpose.ENTRY).get()
        row.file = store_bytes("health", pdf_of(word("authorization_paper", of)), ".pdf")
        row.save()
        AuthorizationFactory(
            guardian=guardian, seho=row.seho, purpose=AuthorizationPurpose.IMAGES, decided_on=row.decided_on,
            recorded_by=by,
        )  # fmt: skip

    def _teaching(self, of: str, place: str, episode: Episode) -> None:
        by = self.authors[place]
        until = episode.ends_on or TODAY
        self._plan(of, episode, by)
        session = self._session(of, place, episode, "session", by)
        work = self._work(of, episode, "work", by)
        period = [one for one in periods_for(episode.patient.enrollments.first().school, until)
                  if one.starts_on <= until and episode.starts_on <= one.ends_on][-1]  # fmt: skip
        mark = Mark(self.competencies[107].pk, "A", "", self.secrets.word("assessment", of))
        assess(by=by, episode=episode, period=period, mark=mark, today=until)
        save_return_report(
            by=by, episode=episode, version=0, today=TODAY,
            values={
                name: self.secrets.word("return_report", of)
                for name in ("learning_situation", "socioemotional_situation", "recommendations")
            }
            | dict.fromkeys(DAYS),
        )  # fmt: skip
        self._support(of, place, episode, period, until)
        if of in PLACES:
            self.at["session"][of] = {"pk": session.pk}
            self._cancelled(of, of, place, episode, "session", by)
            self.at["work"][of] = {"pk": work.pk}
            self.at["work_file"][of] = {"pk": work.files.last().pk, "size": "completo"}
            self.at["work_photo"][of] = {"pk": work.files.first().pk}

    def _support(self, of: str, place: str, episode: Episode, period: Any, until: date) -> None:
        """What the psychologist did, and a private note of theirs; in the own service also of a colleague."""
        by = self.psychologists[place]
        self._contact(of, of, episode, by)
        text = self.secrets.word("support_report", of)
        save_support_report(by=by, episode=episode, period=period, text=text, version=0)
        row = answer_mood(by=by, episode=episode, moment="before", mood=2, today=episode.starts_on)
        answer_mood(by=by, episode=episode, moment="after", mood=4, today=episode.starts_on, pair=row)
        self.at["mood"][of] = {"pk": row.pk}
        self._note(of, "private_note", of, episode, by)
        if of == "own":
            self._contact("colleague", of, episode, self.psychologists["colleague"])
            self._note("colleague", "colleague_note", of, episode, self.psychologists["colleague"])

    def _contact(self, at: str, of: str, episode: Episode, by: Any) -> None:
        for kind in ("support_contact", "cancelled_contact"):
            entry = ContactEntry(
                uuid.uuid4(), "FAMILY", episode.starts_on, 30, "ROUTINE", self.secrets.word("support", of)
            )
            row = log_contact(by=by, seho=episode.seho, entry=entry, pupils=[episode], today=TODAY)
            self.at[kind][at] = {"pk": row.pk}
        cancel_contact(by=by, contact=row)

    def _note(self, at: str, what: str, of: str, episode: Episode, by: Any) -> None:
        for kind in ("private_note", "removed_note"):
            note = keep_note(
                by=by, client_id=uuid.uuid4(), seho=episode.seho, patient=episode.patient,
                noted_on=episode.starts_on, text=self.secrets.word(what, of), today=TODAY,
            )  # fmt: skip
            self.at[kind][at] = {"pk": note.pk}
        remove_note(by=by, note=note)

    def _plan(self, of: str, episode: Episode, by: Any) -> None:
        word = self.secrets.word
        names = (
            "purpose", "curricular_adaptations", "assessment_adaptations", "socioemotional_support", "schedule",
            "resources", "school_agreements", "agreed_with",
        )  # fmt: skip
        values = {name: word("plan", of) for name in names} | {"agreed_on": episode.starts_on}
        goals = [PlanGoal(self.competencies[one].pk, word("plan", of), word("plan", of)) for one in NUMBERS[:2]]
        draft = open_draft(by=by, episode=episode)
        draft = save_draft(by=by, draft=draft, values=values, goals=goals, version=draft.version, today=TODAY)
        enforce_plan(by=by, draft=draft, today=episode.starts_on)

    def _session(self, of: str, place: str, episode: Episode, what: str, by: Any) -> Any:
        entry = SessionEntry(
            client_id=uuid.uuid4(), held_on=episode.starts_on + timedelta(days=1), minutes=45, kind="LEARNING",
            space="BEDSIDE", modality="IN_PERSON", title=self.secrets.word(what, of),
        )  # fmt: skip
        goal, evidence = self.competencies[107].pk, self.secrets.word(what, of)
        return log_session(
            by=by, seho=self.sehos[place], entry=entry, taught_by=[by], today=TODAY,
            pupils=[Attendance(episode, competency_id=goal, evidence=evidence)],
        )  # fmt: skip

    def _work(self, of: str, episode: Episode, what: str, by: Any) -> Any:
        self.pictures += 1
        page = pdf_of(self.secrets.word("work_file" if what == "work" else what, of))
        files = [keep_file(picture(self.pictures)), keep_file(SimpleUploadedFile("hoja.pdf", page))]
        entry = WorkEntry(
            client_id=uuid.uuid4(), title=self.secrets.word(what, of), made_on=episode.starts_on,
            competency_id=self.competencies[107].pk, pupil_words=self.secrets.word(what, of),
        )  # fmt: skip
        work = keep_work(by=by, episode=episode, entry=entry, files=files, today=TODAY)
        for file in work.files.all():
            for path in filter(None, (file.path, file.print_path)):
                with open_stored(path) as stored:
                    self.secrets.file(stored.read(), "work_file" if what == "work" else what, of)
        return work

    def _entered_by(self, helper: str) -> None:
        what, by = f"by_{helper}", self.cast[helper]
        session = self._session("own", "own", self._episode("own"), what, by)
        work = self._work("own", self._episode("own"), what, by)
        self.at["session"][what] = {"pk": session.pk}
        self._cancelled(what, "own", "own", self._episode("own"), what, by)
        self.at["work"][what] = {"pk": work.pk}
        self.at["work_file"][what] = {"pk": work.files.first().pk, "size": "impresion"}
        self.at["work_photo"][what] = {"pk": work.files.first().pk}

        self._removed(what, what, by)

    def _cancelled(self, at: str, of: str, place: str, episode: Episode, what: str, by: Any) -> None:
        session = self._session(of, place, episode, what, by)
        cancel_session(by=by, session=session)
        self.at["cancelled_session"][at] = {"pk": session.pk}

    def _removed(self, place: str, what: str, by: Any) -> None:
        work = self._work("own", self._episode("own"), what, by)
        remove_work(by=by, work=work)
        self.at["removed_work"][place] = {"pk": work.pk}

    def _moved(self) -> None:
        """In the team's SEHO until the transfer, now in the third one; the address of its time is the latter's."""
        patient = self._pupil("moved", "own", school=self.other_school)
        Episode.objects.filter(patient=patient).update(ends_on=TODAY, end_reason=EpisodeEnd.TRANSFER)
        SiagieStatus.objects.filter(patient=patient).update(ends_on=TODAY)
        episode = EpisodeFactory(patient=patient, seho=self.sehos["same_region"], starts_on=TODAY)
        status = SiagieStatusFactory(episode=episode, starts_on=TODAY)
        self.at["episode"]["moved"] = {"pk": episode.pk}
        self.at["siagie_status"]["moved"] = {"pk": patient.pk, "status_pk": status.pk}

    def _addresses(self, of: str, patient: Patient) -> None:
        pupil, stay = {"pk": patient.pk}, patient.stays.get()
        self.at["pupil"][of] = pupil
        self.at["episode"][of] = {"pk": patient.episodes.get().pk}
        self.at["guardian"][of] = pupil | {"guardian_pk": patient.guardians.get().pk}
        entry = patient.authorizations.get(purpose=AuthorizationPurpose.ENTRY)
        self.at["authorization"][of] = pupil | {"authorization_pk": entry.pk}
        self.at["siagie_status"][of] = pupil | {"status_pk": patient.siagie_statuses.first().pk}
        self.at["stay"][of] = pupil | {"stay_pk": stay.pk}
        paper = stay.accreditations.exclude(file="").get()
        self.at["accreditation"][of] = pupil | {"accreditation_pk": paper.pk}

    def _episode(self, of: str) -> Episode:
        return self.pupils[of].episodes.order_by("pk").first()

    # --- papers, notices, drafts ---------------------------------------------------------------

    def _packets(self) -> None:
        self._packet("own", self._episode("ended"), "own")
        for of in ("other_school", *PLACES[1:]):
            place = of if of in PLACES else "own"
            school = self.other_school if of == "other_school" else self.schools[place]
            patient = self._registered(of, self.sehos[place], self.coordinators[place], school=school, ended=True)
            self._taught(of, place, patient)
            self._packet(of, patient.episodes.get(), place)

    def _taught(self, of: str, place: str, patient: Patient) -> None:
        """Enough to issue; the addresses of sessions and works stay those of the pupils in attention."""
        kept = {
            kind: dict(self.at[kind]) for kind in ("session", "cancelled_session", "work", "work_file", "work_photo")
        }
        self._teaching(of, place, patient.episodes.get())
        self.at.update(kept)

    def _packet(self, of: str, episode: Episode, place: str) -> None:
        packet = issue_packet(by=self.coordinators[place], episode=episode, client_id=uuid.uuid4(), today=TODAY)
        document = packet.documents.last()
        self.at["packet"][of] = {"pk": packet.pk}
        self.at["document"][of] = {"pk": document.pk}
        if of in PLACES:
            self.at["code"][of] = {"code": document.code}
        self._delivery(of, packet, place)
        scan = clean_pdf(SimpleUploadedFile("firmado.pdf", pdf_of(self.secrets.word("signed_paper", of))))
        copy = add_signed_copy(by=self.coordinators[place], document=document, kind="SCAN", data=scan.content)
        self.at["signed_copy"][of] = {"pk": copy.pk}
        if of == "own":
            self.at["link_signed"]["own"] = {**self.at["link"]["own"], "pk": copy.pk}

    def _delivery(self, of: str, packet: Any, place: str) -> None:
        """Links to its school: one that answers and one that was revoked; whoever plays knows no document number."""
        rows = [
            deliver(
                by=self.coordinators[place], packet=packet, recipient="SCHOOL", name="Luz Tutora Quinta",
                post="Docente", email="luz@ie.test", expires_on=TODAY + timedelta(days=60),
                client_id=uuid.uuid4(), today=TODAY,
            )
            for _ in range(2)
        ]  # fmt: skip
        self.at["delivery"][of] = {"pk": rows[0].pk}
        if of == "own":
            self.at["link"] = {name: {"secret": row.secret} for name, row in zip(("own", "revoked"), rows, strict=True)}
            document = packet.documents.first()
            self.at["link_paper"]["own"] = {"secret": rows[0].secret, "pk": document.pk}
            revoke_link(by=self.coordinators[place], delivery=rows[1])

    def _suggestions(self) -> None:
        """On a text of each place by somebody else than its author."""
        for place, address in self.at["episode"].items():
            self.at["paper_text"][place] = {**address, "target": "recommendations"}
        for place in PLACES:
            by = self.cast["psychologist"] if place == "own" else self.coordinators[place]
            preview, target = packet_preview(self._episode(place), TODAY), "socioemotional_situation"
            text = desk_of(preview).text(target)
            assert text is not None
            row = suggest(
                by=by, preview=preview, target=target, seen=text.paper_text.digest,
                proposed=self.secrets.word("suggestion", place), comment=self.secrets.word("suggestion", place),
            )  # fmt: skip
            self.at["suggestion"][place] = {"pk": row.pk}

    def _class_reports(self) -> None:
        """What each school told of the class of whoever is in attention."""
        for of in (*PLACES, "other_school"):
            word = self.secrets.word
            texts = {name: word("class_report", of) for name in TEXTS} | {"contact_phone": "", "contact_email": ""}
            report_class(
                by=self.coordinators["own" if of == "other_school" else of], episode=self._episode(of),
                client_id=uuid.uuid4(), today=TODAY, values=texts | {"competencies": [self.competencies[107]]},
            )  # fmt: skip

    def _batches(self) -> None:
        """What the coordinator of each service asked to issue together: one goes on, one was stopped."""
        authors = {**self.coordinators, "colleague": make_user(Role.COORDINATOR, self.seho)}
        for place, by in authors.items():
            packet = Packet.objects.get(pk=self.at["packet"]["own" if place == "colleague" else place]["pk"])
            chosen = [(packet.episode_id, packet.window_starts_on)]
            asked = {"by": by, "seho": packet.episode.seho, "chosen": chosen}
            batch, stopped = (start_batch(**asked, client_id=uuid.uuid4()) for _ in range(2))
            batch.items.update(state="ISSUED", packet=packet)
            stop(by=by, job=stopped.job)
            self.at["batch"][place] = {"pk": batch.pk}
            self.at["job"][place] = {"pk": batch.job_id}
            self.at["job_stopped"][place] = {"pk": stopped.job_id}

    def _exports(self) -> None:
        """Sheets that each role asked for: one is made, one waits, one was stopped."""
        for role in ("coordinator", "teacher", "psychologist", "ugel_specialist", "dre_specialist", "minedu"):
            by = self.cast[role]
            what = "servicios" if role in ("dre_specialist", "minedu") else "estudiantes"
            ready, waiting, stopped = (
                start_export(by=by, what=what, query="", title="Excel", total=9, client_id=uuid.uuid4())
                for _ in range(3)
            )
            Job.objects.filter(pk=ready.job_id).update(state="RUNNING")
            make(Job.objects.get(pk=ready.job_id), TODAY)
            stop(by=by, job=stopped.job)
            if role == "coordinator":
                self.at["export"]["own"] = {"pk": ready.pk}
                continue
            place = f"of_{role.removesuffix('_specialist')}"
            self.at["export"][place] = {"pk": ready.pk}
            self.at["job"][place] = {"pk": waiting.job_id}
            self.at["job_stopped"][place] = {"pk": stopped.job_id}

    def _imports(self) -> None:
        """One file of each catalogue: one was read and waits to be confirmed, the other one was written."""
        by = self.cast["admin"]
        ready = read_in(Catalogue.SCHOOLS, SCHOOL_FILE, by=by)
        written = read_in(Catalogue.HOSPITALS, HOSPITAL_FILE, by=by)
        confirm_import(by=by, found=written, accepts_gone=True)
        write_import(written, now=timezone.now())
        self.at["import"] = {"own": {"pk": ready.pk}}
        self.at["import_written"] = {"own": {"pk": written.pk}}
        self.at["import_rows"] = {"own": {"pk": ready.pk, "kind": "nuevas"}}
        for kind, key in (("job", ready.client_id), ("job_stopped", written.write_key)):
            job = Job.objects.get(client_id=key)
            self.at[kind]["import"] = {"pk": job.pk}
        stop(by=by, job=job)

    def _returns(self) -> None:
        """Of pupils who left; that of "other_school" was opened before it changed schools, "closed" has ended."""
        for place in ("own", "closed"):
            patient = self._registered("ended", self.seho, self.coordinators["own"], school=self.school, ended=True)
            self._return("ended", place, patient.episodes.get(), "own")
        for of in ("other_school", *PLACES[1:]):
            episode = Packet.objects.get(pk=self.at["packet"][of]["pk"]).episode
            self._return(of, of, episode, of if of in PLACES else "own")
        closed = Return.objects.get(pk=self.at["return"]["closed"]["pk"])
        word, by = self.secrets.word, self.coordinators["own"]
        note = word("return_followed", "ended")
        following.close_return(by=by, school_return=closed, outcome="LEFT", note=note, today=TODAY)
        moved = Return.objects.filter(pk=self.at["return"]["other_school"]["pk"])
        moved.update(school=self.schools["same_ugel"])

    def _return(self, of: str, place: str, episode: Episode, service: str) -> None:
        word, by = self.secrets.word, self.coordinators[service]
        row = following.open_return(by=by, episode=episode, today=TODAY)
        told, voice = ("adjustments", "contact_name", "contact_post"), ("hopes", "fears")
        values = {
            "starts_on": ENDED + timedelta(days=1), "days_a_week": 3, "full_from": None, "agreed_on": ENDED,
            "contact_phone": "", **{name: word("return_followed", of) for name in told},
            **{name: word("return_voice", of) for name in voice},
        }  # fmt: skip
        row = following.save_plan(by=by, school_return=row, values=values, version=1, today=TODAY)
        note = word("return_followed", of)
        found = {"done_on": TODAY, "way": "CALL", "progress": "WELL", "note": note}
        following.save_follow_up(by=by, school_return=row, day=7, values=found, version=0, today=TODAY)
        what = {"description": word("return_followed", of), "guidance": word("return_followed", of)}
        incident = following.add_incident(
            by=by, school_return=row, client_id=uuid.uuid4(), today=TODAY,
            values={"kind": "OTHER", "happened_on": TODAY, "resolved_on": None, **what},
        )  # fmt: skip
        seen = {"found": word("return_followed", of), "agreed": word("return_followed", of)}
        visit = following.add_visit(
            by=by, school_return=row, client_id=uuid.uuid4(), values={"visited_on": TODAY, **seen}, today=TODAY
        )
        self.at["return"][place] = {"pk": row.pk}
        self.at["follow_up"][place] = {"pk": row.pk, "day": 7}
        self.at["incident"][place] = {"pk": incident.pk}
        self.at["visit"][place] = {"pk": visit.pk}

    def _notices(self) -> None:
        tellers = {"own": "teacher", "focal_point": "focal_point", "director": "director", "closed": "psychologist"}
        for place, role in tellers.items():
            what = f"by_{place}" if place in ("focal_point", "director") else "referral"
            self._notice(place, what, "own", self.seho, self.cast[role])
        for place in PLACES[1:]:
            self._notice(place, "referral", place, self.sehos[place], self.coordinators[place])
        closed = self._referrals["closed"]
        services.close_referral(by=self.cast["coordinator"], referral=closed, reason="NOT_FOUND", today=TODAY)

    def _notice(self, place: str, what: str, of: str, seho: Any, by: Any) -> None:
        word = self.secrets.word
        values = {
            "channel": "WARD_SEARCH", "person": word(what, of), "age": 9, "setting": "HOSPITAL",
            "place": word(what, of), "contact": word(what, of), "note": word(what, of), "is_enrolled": False,
        }  # fmt: skip
        referral = services.add_referral(by=by, seho=seho, values=values, today=TODAY)
        self._referrals = {**getattr(self, "_referrals", {}), place: referral}
        self.at["referral"][place] = {"pk": referral.pk}

    def _daily_lists(self) -> None:
        """Of each hospital one list that proposes a newcomer, and one whose columns nobody told yet."""
        for place, seho in self.sehos.items():
            by, hospital = self.coordinators[place], seho.hospital
            for heading in ("Servicio", "Sala"):
                word, ill = self.secrets.word("listed", place), self.secrets.word("listed_illness", place)
                text = f"Paciente;Edad;{heading};Diagnóstico\n{word} {word} {word};9;{word};{ill}\n"
                row = receive_list(by=by, hospital=hospital, content=text.encode(), is_whole=False, today=TODAY)
                if heading == "Servicio":
                    told = {Field.NAMES: "paciente", Field.AGE: "edad", Field.WARD: "servicio"}
                    row = tell_columns(by=by, found=row, columns=told, today=TODAY)
                    self.at["daily_proposal"][place] = {"pk": row.proposals.get().pk}
            self.at["daily_list"][place] = {"pk": row.pk}

    def _drafts(self) -> None:
        for place, seho in self.sehos.items():
            self._draft(place, seho, entry="yes")
        self._draft("refusing", self.seho, entry="no")
        self.at["draft_health"] = {place: {**self.at["draft"][place], "section": "health"} for place in PLACES}
        self.at["draft_section"] = {
            place: {**address, "section": "pupil"} for place, address in self.at["draft"].items()
        }

    def _draft(self, place: str, seho: Any, *, entry: str) -> None:
        of = place if place in PLACES else "own"
        by = self.coordinators[of]
        data = self.draft_data(of, seho, entry=entry)
        draft = services.open_draft(by=by, seho=seho, data={"pupil": data["pupil"]})
        for section, values in data.items():
            draft = services.save_section(by=by, draft=draft, section=section, values=values)
        path = store_bytes("health", pdf_of(self.secrets.word("draft_diagnosis", of)), ".pdf")
        draft = services.keep_file(by=by, draft=draft, field="accreditation_file", path=path)
        self.at["draft"][place] = {"pk": draft.pk}

    def draft_data(self, of: str, seho: Any, *, entry: str) -> dict[str, dict[str, str]]:
        word, number = self.secrets.word, self.secrets.number
        day = TODAY.isoformat()
        return {
            "pupil": {
                "document_type": "DNI", "document_number": number("draft", of, "71310{}"), "sex": "F",
                "paternal_surname": word("draft", of), "maternal_surname": word("draft", of),
                "given_names": word("draft", of), "birth_date": "2015-03-04", "address": word("draft", of),
                "mother_tongue": str(MotherTongueFactory().pk),
            },
            "guardian": {
                "relationship": "MOTHER", "full_name": word("draft", of), "document_type": "DNI",
                "document_number": number("draft", of, "71320{}"), "phone": number("draft", of, "971330{}"),
            },
            "authorization": {"decided_on": day, "entry": entry, "health_data": entry},
            "health": {
                "kind": "HOSPITALIZATION", "issued_on": day, "physician_license": number("draft", of, "719{}"),
                "diagnosis": word("draft_diagnosis", of), "care_notes": word("draft", of),
            },
            "stay": {
                "setting": "HOSPITAL", "hospital": str(seho.hospital_id), "ward": word("draft", of), "starts_on": day,
                "modality": "IN_PERSON", "registered_on": day,
            },
            "enrollment": {"school": str(self.school.pk), "school_grade": str(SchoolGradeFactory().pk)},
        }  # fmt: skip

    # --- rows that are not, and children under the wrong parent --------------------------------

    def _evaluation(self) -> None:
        """Cells of the grid, and a phrase of the team of each service."""
        competency = self.competencies[107]
        for place, address in self.at["episode"].items():
            self.at["cell"][place] = {**address, "competency_pk": competency.pk}
        for place, seho in self.sehos.items():
            by = self.authors[place]
            text = f"Frase del equipo de {seho.pk}"
            phrase = add_phrase(by=by, seho=seho, competency=competency, level="A", text=text)
            self.at["phrase"][place] = {"pk": phrase.pk}

    def _saved_views(self) -> None:
        """Boards that people share with the colleagues of their unit; of each also one that was taken away."""
        whose = {
            "own": ("coordinator", ("seho", self.seho.pk)), "of_ugel": ("ugel_specialist", ("ugel", self.ugel.pk)),
            "of_dre": ("dre_specialist", ("region", self.region.pk)), "of_minedu": ("minedu", ("pais", None)),
        }  # fmt: skip
        for place, (who, unit) in whose.items():
            for kind in ("saved_view", "saved_view_removed"):
                by = self.cast[who]
                view = save_view(
                    by=by, client_id=uuid.uuid4(), page="panel:dashboard", asked=[], name="Vista", shared_with=unit
                )
                self.at[kind][place] = {"pk": view.pk}
            remove_view(by=by, view=view)

    def _emergencies(self) -> None:
        """Records of other regions that each of the cast has open, an ended one, one of the own service to review,
        one of others altogether."""
        far, at = self.pupils["other_region"], self.at["emergency"]
        for place, who, pupil, seho in (
            ("own", "coordinator", far, self.seho), ("by_teacher", "teacher", far, self.seho),
            ("by_minedu", "minedu", far, None), ("ended", "coordinator", self.pupils["same_region"], self.seho),
        ):  # fmt: skip
            at[place] = {"pk": self._opened(self.cast[who], pupil, seho).pk}
        end_emergency(by=self.cast["coordinator"], access=EmergencyAccess.objects.get(**at["ended"]), now=now())
        leader, elsewhere = self.coordinators["other_region"], self.sehos["other_region"]
        review = self._opened(leader, self.pupils["own"], elsewhere)
        end_emergency(by=leader, access=review, now=now())
        at["to_review"] = {"pk": review.pk}
        at["of_others"] = {"pk": self._opened(leader, self.pupils["same_region"], elsewhere).pk}

    def _opened(self, by: Any, pupil: Patient, seho: Any) -> EmergencyAccess:
        reason = "Llegó anoche y su traslado no está registrado."
        asked = AskedInEmergency(uuid.uuid4(), pupil.document_type, pupil.document_number, "ARRIVED", reason)
        access = open_emergency(by=by, opened_from=seho, asked=asked, now=now())
        assert access is not None
        return access

    def _nobody(self) -> None:
        for places in self.at.values():
            own = places["own"]
            places.setdefault("nonexistent", {name: _nothing_like(name, value) for name, value in own.items()})
        for kind, child in _CHILDREN.items():
            places = self.at[kind]
            own, strange = places["own"], places["same_ugel" if "same_ugel" in places else "own"]
            places["nonexistent_child"] = own | {child: NOBODY}
            others = {"sibling": "ended", "strange_child": "same_ugel"}
            for place, other in others.items():
                if other in places:
                    places[place] = own | {child: places[other][child]}
            if "same_ugel" in places:
                places["strange_parent"] = strange | {child: own[child]}


# Kinds of rows that stand under a pupil in the address: what names the child.
_CHILDREN = {
    "guardian": "guardian_pk",
    "authorization": "authorization_pk",
    "siagie_status": "status_pk",
    "stay": "stay_pk",
    "accreditation": "accreditation_pk",
    "assignment": "assignment_pk",
}


def _nothing_like(name: str, value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=7)
    if isinstance(value, int):
        return NOBODY
    return "7" * len(value) if name in ("code", "secret") else value


def pdf_of(text: str) -> bytes:
    """A page that says one word."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page = pdf.add_blank_page(page_size=(300, 100))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 40 Td ({text}) Tj ET".encode())
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def picture(number: int) -> SimpleUploadedFile:
    """A small drawing, each number another one."""
    image = Image.new("RGB", (160, 120), (250, 246, 235))
    image.paste((40 + 5 * number % 200, 120, 90), (10, 10, 20 + 3 * number % 120, 60))
    image.putpixel((number % 160, 119), (0, 0, 0))
    out = BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile(f"dibujo-{number}.png", out.getvalue(), content_type="image/png")
