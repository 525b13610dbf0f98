"""Bands, papers due, corrections and egress (art. 13.5, 14.1; R19, R21, R25)."""

import pytest

from convalidation.rules import (
    FULL_PACKET,
    SHORT_PACKET,
    Band,
    PaperKind,
    ReturnReportDates,
    band_changes,
    band_of,
    egress_pending,
    papers_due,
    papers_due_untyped,
    return_report_due,
)
from tests.patients.rule_dates import on

K, P, IP, E = (
    PaperKind.CONSTANCY,
    PaperKind.PORTFOLIO,
    PaperKind.PROGRESS_REPORT,
    PaperKind.EDUCATION_PLAN,
)


@pytest.mark.parametrize(
    ("days", "band", "kinds"),
    [
        pytest.param(0, None, (), id="art-13.5-no-days"),
        pytest.param(1, Band.LT15, (K, P), id="art-13.5-1"),
        pytest.param(14, Band.LT15, (K, P), id="art-13.5-14-menor-a-15"),
        pytest.param(15, Band.D15_30, (K, P, IP, E), id="art-13.5-15-de-15-a-mas"),
        pytest.param(30, Band.D15_30, (K, P, IP, E), id="art-13.5-30"),
        pytest.param(31, Band.D31_90, (K, P, IP, E), id="art-13.5-31"),
        pytest.param(60, Band.D31_90, (K, P, IP, E), id="art-13.5-60"),
        pytest.param(61, Band.D31_90, (K, P, IP, E), id="art-13.5-61"),
        pytest.param(89, Band.D31_90, (K, P, IP, E), id="art-13.5-89"),
        pytest.param(90, Band.D31_90, (K, P, IP, E), id="art-13.5-90"),
        pytest.param(91, Band.D91, (K, P, IP, E), id="art-13.5-91"),
        pytest.param(366, Band.D91, (K, P, IP, E), id="art-13.5-whole-leap-year"),
    ],
)
def test_band_and_papers(days, band, kinds):
    due = papers_due(days)
    assert (band_of(days), due.kinds, due.article) == (band, kinds, "art. 13.5")
    if days:
        assert f"{days} día" in due.reason


def test_negative_days_are_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        band_of(-1)


def test_titles_of_the_papers_art_13_5():
    assert [kind.label for kind in FULL_PACKET] == [
        "Constancia de asistencia y participación",
        "Portafolio del estudiante",
        "Informe de progreso del estudiante-paciente",
        "Plan educativo personalizado",
    ]


def test_return_report_and_communication_are_not_of_the_packet():
    assert PaperKind.RETURN_REPORT not in FULL_PACKET
    assert PaperKind.OFFICIAL_COMMUNICATION not in FULL_PACKET


def test_untyped_attention_has_a_constancia_and_nothing_more_r21():
    assert papers_due_untyped(1).kinds == (PaperKind.PARTICIPATION,)
    assert "1 sesión de" in papers_due_untyped(1).reason
    assert "12 sesiones" in papers_due_untyped(12).reason
    assert papers_due_untyped(0).kinds == ()


@pytest.mark.parametrize("band", list(Band))
def test_return_report_is_due_in_every_band_art_14_1(band):
    assert return_report_due(band).kinds == (PaperKind.RETURN_REPORT, PaperKind.FAMILY_RETURN_REPORT)
    assert return_report_due(band).article == "art. 14.1"


def test_no_return_report_without_attention():
    assert return_report_due(None).kinds == ()


# --- Corrections (R25) -----------------------------------------------------------------------


def test_correction_within_the_band_leaves_the_papers():
    change = band_changes(Band.D31_90, Band.D31_90)
    assert (change.replace, change.added, change.dropped) == (False, (), ())


@pytest.mark.parametrize(
    ("old", "new", "added", "dropped"),
    [
        pytest.param(Band.LT15, Band.D15_30, (IP, E), (), id="R25-up"),
        pytest.param(Band.D15_30, Band.LT15, (), (IP, E), id="R25-back-dated-discharge"),
        pytest.param(Band.D31_90, Band.D91, (), (), id="R25-same-papers-other-band"),
        pytest.param(Band.LT15, None, (), (K, P), id="R25-never-attended"),
    ],
)
def test_correction_that_changes_the_band_proposes_to_replace_r25(old, new, added, dropped):
    change = band_changes(old, new)
    assert (change.replace, change.added, change.dropped) == (True, added, dropped)
    assert old.label in change.reason


def test_nothing_issued_is_nothing_to_replace_r25():
    assert not band_changes(None, Band.LT15).replace
    assert band_changes(None, Band.LT15).added == SHORT_PACKET


@pytest.mark.parametrize(("before", "now", "words"), [(False, True, "debe llevar"), (True, False, "ya no debe")])
def test_levels_that_become_due_replace_too_r25(before, now, words):
    change = band_changes(Band.D31_90, Band.D31_90, graded_before=before, graded_now=now)
    assert (change.replace, change.added) == (True, ())
    assert words in change.reason


# --- Egress ----------------------------------------------------------------------------------

TOLD = ReturnReportDates(on(5, 20), on(5, 20), on(5, 21), on(5, 21))


def test_complete_egress_owes_nothing():
    assert egress_pending(FULL_PACKET, set(FULL_PACKET), TOLD) == ()


def test_missing_papers_and_reports_are_listed_art_13_5_and_14_1():
    pending = egress_pending(FULL_PACKET, {K, P, E}, ReturnReportDates(told_guardian_on=on(5, 20)))
    assert pending[0] == ("Falta emitir: Informe de progreso del estudiante-paciente.", "art. 13.5")
    sentence, article = pending[1]
    assert sentence.startswith("Falta el informe de reincorporación verbal a la dirección de la IE, escrito a la")
    assert sentence.endswith("familia y escrito a la dirección de la IE.")
    assert article == "art. 14.1"
    assert len(pending) == 2
