"""The pages of the plan: begun, written by two, sent, commented, approved, kept; who reads what."""

import uuid

import pytest
from django.urls import reverse

from attendance import services
from attendance.enums import PlanState
from attendance.models import Activity, PlanTemplate, PlanVersion
from patients.enums import EpisodeEnd
from tests.attendance.factories import PlanVersionFactory
from tests.attendance.test_views import text, told, url


def whole(world, episode, **fields):
    return PlanVersionFactory(plan__episode=episode, goals=[world.read], **fields)


def sent(world, episode):
    return services.send_plan(by=world.teacher, draft=whole(world, episode))


def form_of(page, **changes):
    """What the browser would send back of the form as it stands."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None} | changes


def test_a_short_plan_is_begun_and_sent_without_typing(world, episode, enter):
    client, pk = enter(world.teacher), episode.patient_id
    page = text(client.get(url("plan", pk)))
    assert 'value="FULL" id="extension-FULL" checked' in page  # 22 days
    client.post(url("plan_open", pk), {"start": "main", "kind": "SHORT"})
    page = client.get(url("plan_edit", pk))
    assert [goal.competency for goal in PlanVersion.objects.get().competencies.all()] == [world.read, world.count]
    ready = page.context["form"].fields["ready_purpose"].choices[0][0]
    answer = client.post(
        url("plan_edit", pk), form_of(page, ready_purpose=ready, ticks=["C_SHORT", "E_ORAL"], act="send"), follow=True
    )
    assert told(answer) == ["Se envió el plan a aprobación."]
    draft = PlanVersion.objects.get()
    assert (draft.purpose, draft.state, draft.kind) == (ready, PlanState.SENT, "SHORT")


def test_a_page_saved_unchanged_writes_no_part(world, episode, enter):
    draft = whole(world, episode)
    client = enter(world.psychologist)
    page = client.get(url("plan_edit", episode.patient_id))
    client.post(url("plan_edit", episode.patient_id), form_of(page, socioemotional_support="Lo suyo", act="save"))
    draft.refresh_from_db()
    assert draft.socioemotional_support == "Lo suyo"
    assert [row.get_part_display() for row in draft.contributions.all()] == ["Psicóloga o psicólogo"]


def test_two_pages_of_two_people_are_both_saved(world, episode, enter):
    draft = whole(world, episode)
    client = enter(world.teacher)
    page = client.get(url("plan_edit", episode.patient_id))
    services.save_draft(by=world.psychologist, draft=draft, version=1, today=world.today,
                        values={"socioemotional_support": "De la psicóloga"})  # fmt: skip
    answer = client.post(url("plan_edit", episode.patient_id), form_of(page, purpose="De la docente", act="save"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.purpose, draft.socioemotional_support) == ("De la docente", "De la psicóloga")


def test_only_what_both_wrote_is_disputed(world, episode, enter):
    draft = whole(world, episode)
    client = enter(world.teacher)
    page = client.get(url("plan_edit", episode.patient_id))
    services.save_draft(by=world.psychologist, draft=draft, version=1, today=world.today,
                        values={"socioemotional_support": "De la psicóloga", "purpose": "De la psicóloga"})  # fmt: skip
    answer = client.post(url("plan_edit", episode.patient_id), form_of(page, purpose="De la docente", act="save"))
    form = answer.context["form"]
    assert [name for name in form.errors if name != "__all__"] == ["purpose"]
    assert form["purpose"].value() == "De la docente"
    again = client.post(url("plan_edit", episode.patient_id), form_of(answer, purpose="De las dos", act="save"))
    assert again.status_code == 302
    draft.refresh_from_db()
    assert (draft.purpose, draft.socioemotional_support) == ("De las dos", "De la psicóloga")


def test_the_coordinator_puts_in_force_in_one_act_and_the_plan_says_it(world, episode, enter):
    services.open_draft(by=world.coordinator, episode=episode)
    client = enter(world.coordinator)
    page = client.get(url("plan_edit", episode.patient_id))
    values = form_of(
        page, purpose="Leer", competencies=[world.read.pk], ticks=["C_SHORT", "E_ORAL"], act="enforce",
        in_force_from=world.ago(4).isoformat(),
    )  # fmt: skip
    answer = client.post(url("plan_edit", episode.patient_id), values, follow=True)
    assert told(answer) == ["El plan está vigente."]
    assert "que también lo escribió" in text(answer)
    assert PlanVersion.objects.get().in_force_from == world.ago(4)


def test_a_teacher_who_asks_to_enforce_only_sends(world, episode, enter):
    whole(world, episode)
    client = enter(world.teacher)
    page = client.get(url("plan_edit", episode.patient_id))
    client.post(url("plan_edit", episode.patient_id), form_of(page, act="enforce"))
    assert PlanVersion.objects.get().state == PlanState.SENT


def test_what_was_sent_is_not_written_on_by_who_sent_it_and_what_was_typed_stays(world, episode, enter):
    draft = whole(world, episode)
    client = enter(world.teacher)
    page = client.get(url("plan_edit", episode.patient_id))
    services.send_plan(by=world.psychologist, draft=draft)
    answer = client.post(url("plan_edit", episode.patient_id), form_of(page, purpose="Tarde", act="save"))
    assert "se envió a aprobación" in text(answer)
    assert answer.context["form"]["purpose"].value() == "Tarde"
    assert client.get(url("plan_edit", episode.patient_id)).url == url("plan", episode.patient_id)


def test_a_plan_is_returned_by_the_coordinator_answered_and_approved(world, episode, enter):
    draft, pk = sent(world, episode), episode.patient_id
    client = enter(world.coordinator)
    page = client.get(url("plan_decide", pk))
    empty = client.post(url("plan_decide", pk), {"version": draft.version, "act": "return"})
    assert "al menos un comentario" in text(empty)
    done = client.post(
        url("plan_decide", pk), {"version": page.context["form"]["version"].value(), "act": "return",
                                 "GOALS": "¿Por qué esta?"}, follow=True,
    )  # fmt: skip
    assert told(done) == ["Se devolvió el plan con sus comentarios."]
    enter(world.teacher)
    page = text(client.get(url("plan", pk)))
    assert "¿Por qué esta?" in page
    client.post(url("plan_comment", draft.comments.get().pk), {"answer": "Es la de su aula"})
    client.post(url("plan_send", pk))
    enter(world.coordinator)
    assert "Es la de su aula" in text(client.get(url("plan_decide", pk)))
    draft.refresh_from_db()
    client.post(url("plan_decide", pk), {"version": draft.version, "act": "approve"})
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (PlanState.IN_FORCE, world.coordinator)


def test_a_decision_on_what_changed_meanwhile_is_told(world, episode, enter):
    draft = sent(world, episode)
    answer = enter(world.coordinator).post(
        url("plan_decide", episode.patient_id), {"version": draft.version - 1, "act": "approve"}
    )
    assert "Otra persona guardó cambios" in text(answer)
    draft.refresh_from_db()
    assert draft.state == PlanState.SENT


@pytest.mark.parametrize(("day", "words"), [("2026-06-11", "aún no llega"), ("2026-05-19", "no puede ser antes")])
def test_the_day_from_which_it_holds_is_refused_beside_its_field(world, episode, enter, day, words):
    draft = sent(world, episode)
    answer = enter(world.coordinator).post(
        url("plan_decide", episode.patient_id), {"version": draft.version, "act": "approve", "in_force_from": day}
    )
    assert words in str(answer.context["form"].errors["in_force_from"])
    draft.refresh_from_db()
    assert draft.state == PlanState.SENT


def test_the_day_that_is_proposed_is_today_or_the_last_one_in_the_service(world, episode, enter):
    sent(world, episode)
    client = enter(world.coordinator)

    def proposed():
        return client.get(url("plan_decide", episode.patient_id)).context["form"]["in_force_from"].value()

    assert proposed() == world.today
    episode.ends_on, episode.end_reason = world.ago(2), EpisodeEnd.DISCHARGE
    episode.save()
    assert proposed() == world.ago(2)


def test_a_teacher_does_not_approve(world, episode, enter):
    draft = sent(world, episode)
    answer = enter(world.teacher).post(
        url("plan_decide", episode.patient_id), {"version": draft.version, "act": "approve"}
    )
    assert answer.status_code == 403
    assert "Solo la coordinación" in text(answer)


def test_what_the_record_says_of_needs_is_not_shown_to_the_ugel(world, enter):
    episode = world.pupil(has_special_needs=True, special_needs_note="Usa audífono del oído izquierdo")
    whole(world, episode)
    client = enter(world.specialist)
    assert "oído izquierdo" not in text(client.get(url("plan", episode.patient_id)))
    assert "oído izquierdo" in text(enter(world.teacher).get(url("plan_edit", episode.patient_id)))


def test_a_change_of_type_is_answered_from_the_page(world, enter):
    episode = world.pupil(starts_on=world.ago(40))
    whole(world, episode, in_force=True)
    client = enter(world.teacher)
    assert "revise el plan" in text(client.get(url("plan", episode.patient_id)))
    client.post(url("plan_reviewed", episode.patient_id), {"note": ""})
    assert "revise el plan" in text(client.get(url("plan", episode.patient_id)))
    answer = client.post(url("plan_reviewed", episode.patient_id), {"note": "Sirve igual"}, follow=True)
    assert "revise el plan" not in text(answer)
    assert "Sirve igual" in text(answer)


def test_the_plan_costs_the_same_with_one_and_three_versions(world, episode, enter, django_assert_num_queries):
    whole(world, episode, in_force=True)
    client, address = enter(world.teacher), url("plan", episode.patient_id)
    client.get(address)
    with django_assert_num_queries(24):
        client.get(address)
    whole(world, episode, superseded=True)
    whole(world, episode)
    with django_assert_num_queries(24):
        client.get(address)


# --- the bank -----------------------------------------------------------------------------------------------


def activity_values(world, grade, **changes):
    return {
        "client_id": uuid.uuid4(), "seho": world.seho.pk, "version": 1, "title": "Bingo", "steps": "Se juega.",
        "minutes": 30, "competencies": [world.read.pk], "cycles": [f"{grade.level_id}-{grade.cycle}"], **changes,
    }  # fmt: skip


@pytest.fixture
def grade(episode):
    return episode.patient.enrollments.get().school_grade


def test_an_activity_is_added_corrected_retired_and_brought_back(world, episode, grade, enter):
    client = enter(world.teacher)
    client.post(url("activity_new"), activity_values(world, grade))
    activity = Activity.objects.get()
    assert list(activity.grades.all()) == [grade]
    values = activity_values(world, grade, title="Bingo de sumas", is_playful="on")
    client.post(url("activity", activity.pk), values)
    assert "Bingo de sumas" in text(client.get(url("activities"), {"q": "SUMAS", "marca": "ludica"}))
    answer = client.post(url("activity_retire", activity.pk), follow=True)
    assert "Bingo de sumas" not in text(answer)
    client.post(f"{url('activity_retire', activity.pk)}?devolver=1")
    assert "Bingo de sumas" in text(client.get(url("activities")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"minutes": 4}, "minutes"), ({"minutes": 241}, "minutes"), ({"cycles": []}, "cycles"),
     ({"competencies": []}, "competencies"), ({"title": ""}, "title"), ({"steps": "nulo\x00"}, "steps")],
)  # fmt: skip
def test_bad_input_in_an_activity_is_told(world, grade, enter, changes, field):
    answer = enter(world.teacher).post(url("activity_new"), activity_values(world, grade, **changes))
    assert field in answer.context["form"].errors
    assert not Activity.objects.exists()


def test_one_touch_uses_an_activity_of_the_plans_competencies(world, episode, grade, enter):
    client = enter(world.teacher)
    for title, competency in (("De leer", world.read), ("De contar", world.count)):
        client.post(url("activity_new"), activity_values(world, grade, title=title, competencies=[competency.pk]))
    draft = whole(world, episode)
    address = url("plan_activities", episode.patient_id)
    page = text(client.get(address))
    assert "De leer" in page
    assert "De contar" not in page
    assert "De contar" in text(client.get(address, {"todas": 1}))
    activity = Activity.objects.get(title="De leer")
    answer = client.post(address, {"activity": activity.pk})
    assert answer.url.endswith(f"#actividad-{activity.pk}")
    assert draft.planned_activities.get().activity == activity
    client.post(address, {"activity": activity.pk, "remove": 1})
    assert not draft.planned_activities.exists()
    assert client.post(address, {"activity": "99999999999999"}).status_code == 404


def test_the_bank_costs_the_same_with_one_and_three(world, episode, grade, enter, django_assert_num_queries):
    client = enter(world.teacher)
    client.post(url("activity_new"), activity_values(world, grade))
    client.get(url("activities"))
    with django_assert_num_queries(8):
        client.get(url("activities"))
    for _ in range(2):
        client.post(url("activity_new"), activity_values(world, grade))
    client.get(url("activities"))  # tells what was done
    with django_assert_num_queries(8):
        client.get(url("activities"))


def test_a_plan_is_kept_as_a_template_and_another_begins_with_it(world, episode, enter):
    whole(world, episode, in_force=True)
    client = enter(world.teacher)
    values = {"client_id": uuid.uuid4(), "title": "Para empezar", "grade": "cycle", "with_texts": "on"}
    for _ in range(2):
        client.post(url("plan_template_new", episode.patient_id), values)
    template = PlanTemplate.objects.get()
    other = world.pupil()
    assert "Para empezar" in text(client.get(url("plan", other.patient_id)))
    client.post(url("plan_open", other.patient_id), {"kind": "SHORT", "start": f"template-{template.pk}"})
    draft = PlanVersion.objects.get(plan__episode=other)
    assert [goal.competency for goal in draft.competencies.all()] == [world.read]
    template.refresh_from_db()
    assert template.uses == 1
    client.post(url("plan_template_retire", template.pk))
    assert "Para empezar" not in text(client.get(url("plan_templates")))


@pytest.mark.parametrize("asked", [{"start": "template-999999999"}, {"start": "otra cosa"}, {"kind": "LARGO"}, {}])
def test_a_strange_beginning_is_a_blank_plan(world, episode, enter, asked):
    enter(world.teacher).post(url("plan_open", episode.patient_id), asked)
    draft = PlanVersion.objects.get()
    assert (draft.kind, draft.competencies.count()) == ("FULL", 0)


def test_the_board_keeps_one_state(world, episode, enter):
    sent(world, episode)
    other = world.pupil()
    client = enter(world.coordinator)
    page = text(client.get(url("plans"), {"estado": "por-aprobar"}))
    assert str(episode.patient) in page
    assert str(other.patient) not in page
    assert reverse("attendance:plan_decide", args=[episode.patient_id]) in page
