"""What comes in beside the address: filters, searches, choices of a form, fragments, thumbnails, a post that ended."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from convalidation.queries import lists
from convalidation.views import school
from seho.accounts.models import AccessEvent
from seho.panel.figures import FIGURES
from tests.access.acts import data_of
from tests.access.player import Player
from tests.access.table import ANONYMOUS, NOWHERE, Table

pytestmark = pytest.mark.django_db

TABLE = Table()
PUPILS = ("ended", "other_school", "moved", "same_ugel", "other_region")


def row_of(key: str):
    return next(row for row in TABLE.rows if row.key == key)


def leaks(player: Player, key: str, role: str, query: str, place: str = NOWHERE) -> list[str]:
    row = row_of(key)
    played = player.play(row.name, player.world.at[row.on][place] if row.on else {}, "GET", role, query=query)
    assert played.response.status_code < 500
    # What was typed comes back in the box; of a row that is shown more would be seen.
    played.found -= player.world.secrets.found_in(query)
    return [f"{role} {query}: {leak}" for leak in player._leaks(row, role, played)]


def searches(player: Player, place: str) -> list[str]:
    """What somebody would look for who knows of a pupil: the name, the number, the keys."""
    pupil, at = player.world.pupils[place], player.world.at
    seho = at["seho"].get(place, at["seho"]["own"])["pk"]
    keys = f"?estudiante={at['episode'][place]['pk']}&seho={seho}&servicio={seho}&estado=todos"
    return [f"?q={pupil.paternal_surname}&estado=todos", f"?q={pupil.document_number}", keys]


@pytest.mark.parametrize(
    "key",
    [
        "patients:list", "patients:referrals", "patients:register", "patients:drafts", "panel:list", "panel:dashboard",
        "attendance:today", "attendance:sessions", "attendance:session_new", "attendance:assessments",
        "convalidation:list", "convalidation:school_home", "convalidation:verify", "accounts:people",
        "accounts:access_log", "network:school_search",
    ],
)  # fmt: skip
def test_no_filter_brings_up_what_a_list_does_not_show(key: str, player: Player):
    line = row_of(key).lines["GET"]
    wrong = []
    for role in sorted({role for role, _ in line.cells}):
        for place in PUPILS:
            for query in searches(player, place):
                wrong += leaks(player, key, role, query)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_figure_opens_the_pupils_of_another_service(figure: str, player: Player):
    wrong = []
    for role in ("coordinator", "ugel_specialist"):
        for seho in ("", *(str(seho.pk) for seho in player.world.sehos.values())):
            wrong += leaks(player, "panel:list", role, f"?cifra={figure}&seho={seho}")
    assert not wrong, "\n".join(wrong)


def test_every_state_of_the_papers_shows_the_own_ones_alone(player: Player):
    wrong = []
    for key, states in (("convalidation:list", lists.PAPER_STATES), ("convalidation:school_home", school.STATES)):
        for role in {role for role, _ in row_of(key).lines["GET"].cells}:
            for state, _ in states:
                wrong += leaks(player, key, role, f"?estado={state}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", ["attendance:pupil_sessions", "attendance:plan", "attendance:portfolio"])
def test_no_other_time_of_a_pupil_is_opened_through_the_own_one(key: str, player: Player):
    """`?periodo=` takes the times that this person may read; the rest counts as not said."""
    wrong = []
    for role in ("teacher", "volunteer", "ugel_specialist"):
        for place in PUPILS:
            wrong += leaks(player, key, role, f"?periodo={player.world.at['episode'][place]['pk']}", "own")
    assert not wrong, "\n".join(wrong)


def test_searching_a_pupil_of_another_service_tells_only_that_there_is_one(player: Player):
    """The registration asks whether it is the same child; it shows nothing that was not typed."""
    pupil = player.world.pupils["other_region"]
    typed = {
        "seho": player.world.seho.pk, "document_type": "DNI", "document_number": pupil.document_number,
        "paternal_surname": pupil.paternal_surname, "maternal_surname": pupil.maternal_surname,
        "given_names": pupil.given_names, "birth_date": pupil.birth_date.isoformat(),
    }  # fmt: skip
    played = player.play("patients:register", {}, "POST", "coordinator", typed)
    assert played.response.status_code == 200
    assert {secret.what for secret in played.found} == {"name", "document"}, "what was typed comes back, no more"
    by_number = typed | {"paternal_surname": "Otra", "maternal_surname": "Prueba", "given_names": "Elena"}
    played = player.play("patients:register", {}, "POST", "coordinator", by_number)
    assert {secret.what for secret in played.found} == {"document"}


def test_whoever_is_another_child_is_not_taken_over(player: Player):
    """«Es la misma persona» about a pupil elsewhere opens a draft that holds what was typed, not the file."""
    pupil = player.world.pupils["other_region"]
    typed = data_of(player.world, "patients:register", "coordinator", NOWHERE) | {
        "document_number": pupil.document_number, "answer": f"same:{pupil.pk}",
    }  # fmt: skip
    played = player.play("patients:register", {}, "POST", "coordinator", typed)
    assert played.response.status_code == 302
    assert played.found == set()


@pytest.mark.parametrize(
    ("key", "place", "field", "kind", "other", "name"),
    [
        ("attendance:session_new", NOWHERE, "pupils", "episode", "same_ugel", "pk"),
        ("attendance:session_new", NOWHERE, "professionals", "person", "same_ugel", "pk"),
        ("patients:authorize", "own", "guardian", "guardian", "other_school", "guardian_pk"),
        ("patients:authorize", "own", "guardian", "guardian", "same_ugel", "guardian_pk"),
        ("patients:assign", "own", "user", "person", "same_ugel", "pk"),
        ("patients:referral_new", NOWHERE, "seho", "seho", "same_ugel", "pk"),
        ("patients:register", NOWHERE, "seho", "seho", "same_ugel", "pk"),
        ("accounts:invite", NOWHERE, "unit", "seho", "same_ugel", "pk"),
        ("accounts:add_post", "helper", "unit", "seho", "same_ugel", "pk"),
        ("attendance:work_new", "own", "session", "session", "same_ugel", "pk"),
    ],
)
def test_a_form_takes_no_choice_from_elsewhere(key, place, field, kind, other, name, player: Player):
    row = row_of(key)
    typed = data_of(player.world, key, "coordinator", place) | {field: player.world.at[kind][other][name]}
    kwargs = player.world.at[row.on][place] if row.on else {}
    query = {"accounts:invite": "?rol=VOLUNTEER", "accounts:add_post": "?rol=VOLUNTEER"}.get(key, "")
    played = player.play(row.name, kwargs, "POST", "coordinator", typed, query)
    assert played.response.status_code == 200, "the form comes again"
    assert not played.acts
    assert played.written == set()
    assert list(player._leaks(row, "coordinator", played)) == []


def test_a_notice_of_another_service_starts_no_registration(player: Player):
    for place in ("same_ugel", "other_region"):
        assert (
            leaks(player, "patients:register", "coordinator", f"?aviso={player.world.at['referral'][place]['pk']}")
            == []
        )


def test_a_fragment_of_the_diagnosis_is_logged_as_its_page_is(player: Player):
    client = player.clients["psychologist"]
    before = AccessEvent.objects.count()
    path = reverse("patients:diagnosis", kwargs=player.world.at["stay"]["own"])
    response = client.post(path, headers={"HX-Request": "true"})
    assert {secret.what for secret in player.world.secrets.found_in(response.content)} >= {"diagnosis"}
    assert AccessEvent.objects.count() == before + 1


@pytest.mark.parametrize("role", [*TABLE.roles, ANONYMOUS])
def test_thumbnails_are_for_whoever_may_open_the_portfolio(role: str, player: Player):
    """Its page is logged as their reading; each of them is not."""
    own = {"pk": player.world.at["work_file"]["by_volunteer"]["pk"], "size": "mini"}
    far = {"pk": player.world.at["work_file"]["same_region"]["pk"], "size": "mini"}
    readers = {"coordinator", "teacher", "psychologist", "ugel_specialist", "volunteer"}
    assert (player.play("attendance:work_file", own, "GET", role).response.status_code == 200) == (role in readers)
    assert player.play("attendance:work_file", far, "GET", role).response.status_code in (302, 403, 404)


@pytest.mark.parametrize("role", ["dre_specialist", "minedu", "admin", "former", ANONYMOUS])
def test_whoever_reads_figures_or_catalogues_reads_no_record(role: str):
    """Written down here too, so that nobody gives the technical administrator a record by one line of the table."""
    readers = {reader for rule in TABLE.rules.values() for reader, _ in rule.readers | rule.on_papers}
    assert role not in readers


def test_health_is_for_coordinator_and_psychologist_alone():
    for what in ("diagnosis", "medical_paper", "physician_license"):
        assert {role for role, _ in TABLE.rules[what].readers} == {"coordinator", "psychologist"}
        assert not TABLE.rules[what].on_papers
    assert not TABLE.rules["ward"].on_papers


def test_a_closed_account_is_asked_to_sign_in(player: Player):
    client = Client()
    user = player.world.cast["teacher"]
    client.force_login(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    response = client.get(reverse("patients:detail", kwargs=player.world.at["pupil"]["own"]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
