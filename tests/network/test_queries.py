"""Finding schools and hospitals; the services as their list shows them."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from seho.accounts.enums import Role
from seho.network.enums import AgreementState
from seho.network.models import School
from seho.network.queries import (
    agreements_to_watch,
    hospitals_found,
    schools_to_confirm,
    search_schools,
    services_overview,
    team_of,
)
from seho.network.rules import school_search_text
from tests.accounts.factories import add_post, make_user
from tests.network.factories import (
    AgreementFactory,
    HospitalFactory,
    LearningSpaceFactory,
    SchoolFactory,
    SehoFactory,
    UgelFactory,
)

pytestmark = pytest.mark.django_db


# --- schools ---------------------------------------------------------------------------------------


@pytest.fixture
def olaya():
    place = {"district": "Cerro Colorado", "province": "Arequipa", "department": "Arequipa"}
    SchoolFactory(name="San Martín de Porres", modular_code="0777777", **place)
    return SchoolFactory(
        name="40123 JOSÉ OLAYA",
        modular_code="0309369",
        local_code="067890",
        level_name="Primaria",
        locality="Peñas Blancas",
        **place,
    )


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("0309369", id="código modular"),
        pytest.param("309369", id="código modular without its zero"),
        pytest.param("03093", id="the beginning of a code"),
        pytest.param("0309369-0", id="código modular and annex"),
        pytest.param("067890", id="local code"),
        pytest.param("67890", id="local code without its zero"),
        pytest.param("40123", id="number of the school"),
        pytest.param("jose olaya", id="without accents"),
        pytest.param("JOSÉ OLAYA", id="with accents and capitals"),
        pytest.param("olaya jose", id="in any order"),
        pytest.param("olay cerr", id="beginnings of words"),
        pytest.param("olaya primaria arequipa", id="name, level and place"),
        pytest.param("penas olaya", id="ñ as n"),
        pytest.param("I.E. N° 40123", id="with the words that stand before names"),
        pytest.param("colegio José Olaya", id="with the word for school"),
        pytest.param("  olaya \t jose ", id="with odd spaces"),
    ],
)
def test_school_is_found_by(olaya, typed):
    assert search_schools(typed) == [olaya]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "laya",
        "olaya cusco",
        "9309369",
        "'; DROP TABLE network_school; --",
        '"',
        "* OR *",
        "olaya*x",
        "\x00",
    ],
)
def test_school_is_not_found_by(olaya, typed):
    assert search_schools(typed) == []


@pytest.mark.parametrize("typed", ["olaya NOT jose", "jose OR martin", "olaya & ! | ( ) :*", "NEAR(jose)"])
def test_words_of_the_engines_query_languages_are_only_words(olaya, typed):
    """Whatever it finds, the search answers; an operator of FTS5 or tsquery does not work."""
    assert search_schools(typed) in ([], [olaya])


def test_absurdly_long_text_is_cut(olaya):
    assert search_schools("x" * 100_000) == []
    assert search_schools("olaya " + "y" * 100_000) == []
    assert search_schools("olaya " * 5_000) == [olaya]


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    assert isinstance(search_schools(text), list)


def test_open_schools_come_first_then_whole_words_then_names():
    closed = SchoolFactory(name="A Olaya", closed=True)
    beginning = SchoolFactory(name="Olayanos")
    second, first = SchoolFactory(name="C Olaya"), SchoolFactory(name="B Olaya")
    assert search_schools("olaya") == [first, second, beginning, closed]


def test_limit_is_kept():
    SchoolFactory.create_batch(5, name="Olaya")
    assert len(search_schools("olaya", limit=3)) == 3


def test_search_follows_changes_and_deletions(olaya):
    olaya.name = "Micaela Bastidas"
    olaya.save()
    assert search_schools("olaya") == []
    assert search_schools("micaela") == [olaya]
    olaya.delete()
    assert search_schools("micaela") == []


def test_search_finds_what_was_added_in_bulk_after_all_migrations():
    """An importer adds so. Fails when a later migration rebuilds the table and drops SQLite's triggers."""
    school = SchoolFactory.build(name="Túpac Amaru", ugel=UgelFactory())
    school.search_text = school_search_text(school)
    School.objects.bulk_create([school])
    assert [found.name for found in search_schools("tupac amaru")] == ["Túpac Amaru"]


def test_search_reads_twice_however_many_it_finds(olaya, django_assert_num_queries):
    with django_assert_num_queries(2):
        search_schools("arequipa")
    SchoolFactory.create_batch(30)
    with django_assert_num_queries(2):
        [school.ugel.name for school in search_schools("arequipa")]


@pytest.mark.sqlite_only
def test_search_uses_the_word_index_of_sqlite(olaya):
    plan = School.objects.with_words(["olaya"], at_most=10).explain()
    assert "network_school_fts" in plan
    assert "SCAN network_school\n" not in plan + "\n"


@pytest.mark.postgres_only
def test_search_has_its_word_index_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'network_school_words'")
        assert "gin" in cursor.fetchone()[0]


def test_schools_to_confirm_are_those_registered_by_hand_last_first():
    SchoolFactory()
    first, last = SchoolFactory(provisional=True), SchoolFactory(provisional=True)
    assert schools_to_confirm(make_user(Role.COORDINATOR)) == [last, first]
    assert schools_to_confirm(make_user(Role.VOLUNTEER)) == []


# --- hospitals -------------------------------------------------------------------------------------


def test_hospital_is_found_by_name_place_and_code_without_accents():
    hospital = HospitalFactory(name="Hospital Hipólito Unanue", code="00002864", district="Tacna")
    HospitalFactory(name="Hospital Goyeneche")
    admin = make_user(Role.ADMIN)
    for typed in ("hipolito", "UNANUE tacna", "00002864", "2864"):
        assert [*hospitals_found(admin, typed)] == [hospital]
    assert hospitals_found(admin, "").count() == 2


def test_hospital_names_only_the_services_that_one_sees():
    seho = SehoFactory()
    other = SehoFactory(hospital=seho.hospital)
    user = make_user(Role.COORDINATOR, seho)
    assert [found.seen_sehos for found in hospitals_found(user, seho.hospital.name)] == [[seho]]
    assert {*hospitals_found(make_user(Role.MINEDU), seho.hospital.name).get().seen_sehos} == {seho, other}


# --- services --------------------------------------------------------------------------------------


def test_overview_takes_the_agreement_that_ends_last_and_counts_people_of_today(today):
    seho = SehoFactory()
    AgreementFactory(seho=seho, ends_on=today - timedelta(days=1))
    AgreementFactory(seho=seho, ends_on=today + timedelta(days=30))
    teacher = make_user(Role.TEACHER, seho)
    add_post(teacher, Role.PSYCHOLOGIST, seho, day=today)
    make_user(Role.TEACHER, seho, membership__ends_on=today - timedelta(days=1))
    make_user(Role.VOLUNTEER, seho)
    make_user(Role.COORDINATOR)
    (row,) = (row for row in services_overview(make_user(Role.MINEDU), today=today) if row.seho == seho)
    assert (row.term.state, row.term.days_left, row.team_size) == (AgreementState.ENDING, 30, 2)
    assert row.needs_agreement


def test_closed_service_has_no_term_to_watch(today):
    SehoFactory(closed=True)
    (row,) = services_overview(make_user(Role.MINEDU), today=today)
    assert row.term is None
    assert not row.needs_agreement


def test_agreements_to_watch_are_of_services_in_operation_most_urgent_first(today):
    ending, expired, missing, valid = SehoFactory.create_batch(4)
    AgreementFactory(seho=ending, ending=True, day=today)
    AgreementFactory(seho=expired, expired=True, day=today)
    AgreementFactory(seho=valid, ends_on=today + timedelta(days=400))
    SehoFactory(planned=True)
    rows = agreements_to_watch(make_user(Role.MINEDU), today=today)
    assert [row.seho for row in rows] == [missing, expired, ending]


def test_overview_is_one_query_for_one_service_and_for_three(today, django_assert_num_queries):
    minedu = make_user(Role.MINEDU)
    assert minedu.scope.is_minedu
    for count in (1, 2):
        AgreementFactory.create_batch(count)
        with django_assert_num_queries(1):
            rows = services_overview(minedu, today=today)
            [(row.seho.hospital.name, row.seho.ugel.region.name) for row in rows]
    assert len(rows) == 3


def test_team_begins_with_the_coordination(today):
    seho = LearningSpaceFactory().seho
    for role in (Role.VOLUNTEER, Role.PSYCHOLOGIST, Role.TEACHER, Role.COORDINATOR):
        make_user(role, seho)
    make_user(Role.TEACHER)
    assert [post.role for post in team_of(seho, today=today)] == [
        Role.COORDINATOR,
        Role.TEACHER,
        Role.PSYCHOLOGIST,
        Role.VOLUNTEER,
    ]
