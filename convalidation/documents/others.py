"""The papers that stand beside those of art. 13.5 (art. 10.4, 14.1; R21)."""

from __future__ import annotations

from typing import Any

from attendance.queries import attended_days
from convalidation.documents.shared import Shared, areas_taught, lines, requester
from convalidation.queries.preview import Preview
from convalidation.queries.purposes import RegistrationPreview, ReturnPreview
from seho.papers import content


def participation(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.ParticipationConstancy:
    return content.ParticipationConstancy(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.coordination,
        dates=attended_days(preview.episode, preview.ends_on, preview.verdict.window.start),
        minutes=preview.summary.minutes,
        modality=shared.permanence.modality,
        areas=areas_taught(preview),
        requested_by=requester(preview),
    )


def communication(
    preview: RegistrationPreview, shared: Shared, mark: content.IssueMark | None
) -> content.OfficialCommunication:
    status, enrollment = preview.status, preview.enrollment
    assert status is not None, "a communication is due for a state"
    assert enrollment is not None, "it is addressed to the school of an enrolment"
    ugel = enrollment.school.ugel
    return content.OfficialCommunication(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.coordination,
        addressee=shared.addressee,
        registered_on=preview.episode.starts_on,
        state_letter=status.letter,
        state_words=status.get_letter_display(),
        previous_letter=preview.previous_letter,
        copies=(ugel.name,) if ugel else (),
    )


def return_report(preview: ReturnPreview, shared: Shared, mark: content.IssueMark | None) -> content.ReturnReport:
    told = preview.return_report
    return content.ReturnReport(
        **_of_the_return(preview, shared),
        mark=mark,
        addressee=shared.addressee,
        told_on=told.told_director_on if told else None,
    )


def family_return_report(
    preview: ReturnPreview, shared: Shared, mark: content.IssueMark | None
) -> content.FamilyReturnReport:
    told, guardian = preview.return_report, preview.facts.guardian
    post = guardian.get_relationship_display() if guardian else "Madre, padre, tutor(a) o apoderado(a)"
    return content.FamilyReturnReport(
        **_of_the_return(preview, shared),
        mark=mark,
        addressee=content.Addressee(name=guardian.full_name if guardian else "", post=post),
        told_on=told.told_guardian_on if told else None,
    )


def _of_the_return(preview: ReturnPreview, shared: Shared) -> dict[str, Any]:
    report = preview.return_report
    return {
        "letterhead": shared.letterhead,
        "pupil": shared.pupil,
        "signatures": shared.team,
        "permanence": shared.permanence,
        "learning_situation": report.learning_situation if report else "",
        "socioemotional_situation": report.socioemotional_situation if report else "",
        "recommendations": lines(report.recommendations) if report else (),
        "returns_on": preview.school_return.starts_on if preview.school_return else None,
    }
