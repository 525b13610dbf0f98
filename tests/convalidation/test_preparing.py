"""A paper on its way to the issue: parts, the second reading, suggestions and who decides them."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from attendance.models import Assessment
from attendance.services import Mark, assess
from convalidation import permissions, services
from convalidation.enums import Part, Reading, SuggestionDecision
from convalidation.models import PartDone, Preparation, ReturnReport, Suggestion, TextRead
from convalidation.queries import due_for
from convalidation.queries.due.preparing import preparing_due
from convalidation.queries.preparing import desk_of, preparing_warnings, text_now
from convalidation.queries.preview import Preview, packet_preview
from convalidation.services.preparing import CHANGED
from convalidation.services.returning import DAYS
from patients.models import Episode, Stay
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.files import open_stored
from tests.accounts.factories import make_user
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, issued_packet, ready_episode
from tests.patients.factories import registered_pupil

pytestmark = pytest.mark.django_db
DESK = 39

REPORT = {
    "learning_situation": "Lee cuentos cortos con apoyo y resuelve sumas.",
    "socioemotional_situation": "Espera volver con sus amigas.",
    "recommendations": "Leer en voz alta.\nTareas cortas.",
}
NEW_WORDS = "Lee cuentos cortos casi sin apoyo y resuelve sumas y restas."


@pytest.fixture
def episode(cast: Cast) -> Episode:
    """Everything in it was written by the teacher."""
    episode = ready_episode(cast.seho, by=cast.teacher, days=40, school=cast.school, levels={107: "A", 108: "B"})
    write_report(cast.teacher, episode)
    return episode


def write_report(by: Any, episode: Episode, **texts: str) -> ReturnReport:
    known = ReturnReport.objects.filter(episode=episode).first()
    values = REPORT | dict.fromkeys(DAYS) | texts
    return services.save_return_report(
        by=by, episode=episode, values=values, version=known.version if known else 0, today=ISSUED_ON
    )


def preview_of(episode: Episode) -> Preview:
    related = ("patient", "seho__ugel__region", "seho__hospital")
    return packet_preview(Episode.objects.select_related(*related).get(pk=episode.pk), ISSUED_ON)


def suggest(by: Any, episode: Episode, proposed: str = NEW_WORDS, target: str = "learning_situation") -> Suggestion:
    text = text_now(episode, target)
    assert text is not None
    return services.suggest(
        by=by, preview=preview_of(episode), target=target, seen=text.digest, proposed=proposed, comment="Más claro"
    )


def read_all(by: Any, episode: Episode) -> list[str]:
    preview = preview_of(episode)
    seen = {state.paper_text.target: state.paper_text.digest for state in desk_of(preview).texts}
    return services.finish_proofreading(by=by, preview=preview, seen=seen)


def refusal(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def conclusion_of(episode: Episode) -> str:
    return f"conclusion-{Assessment.objects.filter(episode=episode).order_by('pk')[0].pk}"


# --- parts -----------------------------------------------------------------------------------------


def test_each_part_says_what_it_lacks(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.teacher, days=20, school=cast.school, has_plan=False, photos=0)
    parts = {state.part: [check.text for check in state.checks] for state in desk_of(preview_of(episode)).parts}
    assert "Falta poner en vigencia el plan educativo personalizado (art. 11.4)" in parts[Part.TEACHER]
    assert "El portafolio no tiene trabajos" in parts[Part.TEACHER]
    assert parts[Part.PSYCHOLOGIST] == ["Falta escribir: situación socioemocional (art. 14.1)"]
    assert "Falta escribir: recomendaciones pedagógicas (art. 14.1)" in parts[Part.COORDINATOR]


def test_a_part_that_lacks_what_the_papers_need_is_not_done(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.teacher, days=20, school=cast.school)
    with pytest.raises(ValidationError) as error:
        services.mark_part(by=cast.psychologist, preview=preview_of(episode), part=Part.PSYCHOLOGIST)
    assert "situación socioemocional" in refusal(error)
    assert not Preparation.objects.exists()


def test_a_part_is_marked_once_and_taken_back(cast: Cast, episode: Episode) -> None:
    preview = preview_of(episode)
    for _ in range(2):
        services.mark_part(by=cast.psychologist, preview=preview, part=Part.PSYCHOLOGIST)
    assert PartDone.objects.get().done_by == cast.psychologist
    assert AuditEvent.objects.filter(act="Dio por lista su parte de los documentos").count() == 1
    services.unmark_part(by=cast.psychologist, preview=preview, part=Part.PSYCHOLOGIST)
    assert not PartDone.objects.exists()


def test_before_the_egress_a_part_is_done_already(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.teacher, days=20, school=cast.school)
    Episode.objects.filter(pk=episode.pk).update(ends_on=None, end_reason="")
    write_report(cast.teacher, episode)
    services.mark_part(by=cast.teacher, preview=preview_of(episode), part=Part.TEACHER)
    assert PartDone.objects.get().part == Part.TEACHER


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("coordinator", set(Part)), ("teacher", {Part.TEACHER}), ("psychologist", {Part.PSYCHOLOGIST}),
        ("volunteer", set()), ("specialist", set()), ("director", set()), ("stranger", set()),
    ],
)  # fmt: skip
def test_each_one_marks_their_own_part(cast: Cast, episode: Episode, who: str, allowed: set[Part]) -> None:
    person = getattr(cast, who)
    assert {part for part in Part if permissions.can_mark_part(person, episode, part)} == allowed


# --- the second reading ----------------------------------------------------------------------------


def test_one_does_not_ask_oneself_to_read(cast: Cast, episode: Episode) -> None:
    with pytest.raises(ValidationError) as error:
        services.ask_proofreading(by=cast.teacher, preview=preview_of(episode), to=cast.teacher)
    assert "otra persona" in refusal(error)
    preparation = services.ask_proofreading(by=cast.teacher, preview=preview_of(episode), to=cast.psychologist)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preparation.objects.filter(pk=preparation.pk).update(asked_to=cast.teacher)


def test_who_wrote_everything_cannot_be_its_second_reader(cast: Cast, episode: Episode) -> None:
    with pytest.raises(ValidationError) as error:
        read_all(cast.teacher, episode)
    assert "debe leerlos otra persona" in refusal(error)
    assert not TextRead.objects.exists()


def test_a_reader_counts_for_what_others_wrote(cast: Cast, episode: Episode) -> None:
    mark = Assessment.objects.filter(episode=episode).order_by("pk").first()
    assert mark is not None
    assess(
        by=cast.psychologist, episode=episode, period=mark.period, today=ISSUED_ON,
        mark=Mark(mark.competency_id, "B", "", "Escrita por la psicóloga.", mark.version),
    )  # fmt: skip
    assert read_all(cast.psychologist, episode) == []
    states = {state.paper_text.target: state.reading for state in desk_of(preview_of(episode)).texts}
    assert states["recommendations"] == Reading.READ
    assert states[conclusion_of(episode)] == Reading.UNREAD
    read_all(cast.coordinator, episode)
    assert not desk_of(preview_of(episode)).unread


def test_what_changes_after_the_reading_says_so(cast: Cast, episode: Episode) -> None:
    read_all(cast.psychologist, episode)
    write_report(cast.teacher, episode, recommendations="Otra recomendación.")
    desk = desk_of(preview_of(episode))
    assert [state.paper_text.target for state in desk.unread] == ["recommendations"]
    assert desk.unread[0].reading == Reading.CHANGED


def test_what_changed_while_it_was_read_does_not_count_as_read(cast: Cast, episode: Episode) -> None:
    before = preview_of(episode)
    seen = {state.paper_text.target: state.paper_text.digest for state in desk_of(before).texts}
    write_report(cast.teacher, episode, recommendations="Escrita mientras tanto.")
    changed = services.finish_proofreading(by=cast.psychologist, preview=preview_of(episode), seen=seen)
    assert changed == ["Recomendaciones pedagógicas"]
    assert not TextRead.objects.filter(target="recommendations").exists()
    assert TextRead.objects.filter(target="learning_situation").exists()


def test_the_plan_in_force_is_read_and_not_suggested_on(cast: Cast, episode: Episode) -> None:
    text = desk_of(preview_of(episode)).text("plan-purpose")
    assert text is not None
    assert text.paper_text.is_fixed
    assert not permissions.can_suggest(cast.psychologist, episode, text.paper_text)
    with pytest.raises(ValidationError):
        services.suggest(by=cast.psychologist, preview=preview_of(episode), target="plan-purpose",
                         seen=text.paper_text.digest, proposed="Otro propósito")  # fmt: skip


# --- suggestions -----------------------------------------------------------------------------------


def test_an_accepted_suggestion_stands_in_the_issued_report(cast: Cast, episode: Episode) -> None:
    report = suggest(cast.psychologist, episode)
    other = suggest(cast.psychologist, episode, "Comprende lo que lee sin ayuda.", conclusion_of(episode))
    for suggestion in (report, other):
        services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON)
    packet = issued_packet(by=cast.coordinator, episode=episode)
    with open_stored(packet.documents.get(kind="PROGRESS_REPORT").path) as stored:
        printed = " ".join(" ".join(page.extract_text() for page in PdfReader(stored).pages).split())
    assert NEW_WORDS in printed
    assert "Comprende lo que lee sin ayuda." in printed
    assert REPORT["learning_situation"] not in printed


def test_a_suggestion_for_a_text_that_changed_is_not_accepted(cast: Cast, episode: Episode) -> None:
    suggestion = suggest(cast.psychologist, episode)
    write_report(cast.teacher, episode, learning_situation="Lo último que escribió su docente.")
    with pytest.raises(ValidationError) as error:
        services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON)
    assert refusal(error) == CHANGED
    suggestion.refresh_from_db()
    assert suggestion.decision == ""
    assert ReturnReport.objects.get().learning_situation == "Lo último que escribió su docente."


def test_a_wording_written_for_another_text_than_the_present_one_is_refused(cast: Cast, episode: Episode) -> None:
    text = text_now(episode, "learning_situation")
    assert text is not None
    write_report(cast.teacher, episode, learning_situation="Otra cosa.")
    with pytest.raises(ValidationError) as error:
        services.suggest(by=cast.psychologist, preview=preview_of(episode), target="learning_situation",
                         seen=text.digest, proposed=NEW_WORDS)  # fmt: skip
    assert refusal(error) == CHANGED
    assert not Suggestion.objects.exists()


def test_the_author_suggests_nothing_on_their_own_text(cast: Cast, episode: Episode) -> None:
    with pytest.raises(ValidationError) as error:
        suggest(cast.teacher, episode)
    assert "Usted escribió este texto" in refusal(error)


def test_one_open_suggestion_for_a_text_which_its_author_may_change(cast: Cast, episode: Episode) -> None:
    first = suggest(cast.psychologist, episode)
    again = suggest(cast.psychologist, episode, "Otra propuesta, de la misma persona.")
    assert again == first
    with pytest.raises(ValidationError) as error:
        suggest(cast.coordinator, episode, "Una tercera.")
    assert "Ya hay una sugerencia" in refusal(error)
    assert Suggestion.objects.get().proposed == "Otra propuesta, de la misma persona."


@pytest.mark.parametrize(
    ("proposed", "target", "words"),
    [(REPORT["learning_situation"], "learning_situation", "igual al texto"), ("x " * 1500, "", "hasta 2000")],
)
def test_a_proposal_that_says_nothing_or_too_much_is_refused(
    cast: Cast, episode: Episode, proposed: str, target: str, words: str
) -> None:
    with pytest.raises(ValidationError) as error:
        suggest(cast.psychologist, episode, proposed, target or conclusion_of(episode))
    assert words in refusal(error)


def test_a_declined_suggestion_leaves_the_text_and_is_decided_once(cast: Cast, episode: Episode) -> None:
    suggestion = suggest(cast.psychologist, episode)
    services.decline(by=cast.teacher, suggestion=suggestion)
    with pytest.raises(ValidationError) as error:
        services.accept(by=cast.coordinator, suggestion=suggestion, today=ISSUED_ON)
    assert "ya decidió" in refusal(error)
    assert ReturnReport.objects.get().learning_situation == REPORT["learning_situation"]
    assert suggest(cast.psychologist, episode, "Se puede sugerir de nuevo.").pk != suggestion.pk


def test_an_accepted_wording_counts_as_read_by_who_proposed_it(cast: Cast, episode: Episode) -> None:
    suggestion = suggest(cast.psychologist, episode)
    read_all(cast.psychologist, episode)
    services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON)
    state = desk_of(preview_of(episode)).text("learning_situation")
    assert state is not None
    assert state.reading == Reading.READ


def test_nothing_is_written_when_the_audit_fails(cast: Cast, episode: Episode, monkeypatch: pytest.MonkeyPatch) -> None:
    suggestion = suggest(cast.psychologist, episode)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("convalidation.services.preparing.audit.record", broken)
    with pytest.raises(RuntimeError):
        services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON)
    suggestion.refresh_from_db()
    assert suggestion.decision == ""
    assert ReturnReport.objects.get().learning_situation == REPORT["learning_situation"]


def test_no_log_holds_the_words_of_a_suggestion(cast: Cast, episode: Episode) -> None:
    services.accept(by=cast.teacher, suggestion=suggest(cast.psychologist, episode), today=ISSUED_ON)
    events = AuditEvent.objects.values_list("act", "before", "after", "reason")
    assert not [event for event in events if "casi sin apoyo" in str(event)]


def test_after_the_issue_nothing_is_prepared_any_more(cast: Cast, episode: Episode) -> None:
    suggestion, preview = suggest(cast.psychologist, episode), preview_of(episode)
    services.mark_part(by=cast.teacher, preview=preview, part=Part.TEACHER)
    issued_packet(by=cast.coordinator, episode=episode)
    acts = (
        lambda: services.mark_part(by=cast.teacher, preview=preview, part=Part.TEACHER),
        lambda: services.unmark_part(by=cast.teacher, preview=preview, part=Part.TEACHER),
        lambda: services.ask_proofreading(by=cast.teacher, preview=preview, to=cast.psychologist),
        lambda: suggest(cast.psychologist, episode, "Otra más."),
        lambda: services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON),
        lambda: services.decline(by=cast.teacher, suggestion=suggestion),
        lambda: read_all(cast.psychologist, episode),
    )
    for act in acts:
        with pytest.raises(ValidationError) as error:
            act()
        assert "ya se emitieron" in refusal(error)
    assert ReturnReport.objects.get().learning_situation == REPORT["learning_situation"]


@pytest.mark.parametrize(
    ("who", "target", "allowed"),
    [
        ("coordinator", "learning_situation", True), ("teacher", "learning_situation", True),
        ("psychologist", "learning_situation", False), ("psychologist", "socioemotional_situation", True),
        ("volunteer", "learning_situation", False), ("specialist", "learning_situation", False),
        ("stranger", "learning_situation", False),
    ],
)  # fmt: skip
def test_the_psychologist_decides_their_own_part(
    cast: Cast, episode: Episode, who: str, target: str, allowed: bool
) -> None:
    text = text_now(episode, target)
    assert text is not None
    other = make_user(Role.TEACHER, cast.seho)
    assert bool(permissions.can_decide(getattr(cast, who), episode, text, other.pk)) is allowed
    assert not permissions.can_decide(other, episode, text, other.pk)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_decide_one_suggestion_at_once_decide_it_once(cast: Cast, episode: Episode) -> None:
    suggestion = suggest(cast.psychologist, episode)
    start, said = threading.Barrier(2), []

    def decide(act: Any) -> None:
        try:
            start.wait(10)
            act()
            said.append("done")
        except ValidationError as error:
            said.append(" ".join(error.messages))
        finally:
            connection.close()

    acts = (
        lambda: services.accept(by=cast.teacher, suggestion=suggestion, today=ISSUED_ON),
        lambda: services.decline(by=cast.coordinator, suggestion=suggestion),
    )
    threads = [threading.Thread(target=decide, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close_old_connections()
    assert sorted(said) == ["Otra persona del equipo ya decidió esta sugerencia.", "done"]
    suggestion.refresh_from_db()
    wanted = NEW_WORDS if suggestion.decision == SuggestionDecision.ACCEPTED else REPORT["learning_situation"]
    assert ReturnReport.objects.get().learning_situation == wanted


# --- what is said elsewhere ------------------------------------------------------------------------


def test_the_issue_is_warned_and_never_stopped(cast: Cast, episode: Episode) -> None:
    mark = Assessment.objects.filter(episode=episode).order_by("pk").first()
    Assessment.objects.filter(pk=mark.pk if mark else 0).update(conclusion="")
    words = [check.text for check in preparing_warnings(desk_of(preview_of(episode)))]
    assert words == [
        "Falta la parte de docencia", "Falta la parte de psicología", "Falta la parte de coordinación",
        "Nadie más leyó los textos", "1 nivel de logro va sin conclusión",
    ]  # fmt: skip
    assert not any(check.is_blocking for check in preparing_warnings(desk_of(preview_of(episode))))
    assert preview_of(episode).is_ready


def test_what_was_prepared_warns_of_nothing(cast: Cast, episode: Episode) -> None:
    for part, person in zip(Part, (cast.teacher, cast.psychologist, cast.coordinator), strict=True):
        services.mark_part(by=person, preview=preview_of(episode), part=part)
    read_all(cast.psychologist, episode)
    assert preparing_warnings(desk_of(preview_of(episode))) == []
    suggest(cast.psychologist, episode)
    write_report(cast.teacher, episode, recommendations="Después de la lectura.")
    assert [check.text for check in preparing_warnings(desk_of(preview_of(episode)))] == [
        "1 sugerencia por decidir", "1 texto cambió después de la lectura",
    ]  # fmt: skip


def kinds_due(user: Any, day: date = ISSUED_ON) -> list[str]:
    wanted = ("own_part", "proofread", "to_decide")
    return [item.kind for item in due_for(user, day) if item.kind in wanted]


def test_each_one_is_told_of_their_part_until_it_is_done(cast: Cast, episode: Episode) -> None:
    assert kinds_due(cast.teacher) == kinds_due(cast.psychologist) == ["own_part"]
    assert kinds_due(cast.coordinator) == kinds_due(cast.specialist) == kinds_due(cast.stranger) == []
    services.mark_part(by=cast.psychologist, preview=preview_of(episode), part=Part.PSYCHOLOGIST)
    assert (kinds_due(cast.teacher), kinds_due(cast.psychologist)) == (["own_part"], [])
    issued_packet(by=cast.coordinator, episode=episode)
    assert kinds_due(cast.teacher) == []


@pytest.mark.parametrize(("left", "kinds"), [(8, []), (7, ["own_part"]), (0, ["own_part"]), (-3, ["own_part"])])
def test_a_part_is_spoken_of_a_week_before_the_estimated_end(cast: Cast, left: int, kinds: list[str]) -> None:
    starts_on = ISSUED_ON - timedelta(days=20)
    pupil = registered_pupil(cast.seho, starts_on=starts_on, school=cast.school, by=cast.coordinator)
    Stay.objects.filter(patient=pupil).update(estimated_days=21 + left)
    assert kinds_due(cast.teacher) == kinds


def test_who_was_asked_reads_and_who_asked_decides(cast: Cast, episode: Episode) -> None:
    preview = preview_of(episode)
    services.ask_proofreading(by=cast.coordinator, preview=preview, to=cast.psychologist)
    assert kinds_due(cast.psychologist) == ["own_part", "proofread"]
    suggest(cast.psychologist, episode)
    read_all(cast.psychologist, episode)
    assert kinds_due(cast.psychologist) == ["own_part"]
    assert kinds_due(cast.coordinator) == ["to_decide"]
    services.decline(by=cast.coordinator, suggestion=Suggestion.objects.get())
    assert kinds_due(cast.coordinator) == []


def test_a_suggestion_that_nobody_asked_for_waits_for_the_coordinator(cast: Cast, episode: Episode) -> None:
    suggest(cast.psychologist, episode)
    assert kinds_due(cast.coordinator) == ["to_decide"]
    issued_packet(by=cast.coordinator, episode=episode)
    assert kinds_due(cast.coordinator) == []


# --- pages -----------------------------------------------------------------------------------------


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"convalidation:{name}", args=args)


@pytest.mark.usefixtures("today")
class TestPages:
    def test_the_page_shows_parts_texts_and_the_difference_word_by_word(self, cast: Cast, episode: Episode) -> None:
        suggest(cast.psychologist, episode)
        page = entered(cast.teacher).get(address("preparing", episode.pk)).content.decode()
        assert "<del>" in page
        assert "(se agrega: </span>casi sin" in " ".join(page.split())
        for words in ("Aceptar", "Dejar como está", "Sin leer por otra persona", "Esta parte está lista", "art. 11.4"):
            assert words in page

    @pytest.mark.parametrize(
        ("who", "status"),
        [("specialist", 403), ("volunteer", 403), ("director", 403), ("stranger", 404), ("psychologist", 200)],
    )
    def test_what_is_suggested_is_read_by_the_team_alone(
        self, cast: Cast, episode: Episode, who: str, status: int
    ) -> None:
        suggest(cast.coordinator, episode)
        client = entered(getattr(cast, who))
        response = client.get(address("preparing", episode.pk))
        assert response.status_code == status
        assert ("casi sin" in response.content.decode()) is (status == 200)
        assert client.get(address("suggest", episode.pk, "recommendations")).status_code == status

    def test_a_suggestion_is_written_accepted_and_told(self, cast: Cast, episode: Episode) -> None:
        url = address("suggest", episode.pk, "learning_situation")
        client = entered(cast.psychologist)
        seen = client.get(url).context["text"].digest
        assert client.post(url, {"seen": seen, "proposed": NEW_WORDS, "comment": ""}).status_code == 302
        answer = {"decision": "ACCEPTED"}
        act = address("suggestion", Suggestion.objects.get().pk)
        assert client.post(act, answer).status_code == 403
        page = entered(cast.coordinator).post(act, answer, follow=True).content.decode()
        assert "Se aceptó la sugerencia" in page
        assert ReturnReport.objects.get().learning_situation == NEW_WORDS

    def test_a_refused_suggestion_keeps_what_was_typed(self, cast: Cast, episode: Episode) -> None:
        url = address("suggest", episode.pk, "learning_situation")
        client = entered(cast.psychologist)
        seen = client.get(url).context["text"].digest
        write_report(cast.teacher, episode, learning_situation="Otro texto de su docente.")
        page = client.post(url, {"seen": seen, "proposed": NEW_WORDS, "comment": ""}).content.decode()
        assert "El texto cambió mientras tanto" in page
        assert NEW_WORDS in page
        assert "Otro texto de su docente." in page
        assert not Suggestion.objects.exists()

    def test_a_text_with_a_suggestion_takes_no_other_one(self, cast: Cast, episode: Episode) -> None:
        suggest(cast.psychologist, episode)
        url = address("suggest", episode.pk, "learning_situation")
        page = entered(cast.coordinator).get(url, follow=True).content.decode()
        assert "primero se decide esa" in page
        assert "casi sin" in entered(cast.psychologist).get(url).context["form"]["proposed"].value()

    def test_the_history_tells_the_team_alone_of_suggestions(self, cast: Cast, episode: Episode) -> None:
        suggest(cast.psychologist, episode)
        url = reverse("patients:history", args=[episode.patient_id])
        assert "Sugirió otra redacción" in entered(cast.teacher).get(url).content.decode()
        assert "Sugirió otra redacción" not in entered(cast.specialist).get(url).content.decode()

    def test_who_suggested_withdraws_and_others_of_the_team_do_not_decide_for_them(
        self, cast: Cast, episode: Episode
    ) -> None:
        suggestion = suggest(cast.coordinator, episode)
        act = address("suggestion", suggestion.pk)
        assert entered(cast.psychologist).post(act, {"decision": "DECLINED"}).status_code == 403
        assert entered(cast.stranger).post(act, {"decision": "DECLINED"}).status_code == 404
        assert entered(cast.coordinator).post(act, {"decision": "DECLINED"}).status_code == 302
        suggestion.refresh_from_db()
        assert suggestion.decision == SuggestionDecision.DECLINED

    def test_a_colleague_of_another_service_is_not_asked(self, cast: Cast, episode: Episode) -> None:
        client = entered(cast.teacher)
        page = client.post(address("preparing_ask", episode.pk), {"to": cast.stranger.pk}).content.decode()
        assert cast.stranger.full_name not in page
        assert not Preparation.objects.exists()
        client.post(address("preparing_ask", episode.pk), {"to": cast.psychologist.pk})
        assert Preparation.objects.get().asked_to == cast.psychologist

    def test_after_the_issue_the_page_is_only_read(self, cast: Cast, episode: Episode) -> None:
        suggest(cast.psychologist, episode)
        issued_packet(by=cast.coordinator, episode=episode)
        page = entered(cast.teacher).get(address("preparing", episode.pk)).content.decode()
        assert "Estos documentos ya se emitieron" in page
        assert 'name="decision"' not in page
        assert "Esta parte está lista" not in page

    def test_the_way_there_leads_from_the_papers_and_from_the_issue(self, cast: Cast, episode: Episode) -> None:
        url = address("preparing", episode.pk)
        client = entered(cast.coordinator)
        assert url in client.get(address("pupil", episode.patient_id)).content.decode()
        page = client.get(address("issue", episode.pk)).content.decode()
        assert url in page
        assert "Nadie más leyó los textos" in page
        assert 'type="submit"' in page
        assert url not in entered(cast.specialist).get(address("pupil", episode.patient_id)).content.decode()

    def test_a_part_that_is_not_one_is_not_there(self, cast: Cast, episode: Episode) -> None:
        response = entered(cast.coordinator).post(address("preparing_part", episode.pk), {"part": "OTHER"})
        assert response.status_code == 404

    @pytest.mark.parametrize("levels", [{107: "A"}, {107: "A", 108: "B", 123: "B"}])
    def test_few_and_many_texts_cost_the_same(
        self, cast: Cast, levels: dict[int, str], django_assert_num_queries: Any
    ) -> None:
        episode = ready_episode(cast.seho, by=cast.teacher, days=40, school=cast.school, levels=levels)
        write_report(cast.teacher, episode)
        for mark in Assessment.objects.filter(episode=episode):
            suggest(cast.psychologist, episode, "Otra conclusión.", f"conclusion-{mark.pk}")
        read_all(cast.psychologist, episode)
        client = entered(cast.coordinator)
        client.get(address("preparing", episode.pk))
        with django_assert_num_queries(DESK):
            client.get(address("preparing", episode.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_what_preparing_owes_costs_the_same_for_few_and_many(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, sessions=0, photos=0)
        Preparation.objects.create(
            episode=episode, window_starts_on=date(2026, 1, 1), asked_at=timezone.now(), asked_by=cast.coordinator,
            asked_to=cast.teacher,
        )  # fmt: skip
        pupil = registered_pupil(cast.seho, starts_on=ENDED_ON, school=cast.school, by=cast.coordinator)
        Stay.objects.filter(patient=pupil).update(estimated_days=5 + number)
    assert cast.teacher.scope  # read once, as a request does
    with django_assert_num_queries(6):
        items = preparing_due(cast.teacher, ISSUED_ON)
    assert len(items) == 3 * count
