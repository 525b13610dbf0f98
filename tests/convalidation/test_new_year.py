"""R5: a time in the service that goes over 31 December has its papers in each academic window."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from convalidation.queries import episodes_owing_papers, packet_preview, packet_previews
from convalidation.rules import Band, PaperKind
from convalidation.services import issue_packet
from tests.convalidation.factories import ready_episode

pytestmark = pytest.mark.django_db
EGRESS = date(2026, 1, 20)
TODAY = date(2026, 1, 22)


@pytest.fixture
def over_new_year(cast):
    """1 December 2025 to 20 January 2026: 31 days in one window and 20 in the next."""
    return ready_episode(cast.seho, by=cast.coordinator, days=51, ends_on=EGRESS, school=cast.school)


def test_each_window_counts_its_own_days_r5(over_new_year):
    first, second = packet_previews(over_new_year, TODAY)
    assert (first.starts_on, first.ends_on) == (date(2025, 12, 1), date(2025, 12, 31))
    assert (second.starts_on, second.ends_on) == (date(2026, 1, 1), EGRESS)
    assert (first.verdict.days, first.verdict.band) == (31, Band.D31_90)
    assert (second.verdict.days, second.verdict.band) == (20, Band.D15_30)


def test_both_are_issued_and_neither_twice(over_new_year, cast):
    for window_start in (date(2025, 1, 1), date(2026, 1, 1)):
        packet = issue_packet(
            by=cast.coordinator, episode=over_new_year, client_id=uuid.uuid4(), today=TODAY, window_start=window_start
        )
        assert packet.window_starts_on == window_start
        assert PaperKind.EDUCATION_PLAN in {document.kind for document in packet.documents.all()}
    assert list(over_new_year.packets.order_by("starts_on").values_list("days_stay", flat=True)) == [31, 20]
    with pytest.raises(ValidationError, match="ya fueron emitidos"):
        issue_packet(
            by=cast.coordinator,
            episode=over_new_year,
            client_id=uuid.uuid4(),
            today=TODAY,
            window_start=date(2025, 1, 1),
        )


def test_it_is_owed_until_both_are_issued(over_new_year, cast):
    assert over_new_year in episodes_owing_papers(TODAY)
    issue_packet(by=cast.coordinator, episode=over_new_year, client_id=uuid.uuid4(), today=TODAY)
    assert over_new_year in episodes_owing_papers(TODAY), "the papers of the first year are still owed"
    issue_packet(
        by=cast.coordinator,
        episode=over_new_year,
        client_id=uuid.uuid4(),
        today=TODAY,
        window_start=date(2025, 1, 1),
    )
    assert over_new_year not in episodes_owing_papers(TODAY)


def test_who_is_still_in_attention_gets_the_papers_of_the_year_that_ended(over_new_year):
    type(over_new_year).objects.filter(pk=over_new_year.pk).update(ends_on=None, end_reason="")
    over_new_year.patient.stays.update(ends_on=None)
    over_new_year.refresh_from_db()
    first, second = packet_previews(over_new_year, TODAY)
    assert not first.verdict.is_provisional
    assert second.verdict.is_provisional
    assert over_new_year in episodes_owing_papers(TODAY)
    assert packet_preview(over_new_year, TODAY).verdict == second.verdict, "the present window by default"


def test_a_time_within_one_year_has_one_window(cast):
    assert len(packet_previews(ready_episode(cast.seho, by=cast.coordinator, days=20), date(2026, 6, 8))) == 1
