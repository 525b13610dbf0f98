"""The pages of calendars and competencies."""

from datetime import date

import pytest
from django.urls import reverse

from seho.accounts.enums import Role
from seho.curriculum.enums import CalendarKind
from seho.curriculum.loading import load_curriculum
from seho.curriculum.models import SchoolCalendar
from tests.accounts.factories import make_user
from tests.curriculum.factories import PeriodFactory, SchoolCalendarFactory
from tests.network.factories import SchoolFactory, UgelFactory

pytestmark = pytest.mark.django_db

READERS = {
    Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU,
    Role.ADMIN,
}  # fmt: skip
MISSING = 987654321


def text(response):
    return response.content.decode()


def url(name, *args):
    return reverse(f"curriculum:{name}", args=args)


@pytest.fixture
def coordinator(client, today):
    user = make_user(Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["calendar_list", "competency_list", "school_calendar"])
@pytest.mark.parametrize("role", Role)
def test_pages_let_in(client, name, role, today):
    client.force_login(make_user(role))
    args = [SchoolFactory().pk] if name == "school_calendar" else []
    assert client.get(url(name, *args)).status_code == (200 if role in READERS else 403)


@pytest.mark.parametrize("name", ["calendar_list", "competency_list"])
def test_anonymous_is_sent_to_sign_in(client, name):
    assert client.get(url(name)).status_code == 302


@pytest.mark.parametrize("name", ["school_calendar", "calendar_edit", "calendar_drop"])
def test_school_that_is_not_there_is_not_found(client, coordinator, name):
    assert client.get(url(name, MISSING)).status_code == 404


def test_calendar_is_kept_by_coordinators_and_the_schools_ugel(client, today):
    ugel = UgelFactory()
    school = SchoolFactory(ugel=ugel)
    calendar = SchoolCalendarFactory(school=school)
    addresses = [url("calendar_edit", school.pk), url("calendar_drop", calendar.pk)]
    for user, status in (
        (make_user(Role.COORDINATOR), 200),
        (make_user(Role.UGEL_SPECIALIST, ugel), 200),
        (make_user(Role.UGEL_SPECIALIST), 403),
        (make_user(Role.TEACHER), 403),
        (make_user(Role.ADMIN), 403),
        (make_user(Role.DIRECTOR, school), 403),
    ):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [status] * 2
        if status == 403:
            assert [client.post(address, {}).status_code for address in addresses] == [403] * 2
    assert SchoolCalendar.objects.exists()


# --- reading ---------------------------------------------------------------------------------------


def test_list_shows_national_and_own_calendars(client, coordinator):
    SchoolCalendarFactory(with_periods=True, label="Calendario nacional 2026")
    SchoolCalendarFactory(school=SchoolFactory(name="40123 José Olaya"), kind=CalendarKind.TRIMESTER)
    SchoolCalendarFactory(school=SchoolFactory(name="Micaela Bastidas"))
    page = text(client.get(url("calendar_list")))
    for words in ("Calendario nacional 2026", "61 días", "En curso", "40123 José Olaya", "Trimestres"):
        assert words in page
    found = text(client.get(url("calendar_list"), {"q": "olaya"}))
    assert "40123 José Olaya" in found
    assert "Micaela" not in found
    assert "Ningún calendario propio" in text(client.get(url("calendar_list"), {"q": "nadie"}))


def test_list_before_anything_was_loaded_says_so(client, coordinator):
    assert "Todavía no se cargaron" in text(client.get(url("calendar_list")))
    assert "Todavía no se cargó el currículo" in text(client.get(url("competency_list")))


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_one_and_for_three(client, coordinator, django_assert_num_queries, count):
    SchoolCalendarFactory(with_periods=True)
    for _ in range(count):
        SchoolCalendarFactory(school=SchoolFactory(), with_periods=True)
    # Session, person, scope, national ones and their periods, count, own ones and their periods.
    with django_assert_num_queries(8):
        assert len(client.get(url("calendar_list")).context["page"].object_list) == count


def test_school_shows_the_calendar_and_window_that_hold(client, coordinator):
    school = SchoolFactory()
    page = text(client.get(url("school_calendar", school.pk)))
    assert "un bimestre se cuenta de 61 días" in page
    assert "Registrar calendario propio" in page
    SchoolCalendarFactory(with_periods=True)
    assert "Nacional" in text(client.get(url("school_calendar", school.pk)))
    SchoolCalendarFactory(school=school, starts_on=date(2026, 3, 2))
    page = text(client.get(url("school_calendar", school.pk)))
    assert "Propio" in page
    assert "Del 2 de marzo de 2026 al 31 de diciembre de 2026" in page
    assert "art. 5.7 a 5.9" in page


def test_teacher_reads_a_calendar_and_is_offered_no_change(client, today):
    calendar = SchoolCalendarFactory(school=SchoolFactory())
    client.force_login(make_user(Role.TEACHER))
    page = text(client.get(url("school_calendar", calendar.school_id)))
    assert "Retirar" not in page
    assert "Registrar" not in page


def test_competencies_are_read_by_level(client, coordinator):
    load_curriculum()
    page = text(client.get(url("competency_list"), {"nivel": "SECUNDARIA"}))
    for words in (
        "Desarrollo Personal, Ciudadanía y Cívica",
        "27. Gestiona proyectos de emprendimiento económico o social",
        "Crea propuestas de valor",
        "No se califica",
        "Área principal",
    ):
        assert words in page
    usual = client.get(url("competency_list"), {"nivel": "otro"})
    assert usual.context["level"].code == "PRIMARIA"


def test_competencies_are_read_in_few_queries(client, coordinator, django_assert_num_queries):
    load_curriculum()
    for level in ("PRITE", "SECUNDARIA"):
        # Session, person, scope, levels, areas, links with competencies, capacities.
        with django_assert_num_queries(7):
            client.get(url("competency_list"), {"nivel": level})


# --- writing ---------------------------------------------------------------------------------------


def data(kind, *spans, starts_on="2026-01-01", ends_on="2026-12-31"):
    typed = {"starts_on": starts_on, "ends_on": ends_on}
    for number, (start, end) in enumerate(spans, start=1):
        typed |= {f"start_{number}": start, f"end_{number}": end}
    return typed


def edit(school, kind, year=2026):
    return f"{url('calendar_edit', school.pk)}?anio={year}&tipo={kind}"


TRIMESTERS = (("2026-03-09", "2026-06-05"), ("2026-06-08", "2026-09-11"), ("2026-09-14", "2026-12-18"))


def test_own_calendar_is_registered(client, coordinator):
    school = SchoolFactory()
    response = client.post(edit(school, "TRIMESTER"), data("TRIMESTER", *TRIMESTERS), follow=True)
    assert "Se guardó el calendario 2026" in text(response)
    calendar = SchoolCalendar.objects.get(school=school)
    assert (calendar.kind, calendar.periods.count()) == ("TRIMESTER", 3)
    assert calendar.periods.get(number=3).ends_on == date(2026, 12, 18)


def test_form_asks_for_as_many_periods_as_the_kind_has(client, coordinator):
    school = SchoolFactory()
    for kind, count in (("BIMESTER", 4), ("TRIMESTER", 3), ("SEMESTER", 2), ("PROMOTIONAL", 3)):
        form = client.get(edit(school, kind)).context["form"]
        assert len(form.period_rows) == count


def test_form_begins_with_the_usual_kind_of_the_modality_and_this_year(client, coordinator):
    for school, kind in ((SchoolFactory(), "BIMESTER"), (SchoolFactory(alternative=True), "PROMOTIONAL")):
        context = client.get(url("calendar_edit", school.pk)).context
        assert (context["kind"], context["year"]) == (kind, 2026)
        assert context["form"]["starts_on"].value() == date(2026, 1, 1)


def test_form_shows_what_the_school_has_and_asks_anew_when_it_is_cut_otherwise(client, coordinator):
    calendar = SchoolCalendarFactory(school=SchoolFactory(), kind="SEMESTER", starts_on=date(2026, 2, 1))
    PeriodFactory(calendar=calendar, number=1, starts_on=date(2026, 3, 3), ends_on=date(2026, 7, 3))
    context = client.get(url("calendar_edit", calendar.school_id)).context
    assert (context["kind"], context["form"]["start_1"].value()) == ("SEMESTER", date(2026, 3, 3))
    form = client.get(edit(calendar.school, "BIMESTER")).context["form"]
    assert (form["starts_on"].value(), form["start_1"].value()) == (date(2026, 2, 1), None)


@pytest.mark.parametrize(("year", "kind"), [("1999", "SEMESTER"), ("x", "SEMESTER"), ("2026", "OTRO"), ("", "")])
def test_address_with_nonsense_shows_the_usual_form(client, coordinator, year, kind):
    response = client.get(edit(SchoolFactory(), kind, year))
    assert response.status_code == 200
    assert response.context["year"] == 2026


@pytest.mark.parametrize(
    ("spans", "field", "words"),
    [
        ([TRIMESTERS[0], ("2026-06-05", "2026-09-11"), TRIMESTERS[2]], "start_2", "antes de que termine"),
        ([TRIMESTERS[0], ("2026-09-11", "2026-06-08"), TRIMESTERS[2]], "start_2", "antes de empezar"),
        ([TRIMESTERS[0], TRIMESTERS[1], ("2026-09-14", "2027-01-02")], "start_3", "fuera del año"),
        ([TRIMESTERS[0], ("2026-06-08", ""), TRIMESTERS[2]], "end_2", "Escriba la fecha"),
        ([TRIMESTERS[0], ("2026-02-30", "2026-09-11"), TRIMESTERS[2]], "start_2", "fecha que exista"),
    ],
)
def test_wrong_period_is_told_beside_it_and_nothing_is_written(client, coordinator, spans, field, words):
    school = SchoolFactory()
    response = client.post(edit(school, "TRIMESTER"), data("TRIMESTER", *spans))
    assert words in str(response.context["form"].errors[field])
    assert 'value="2026-03-09"' in text(response)
    assert not SchoolCalendar.objects.exists()


def test_year_that_ends_before_it_starts_is_told(client, coordinator):
    typed = data("TRIMESTER", *TRIMESTERS, ends_on="2025-12-31")
    response = client.post(edit(SchoolFactory(), "TRIMESTER"), typed)
    assert "ends_on" in response.context["form"].errors


def test_promotional_periods_may_be_fewer_but_without_gaps(client, coordinator):
    school = SchoolFactory(alternative=True)
    gap = data("PROMOTIONAL", TRIMESTERS[0], ("", ""), TRIMESTERS[2])
    assert "start_2" in client.post(edit(school, "PROMOTIONAL"), gap).context["form"].errors
    half = data("PROMOTIONAL", TRIMESTERS[0], (TRIMESTERS[1][0], ""), ("", ""))
    assert "end_2" in client.post(edit(school, "PROMOTIONAL"), half).context["form"].errors
    one = data("PROMOTIONAL", TRIMESTERS[0], ("", ""), ("", ""))
    assert client.post(edit(school, "PROMOTIONAL"), one).status_code == 302
    assert SchoolCalendar.objects.get().periods.get().name == "I periodo promocional"


def test_own_calendar_is_dropped_after_saying_what_happens(client, coordinator):
    calendar = SchoolCalendarFactory(school=SchoolFactory())
    assert "Los documentos ya emitidos no cambian" in text(client.get(url("calendar_drop", calendar.pk)))
    assert SchoolCalendar.objects.exists()
    client.post(url("calendar_drop", calendar.pk))
    assert not SchoolCalendar.objects.exists()


def test_national_calendar_is_not_dropped(client, coordinator):
    calendar = SchoolCalendarFactory()
    assert client.post(url("calendar_drop", calendar.pk)).status_code == 404
    assert SchoolCalendar.objects.exists()
