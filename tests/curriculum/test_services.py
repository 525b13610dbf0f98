"""A school's own calendar: written whole, with its event, or not at all."""

from datetime import date
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.curriculum.enums import CalendarKind
from seho.curriculum.models import Period, SchoolCalendar
from seho.curriculum.services import PeriodErrors, drop_calendar, save_calendar
from tests.accounts.factories import make_user
from tests.curriculum.factories import BLOCKS_2026, SchoolCalendarFactory
from tests.network.factories import SchoolFactory

pytestmark = pytest.mark.django_db

TRIMESTERS = [
    (date(2026, 3, 9), date(2026, 6, 5)),
    (date(2026, 6, 8), date(2026, 9, 11)),
    (date(2026, 9, 14), date(2026, 12, 18)),
]


@pytest.fixture
def coordinator():
    return make_user(Role.COORDINATOR)


def save(by, school, **changes):
    values = {
        "year": 2026,
        "kind": CalendarKind.TRIMESTER,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "periods": TRIMESTERS,
    }
    return save_calendar(by=by, school=school, **values | changes)


def test_calendar_is_registered_with_its_periods(coordinator):
    school = SchoolFactory()
    calendar = save(coordinator, school)
    assert (calendar.modality, calendar.label) == ("EBR", "Calendario 2026")
    assert [(p.name, p.starts_on, p.ends_on) for p in calendar.periods.all()] == [
        (name, *span) for name, span in zip(("I trimestre", "II trimestre", "III trimestre"), TRIMESTERS, strict=True)
    ]
    event = AuditEvent.objects.get()
    assert (event.act, event.by) == ("Registró el calendario", coordinator)
    assert event.after["periodos"][0] == "I trimestre: 09/03/2026 – 05/06/2026"


def test_calendar_of_a_ceba_is_of_its_modality(coordinator):
    school = SchoolFactory(alternative=True)
    calendar = save(coordinator, school, kind=CalendarKind.PROMOTIONAL, periods=TRIMESTERS[:1])
    assert (calendar.modality, calendar.periods.get().name) == ("EBA", "I periodo promocional")


def test_correction_keeps_the_rows_that_levels_point_to(coordinator):
    school = SchoolFactory()
    save(coordinator, school)
    keys = [*Period.objects.values_list("pk", flat=True)]
    calendar = save(coordinator, school, kind=CalendarKind.SEMESTER, periods=TRIMESTERS[:2])
    assert [(period.pk, period.name) for period in calendar.periods.all()] == [
        (keys[0], "I semestre"),
        (keys[1], "II semestre"),
    ]
    assert SchoolCalendar.objects.count() == 1
    event = AuditEvent.objects.latest("pk")
    assert (event.act, event.before["kind"], event.after["kind"]) == (
        "Corrigió el calendario",
        "TRIMESTER",
        "SEMESTER",
    )


def test_calendar_of_another_year_is_another(coordinator):
    school = SchoolFactory()
    save(coordinator, school)
    save(coordinator, school, year=2025, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), periods=[])
    assert SchoolCalendar.objects.count() == 2


def test_overlapping_periods_say_which_one(coordinator):
    overlapping = [TRIMESTERS[0], (date(2026, 6, 5), date(2026, 9, 11))]
    with pytest.raises(PeriodErrors) as caught:
        save(coordinator, SchoolFactory(), periods=overlapping)
    assert list(caught.value.problems) == [1]
    assert not SchoolCalendar.objects.exists()
    assert not AuditEvent.objects.exists()


def test_year_that_ends_before_it_starts_is_refused(coordinator):
    with pytest.raises(ValidationError) as caught:
        save(coordinator, SchoolFactory(), ends_on=date(2025, 12, 31))
    assert list(caught.value.message_dict) == ["ends_on"]


def test_period_with_levels_is_not_dropped(coordinator):
    """Levels of higher floors protect a period; here the protection is played."""
    school = SchoolFactory()
    save(coordinator, school)
    protected = ProtectedError("levels point to it", set())
    with (
        patch("django.db.models.deletion.Collector.collect", side_effect=protected),
        pytest.raises(ValidationError, match="Ya hay evaluaciones"),
    ):
        save(coordinator, school, periods=TRIMESTERS[:1])
    assert Period.objects.count() == 3
    assert AuditEvent.objects.count() == 1


def test_dropped_calendar_leaves_the_national_one(coordinator):
    national = SchoolCalendarFactory(with_periods=True)
    calendar = save(coordinator, SchoolFactory())
    drop_calendar(by=coordinator, calendar=calendar)
    assert SchoolCalendar.objects.get() == national
    assert Period.objects.count() == len(BLOCKS_2026)
    event = AuditEvent.objects.latest("pk")
    assert (event.act, len(event.before["periodos"])) == ("Retiró el calendario propio", 3)


def test_calendar_with_levels_is_not_dropped(coordinator):
    calendar = save(coordinator, SchoolFactory())
    protected = ProtectedError("levels point to it", set())
    with (
        patch("django.db.models.deletion.Collector.collect", side_effect=protected),
        pytest.raises(ValidationError, match="Ya hay evaluaciones"),
    ):
        drop_calendar(by=coordinator, calendar=calendar)
    assert SchoolCalendar.objects.exists()
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("is_new", [True, False])
def test_nothing_is_written_when_the_audit_fails(coordinator, is_new):
    school = SchoolFactory()
    if not is_new:
        save(coordinator, school)
    before = [*Period.objects.values()]
    with (
        patch("seho.curriculum.services.audit.record", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        save(coordinator, school, periods=TRIMESTERS[:2], kind=CalendarKind.SEMESTER)
    assert [*Period.objects.values()] == before
