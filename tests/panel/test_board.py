"""The panel as people read it: of whom, of when, what changed, what is told to whom, and the list behind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from convalidation.services.following import open_return
from patients.due import LATE
from seho.accounts import audit
from seho.accounts.enums import Role
from seho.network.models import Seho
from seho.panel.board.asked import Part
from seho.panel.board.cards import card_of, change_of, has_cases, number_text
from seho.panel.board.comparison import compare
from seho.panel.board.signs import signs_shown
from seho.panel.indicators.scope import Scope, ScopeKind
from seho.panel.indicators.signs import Sign
from seho.panel.indicators.suppression import HIDDEN
from seho.panel.indicators.values import Better, Figures, Group, Indicator, Measure, Rows, Unit
from seho.panel.models import Snapshot
from seho.panel.services.snapshots import refresh
from tests.accounts.factories import make_user
from tests.look import person
from tests.network.factories import UgelFactory
from tests.panel.conftest import Land

BOARD, LIST = reverse("panel:dashboard"), reverse("panel:list")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board(user: Any, status: int = 200, **query: str) -> str:
    response = client_of(user).get(BOARD, query)
    assert response.status_code == status
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")] if status == 200 else html


def rows_of(html: str) -> int:
    return html.count('<th scope="row">')


# --- A figure, in words -----------------------------------------------------------------------------------


def figure(unit: Unit = Unit.CASES, better: Better = Better.NEITHER, rows: Rows | None = Rows.EPISODES) -> Indicator:
    return Indicator("cifra", "Cifra", Group.DEMAND, unit, "Lo contado", "El día", "art. 1", better=better, rows=rows)


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.PEOPLE, 1234, "1,234"),
        (Unit.MEAN, 7.25, "7.2"),
        (Unit.MEAN, 7, "7"),
        (Unit.MEAN, 7.04, "7"),
        (Unit.DAYS, 4.5, "4.5"),
        (Unit.PERCENT, 84.6, "85"),
        (Unit.MINUTES, 90.4, "90"),
    ],
)
def test_a_number_has_the_decimals_of_its_unit(unit: Unit, value: float, text: str) -> None:
    assert number_text(value, unit) == text


@pytest.mark.parametrize(
    ("unit", "now", "before", "words"),
    [
        (Unit.CASES, 12, 8, "4 más (+50 %)"),
        (Unit.CASES, 8, 12, "4 menos (-33 %)"),
        (Unit.CASES, 3, 0, "3 más (antes 0)"),
        (Unit.CASES, 0, 0, "Igual que en el periodo anterior"),
        (Unit.PERCENT, 61, 60, "1 punto más"),
        (Unit.PERCENT, 60.4, 59.6, "Igual que en el periodo anterior"),
        (Unit.DAYS, 4, 5.5, "1.5 días menos"),
        (Unit.DAYS, 2, 1, "1 día más"),
        (Unit.MEAN, 2.04, 2.0, "Igual que en el periodo anterior"),
    ],
)
def test_a_change_is_said_in_words(unit: Unit, now: float, before: float, words: str) -> None:
    change = change_of(figure(unit), Measure(now, 9), Measure(before, 9))
    assert change is not None
    assert change.words == words


@pytest.mark.parametrize(
    ("better", "now", "state"),
    [
        (Better.MORE, 9, "good"), (Better.MORE, 1, "late"), (Better.LESS, 9, "late"), (Better.LESS, 1, "good"),
        (Better.NEITHER, 9, ""), (Better.MORE, 5, ""),
    ],
)  # fmt: skip
def test_a_change_has_a_colour_where_it_is_better_or_worse(better: Better, now: float, state: str) -> None:
    change = change_of(figure(better=better), Measure(now, 9), Measure(5, 9))
    assert change is not None
    assert change.state == state


@pytest.mark.parametrize(("now", "before"), [(Measure(None, 0), Measure(3, 3)), (Measure(3, 3), Measure(None, 0))])
def test_nothing_is_compared_with_nothing(now: Measure, before: Measure) -> None:
    assert change_of(figure(), now, before) is None
    assert change_of(figure(), Measure(3, 3), None) is None


@pytest.mark.parametrize(
    ("values", "has"),
    [
        ({"atendidos": 0, "profesionales": 3, "servicios": 2}, False),
        ({"atendidos": 0, "sesiones": 1}, True),
        ({"servicios": 2}, True),
    ],
)
def test_what_began_later_is_not_compared_with_nothing(values: dict[str, float], *, has: bool) -> None:
    assert has_cases(Figures({key: Measure(value, 1) for key, value in values.items()})) is has


def test_a_share_says_of_how_many_and_nothing_is_a_dash() -> None:
    assert card_of(figure(Unit.PERCENT), Measure(50, 1), None, "/x/").note == "De 1 atención"
    assert card_of(figure(Unit.PERCENT), Measure(50, 20), None, "/x/").note == "De 20 atenciones"
    assert card_of(figure(Unit.DAYS, rows=None), Measure(4, 1), None, "").note == "Mediana de 1 caso"
    empty = card_of(figure(Unit.PERCENT), Measure(None, 0), None, "/x/")
    assert (empty.value, empty.url) == ("–", "")
    assert card_of(figure(), Measure(0, 0), None, "/x/").url == ""


# --- Services side by side ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("better", "order", "first"),
    [(Better.MORE, "cifra", "CABD"), (Better.LESS, "cifra", "ACBD"), (Better.NEITHER, "", "BACD")],
)
def test_the_worst_comes_first_and_what_is_not_told_last(better: Better, order: str, first: str) -> None:
    sehos = [Seho(pk=number, short_name=name) for number, name in enumerate("ABCD")]
    told: dict[int, dict[str, Measure | None]] = {
        0: {"cifra": Measure(7, 7)}, 1: {"cifra": None}, 2: {"cifra": Measure(3, 7)}, 3: {"cifra": Measure(None, 0)},
    }  # fmt: skip
    shown = [figure(better=better)]
    found = compare(sehos, told, shown, signs={1: 3, 0: 1}, order=order, sort_url=str, seho_url=str)
    assert "".join(row.seho.short_name for row in found.rows) == first
    assert {row.seho.short_name: row.cells for row in found.rows}["B"] == (HIDDEN,)


# --- The page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("who", ["coordinator", "specialist", "dre", "minedu"])
def test_each_part_opens_for_each_supervisor(counted: Land, who: str, part: Part) -> None:
    html = board(getattr(counted, who), parte=part.value)
    assert "¿Cómo se calcula?" in html
    assert 'aria-current="page">' + part.label in html
    assert (LIST in html) == (who in {"coordinator", "specialist"} or part == Part.SERVICES or LIST in html)


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("coordinator", {"Sano"}, {"Enfermo", "Ajeno"}),
        ("specialist", {"Sano", "Enfermo"}, {"Ajeno"}),
        ("dre", {"Sano", "Enfermo"}, {"Ajeno"}),
        ("minedu", {"Sano", "Enfermo", "Ajeno"}, set()),
    ],
)
def test_the_services_are_the_own_ones(counted: Land, who: str, shown: set[str], hidden: set[str]) -> None:
    html = board(getattr(counted, who), parte="servicios")
    assert all(name in html for name in shown)
    assert not any(name in html for name in hidden)


def test_a_scope_of_others_does_not_exist(land: Land) -> None:
    for ambito in (f"seho-{land.other.pk}", f"ugel-{land.other.ugel_id}", "pais", "dre-999", "x"):
        assert client_of(land.specialist).get(BOARD, {"ambito": ambito}).status_code == 404
        assert client_of(land.specialist).get(LIST, {"cifra": "atendidos", "ambito": ambito}).status_code == 404


def test_who_lost_the_post_this_morning_sees_nothing(counted: Land) -> None:
    user = make_user(Role.UGEL_SPECIALIST, counted.ugel, membership__ends_on=counted.today.replace(day=9))
    assert client_of(user).get(BOARD).status_code == 403


def test_a_ugel_without_services_is_told_so_kindly(land: Land) -> None:
    html = board(make_user(Role.UGEL_SPECIALIST, UgelFactory()))
    assert "Todavía no hay servicios en este ámbito" in html
    assert "None" not in html


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ({"desde": "2026-05-10", "hasta": "2026-04-01"}, "no puede terminar antes de empezar", "2026-04-01"),
        ({"desde": "2026-05-10", "hasta": ""}, "Escriba la fecha.", "2026-05-10"),
        ({"desde": "2026-02-31", "hasta": "2026-04-01"}, "Escriba una fecha que exista.", "2026-02-31"),
        ({"desde": "2027-01-01", "hasta": "2027-02-01"}, "no puede empezar después de hoy", "2027-01-01"),
    ],
)
def test_days_that_make_no_period_are_said_beside_their_field(
    land: Land, query: dict[str, str], said: str, kept: str
) -> None:
    html = board(land.specialist, periodo="libre", **query)
    assert said in html
    assert f'value="{kept}"' in html
    assert "Corrija las fechas" in html
    assert client_of(land.specialist).get(LIST, {"cifra": "atendidos", "periodo": "libre", **query}).status_code == 302


def test_free_days_are_asked_for_before_they_are_missed(land: Land) -> None:
    html = board(land.specialist, periodo="libre")
    assert "Escriba las dos fechas" in html
    assert 'name="desde"' in html
    assert "Escriba la fecha." not in html
    assert 'name="desde"' not in board(land.specialist)


def test_an_older_year_stays_in_the_box(land: Land) -> None:
    html = board(land.specialist, periodo="anio-2020")
    assert '<option value="anio-2020" selected>Año escolar 2020</option>' in html


def test_a_period_keeps_its_part_and_scope_from_tab_to_tab(counted: Land) -> None:
    html = board(
        counted.specialist, parte="servicios", ambito=f"seho-{counted.ill.pk}", periodo="mes-2026-05", orden="x"
    )
    tab = re.search(r'<a href="([^"]+)">Documentos', html)
    assert tab is not None
    assert f"ambito=seho-{counted.ill.pk}" in tab[1]
    assert "periodo=mes-2026-05" in tab[1]
    assert "orden" not in tab[1]


# --- The lists behind ---------------------------------------------------------------------------------------


def test_a_list_holds_as_many_as_its_figure_says(counted: Land) -> None:
    html = board(counted.specialist, parte="estudiantes")
    seen = 0
    for value, url in re.findall(r'figure-value">(\d+)</p>\s*<p class="figure-label"><a href="([^"]+)"', html):
        behind = client_of(counted.specialist).get(url.replace("&amp;", "&")).content.decode()
        assert rows_of(behind) == int(value), url
        seen += 1
    assert seen >= 4


@pytest.mark.parametrize(
    ("who", "key", "status"),
    [
        ("coordinator", "no-atendidos", 200), ("specialist", "no-atendidos", 403), ("specialist", "atendidos", 200),
        ("dre", "atendidos", 403), ("minedu", "atendidos", 403), ("minedu", "servicios", 200),
        ("coordinator", "identificados", 403),
    ],
)  # fmt: skip
def test_a_list_opens_for_who_may_see_it(counted: Land, who: str, key: str, status: int) -> None:
    answer = client_of(getattr(counted, who)).get(LIST, {"cifra": key})
    assert answer.status_code == status
    if status == 403:
        surname = counted.well.episodes.first().patient.paternal_surname
        assert surname not in answer.content.decode()


def test_returns_are_counted_for_all_and_named_for_who_sees_pupils(land: Land) -> None:
    episode = land.pupil(land.well, 20, ended=9, paternal_surname="Vuelve")
    open_return(by=land.coordinator, episode=episode, today=land.today)
    for user in (land.coordinator, land.specialist, land.dre, land.minedu):
        html = board(user, parte="documentos")
        assert "Retornos en curso" in html
        assert "Vuelve" not in html
        assert ("cifra=retornos-en-curso" in html) == (user in (land.coordinator, land.specialist))
    answer = client_of(land.specialist).get(LIST, {"cifra": "retornos-en-curso"})
    assert "Vuelve" in answer.content.decode()


def test_whoever_sees_figures_alone_is_not_told_of_few(counted: Land) -> None:
    """Two or three pupils of each service: the region reads that they are reserved, the ministry how many."""
    dre, minedu = board(counted.dre), board(counted.minedu, ambito=f"ugel-{counted.ugel.pk}")
    assert HIDDEN in dre
    assert HIDDEN not in minedu


@pytest.mark.parametrize(
    ("sees_rows", "is_suppressed", "text"),
    [
        (True, True, "1 retorno con atraso"),
        (False, False, "1 retorno con atraso"),
        (False, True, "Retornos con atraso"),
    ],
)
def test_a_sign_tells_how_many_to_who_may_know_it(sees_rows: bool, is_suppressed: bool, text: str) -> None:
    asked = Scope(ScopeKind.SERVICE, 7, "Sano", (7,), sees_rows, is_suppressed)
    sign = Sign(
        "returns", LATE, 7, "Sano", "1 retorno con atraso", "Porque", "Llame", "/lista/", "art. 15", None, 1,
        "retornos-con-atraso",
    )  # fmt: skip
    agreement = replace(sign, text="El convenio venció", url="/red/", indicator="")
    (shown, other) = signs_shown([sign, agreement], asked, person(Role.UGEL_SPECIALIST))
    assert (shown.text, other.text) == (text, "El convenio venció")
    assert (shown.url == "/lista/", other.url) == (sees_rows, "/red/")
    (notices,) = signs_shown([replace(sign, indicator="no-atendidos")], asked, person(Role.UGEL_SPECIALIST))
    assert notices.url.startswith(f"{BOARD}?ambito=seho-7"), "of notices a UGEL reads how many"


# --- Figures that are kept --------------------------------------------------------------------------------


@pytest.fixture
def wide(land: Land) -> Land:
    for number in range(3):
        land.service(f"Otro {number}")
    land.session(land.well, land.today, land.pupil(land.well, 20))
    return land


def test_calculating_now_is_done_in_the_background_and_told(wide: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seho.panel.services.snapshots.MOST_SESSIONS", 0)
    client = client_of(wide.specialist)
    html = client.get(BOARD).content.decode()
    assert "Estas cifras aún no se calculan" in html
    asked = client.post(f"{reverse('panel:compute')}?periodo=mes-2026-05")
    assert asked["Location"].startswith(f"{BOARD}?ambito=ugel-{wide.ugel.pk}")
    assert Snapshot.objects.get().job is not None
    assert "Se están calculando" in client.get(asked["Location"]).content.decode()


@pytest.fixture
def night(land: Land) -> Land:
    """The figures of a UGEL with two services, kept."""
    land.session(land.well, land.today, land.pupil(land.well, 20))
    refresh(today=land.today, now=timezone.now(), keys=["anio-2026"])
    return land


ASKS_ITSELF = 'hx-trigger="load'


def test_the_page_itself_asks_for_what_was_written_since(night: Land) -> None:
    client = client_of(night.specialist)
    assert ASKS_ITSELF not in client.get(BOARD).content.decode()
    night.session(night.well, night.today, night.pupil(night.well, 20))
    audit.record(by=None, act="Registró una sesión", obj=night.well)
    html = client.get(BOARD).content.decode()
    assert ASKS_ITSELF in html
    assert '<p class="figure-value">1</p>' in html
    answer = client.post(f"{reverse('panel:compute')}?ambito=ugel-{night.ugel.pk}", headers={"HX-Request": "true"})
    html = client.get(answer["Location"]).content.decode()
    assert ASKS_ITSELF not in html
    assert '<p class="figure-value">2</p>' in html


def test_hoy_and_the_panel_tell_the_same_signs_of_one_moment(night: Land) -> None:
    client = client_of(night.specialist)
    told = re.compile(r'<p class="due-title">.*?</p>|Señales de hoy a las \d\d:\d\d')
    pages = [client.get(address).content.decode() for address in (BOARD, reverse("panel:today"))]
    on_board, on_today = (told.findall(page[page.index('id="senales') :].partition("</section>")[0]) for page in pages)
    assert on_board == on_today
    assert len(on_board) > 1
    audit.record(by=None, act="Registró una sesión", obj=night.ill)
    html = client.get(reverse("panel:today")).content.decode()
    assert f'hx-post="{reverse("panel:compute")}?ambito=ugel-{night.ugel.pk}&amp;periodo=anio-2026"' in html


def test_of_very_many_signs_the_rest_is_read_by_service(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    every = board(land.specialist).count('class="due-title"')
    monkeypatch.setattr("seho.panel.board.page.SIGNS_AT_ONCE", 1)
    monkeypatch.setattr("seho.panel.board.page.MOST_SIGNS", every - 1)
    html = board(land.specialist)
    assert html.count('class="due-title"') == every - 1
    assert "Hay 1 señal más" in html
    assert f"?parte=servicios&amp;ambito=ugel-{land.ugel.pk}" in html


def test_who_stopped_this_morning_reads_nothing_of_what_is_kept(night: Land) -> None:
    night.specialist.memberships.update(ends_on=night.today - timedelta(days=1))
    client = client_of(night.specialist)
    assert "figure-value" not in client.get(BOARD).content.decode()
    assert client.post(f"{reverse('panel:compute')}?ambito=ugel-{night.ugel.pk}").status_code in (403, 404)


def test_nobody_calculates_for_others(wide: Land) -> None:
    answer = client_of(wide.specialist).post(f"{reverse('panel:compute')}?ambito=pais")
    assert answer.status_code == 404
    assert not Snapshot.objects.exists()


# --- What it costs ------------------------------------------------------------------------------------------

SUMMARY_OF_A_SPECIALIST = 74
KEPT = 11


@pytest.mark.parametrize("count", [1, 3])
def test_few_and_many_cost_the_same(land: Land, count: int, django_assert_num_queries: Any) -> None:
    for number in range(2):
        seho = land.service(f"Nuevo {number}") if number < 2 else land.well
        for _ in range(count):
            land.session(seho, land.today, land.pupil(seho, 20))
            land.pupil(seho, 20, ended=9)
    client = client_of(land.specialist)
    client.get(BOARD)
    with django_assert_num_queries(SUMMARY_OF_A_SPECIALIST):
        client.get(BOARD)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_kept_of_few_and_of_many_costs_the_same(
    night: Land, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        audit.record(by=None, act="Registró una sesión", obj=night.well)
    client = client_of(night.specialist)
    client.get(BOARD)
    with django_assert_num_queries(KEPT):
        client.get(BOARD)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("key", "queries"), [("atendidos", 10), ("sesiones", 10), ("servicios", 10)])
def test_a_list_of_few_and_of_many_costs_the_same(
    land: Land, key: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        land.session(land.well, land.today, land.pupil(land.well, 20))
    client = client_of(land.specialist)
    client.get(LIST, {"cifra": key})
    with django_assert_num_queries(queries):
        client.get(LIST, {"cifra": key})
