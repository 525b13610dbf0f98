"""Background checks (DCF 3.ª): how long one holds, what it opens, and what closes on the day after its last."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from patients.models import Patient
from seho.accounts.enums import CheckLaw, Role
from seho.accounts.models import BackgroundCheck, Membership, User
from seho.accounts.rules import Checked, CheckState, background_of, check_valid_until
from seho.accounts.scope import scope_of
from tests.accounts.factories import MembershipFactory, check, make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import AssignmentFactory, registered_pupil

DAY = date(2026, 6, 10)
ONE = timedelta(days=1)


# --- the rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked_on", "months", "until"),
    [
        (date(2026, 6, 10), 12, date(2027, 6, 10)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_term_in_months_ends_on_its_day_or_on_the_last_of_its_month(checked_on, months, until):
    assert check_valid_until(checked_on, months) == until


def three(valid_until: date, *, checked_on: date = date(2026, 1, 1)) -> list[Checked]:
    return [Checked(law, checked_on, valid_until) for law in CheckLaw]


@pytest.mark.parametrize(
    ("left", "state", "holds"),
    [
        (31, CheckState.GOOD, True),
        (30, CheckState.ENDS_SOON, True),
        (0, CheckState.ENDS_SOON, True),
        (-1, CheckState.EXPIRED, False),
    ],
)
def test_a_check_holds_to_its_last_day_and_is_told_thirty_days_before__dcf_3(left, state, holds):
    background = background_of(three(DAY + left * ONE), today=DAY)
    assert (background.state, background.holds) == (state, holds)


@pytest.mark.parametrize("law", CheckLaw)
def test_each_of_the_three_laws_is_needed__dcf_3(law):
    without = [one for one in three(DAY) if one.law != law]
    background = background_of(without, today=DAY)
    assert not background.holds
    assert background.wrong == f"{law.label}: sin verificar"
    ended = background_of([*without, Checked(law, date(2025, 1, 1), DAY - ONE)], today=DAY)
    assert (ended.holds, ended.wrong) == (False, f"{law.label}: venció el 09/06/2026")


def test_a_check_of_tomorrow_does_not_count_yet__dcf_3():
    assert not background_of(three(DAY + 90 * ONE, checked_on=DAY + ONE), today=DAY).holds
    assert background_of(three(DAY + 90 * ONE, checked_on=DAY), today=DAY).holds


def test_the_one_that_holds_longest_counts__dcf_3():
    older, newer = three(DAY - ONE, checked_on=date(2026, 6, 1)), three(DAY + 60 * ONE)
    assert background_of([*newer, *older], today=DAY).state == CheckState.GOOD


# --- what it opens and closes ---------------------------------------------------------------------


@pytest.fixture
def seho(db):
    return SehoFactory()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.INTERN])
def test_a_post_without_checks_in_force_keeps_its_role_and_reaches_nothing(seho, role):
    user = make_user(role, seho, membership__checked_until=DAY)
    open_scope, closed = scope_of(user, day=DAY), scope_of(user, day=DAY + ONE)
    assert (open_scope.seho_ids(role), open_scope.suspended_seho_ids) == ({seho.pk}, frozenset())
    assert (closed.seho_ids(), closed.suspended_seho_ids) == (frozenset(), {seho.pk})
    assert closed.has(role)


def test_whoever_was_never_checked_reaches_nothing(seho):
    user = make_user(Role.VOLUNTEER, seho, membership__checked_until=False)
    assert scope_of(user, day=DAY).seho_ids() == frozenset()


def test_one_law_of_three_is_not_enough_nor_twice_the_same(seho):
    post = MembershipFactory(volunteer=True, seho=seho, checked_until=False)
    for law in (CheckLaw.PUBLIC_SERVICE, CheckLaw.PUBLIC_SERVICE, CheckLaw.CARE_OF_MINORS):
        check(post, law, valid_until=DAY)
    assert scope_of(post.user, day=DAY).seho_ids() == frozenset()
    check(post, CheckLaw.TERRORISM_AND_ABUSE, valid_until=DAY)
    assert scope_of(User.objects.get(pk=post.user_id), day=DAY).seho_ids() == {seho.pk}


def test_a_withdrawn_check_opens_nothing(seho):
    user = make_user(Role.VOLUNTEER, seho)
    row = BackgroundCheck.objects.filter(membership__user=user, law=CheckLaw.PUBLIC_SERVICE)
    row.update(withdrawn_at="2026-06-09T12:00-05:00", withdrawn_reason="Era de otra persona")
    assert scope_of(user, day=DAY).suspended_seho_ids == {seho.pk}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST])
def test_the_team_is_warned_and_not_shut_out(seho, role):
    user = make_user(role, seho)
    post = user.memberships.get()
    assert not post.background_on(DAY).holds
    assert scope_of(user, day=DAY).seho_ids(role) == {seho.pk}


def test_the_checks_of_one_service_open_no_other(seho):
    user, other = make_user(Role.VOLUNTEER, seho), SehoFactory()
    MembershipFactory(volunteer=True, seho=other, user=user, checked_until=False)
    assert scope_of(user, day=DAY).seho_ids() == {seho.pk}


def test_the_scope_is_still_one_query(seho):
    user = make_user(Role.VOLUNTEER, seho)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        scope_of(user, day=DAY)
    assert len(queries) == 1


def test_an_assigned_pupil_is_gone_the_day_after_the_last__dcf_3(seho, today):
    patient = registered_pupil(seho, starts_on=date(2026, 5, 20), by=make_user(Role.COORDINATOR, seho))
    for until, seen in ((today, [patient]), (today - ONE, [])):
        user = make_user(Role.VOLUNTEER, seho, membership__checked_until=until)
        AssignmentFactory(episode=patient.episodes.get(), user=user, starts_on=date(2026, 5, 20))
        assert list(Patient.objects.visible_to(user)) == seen


# --- the database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_until": date(2019, 12, 31)},
        {"withdrawn_reason": "Sin momento"},
        {"withdrawn_at": "2026-06-09T12:00-05:00"},
    ],
)
def test_the_database_refuses_what_cannot_be(seho, wrong):
    make_user(Role.VOLUNTEER, seho)
    with pytest.raises(IntegrityError), transaction.atomic():
        BackgroundCheck.objects.update(**wrong)


def test_posts_without_checks_are_found_with_the_expired_ones(seho):
    good, ended = (MembershipFactory(teacher=True, seho=seho, checked_until=until) for until in (DAY, DAY - ONE))
    never = MembershipFactory(teacher=True, seho=seho)
    found = Membership.objects.filter(pk__in=[good.pk, ended.pk, never.pk]).without_checks_on(DAY)
    assert set(found) == {ended, never}
