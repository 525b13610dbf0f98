"""The setting of the conclusions, and the phrases that teams and persons keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import EvaluationRule, Phrase
from attendance.queries.evaluation_rules import RuleBook
from attendance.rules import LevelRules, check_service_rules, default_rules
from patients.services.writing import races_told, write
from seho.accounts import audit
from seho.curriculum.models import Competency
from seho.network.models import Seho

LONGEST_PHRASE = 400


def save_rules(*, by: Any, seho: Seho | None, rules: Mapping[str, LevelRules]) -> int:
    """The rules by level of school, of the country or of a service; what is no change of its ground is no row.

    Raises ValidationError with the fields `<level>-for_c` where a service asks for less than the country.
    """
    book = RuleBook()
    grounds = {level: book.national(level) if seho else default_rules(level) for level in rules}
    if seho:
        _refuse_weaker(grounds, rules)
    changed = 0
    with races_told(), transaction.atomic():
        known = {
            row.school_level: row for row in EvaluationRule.objects.select_for_update().filter(seho=seho).order_by("pk")
        }
        for level, asked in rules.items():
            changed += _save_rule(by, seho, level, asked, known.get(level), grounds[level])
    return changed


def _refuse_weaker(grounds: Mapping[str, LevelRules], rules: Mapping[str, LevelRules]) -> None:
    found = {
        f"{level}-{problem.field}": [problem.sentence]
        for level, asked in rules.items()
        for problem in check_service_rules(grounds[level], asked)
    }
    if found:
        raise ValidationError(found)


def _save_rule(
    by: Any, seho: Seho | None, level: str, asked: LevelRules, row: EvaluationRule | None, ground: LevelRules
) -> bool:
    values = asdict(asked)
    before = {name: getattr(row, name) for name in values} if row else asdict(ground)
    if values == before:
        return False
    if row is None:
        row = EvaluationRule(seho=seho, school_level=level)
    write(row, {**values, "changed_by": by})
    after = {"school_level": level, **values}
    audit.record(by=by, act="Cambió las reglas de la evaluación", obj=row, seho=seho, before=before, after=after)
    return True


def add_phrase(*, by: Any, seho: Seho, competency: Competency, level: str, text: str) -> Phrase:
    """One more phrase of the team; the same words twice are one phrase."""
    text = _checked(text)
    known = Phrase.objects.filter(seho=seho, competency=competency, level=level, text=text).first()
    if known is not None:
        return known
    with races_told(), transaction.atomic():
        row = write(Phrase(seho=seho, competency=competency, level=level, text=text, created_by=by))
        audit.record(by=by, act="Agregó una frase al banco", obj=row, seho=seho, after={"text": text})
    return row


def remove_phrase(*, by: Any, phrase: Phrase) -> None:
    """Of the team: gone from the bank; conclusions that began with it keep their words."""
    with transaction.atomic():
        audit.record(by=by, act="Quitó una frase del banco", obj=phrase, before={"text": phrase.text})
        phrase.delete()


def toggle_favourite(*, by: Any, competency: Competency, level: str, text: str) -> bool:
    """Keep these words as one's own, or let them go when they are; True when they are kept now.

    A habit of one person and nothing of a pupil's record, so it leaves no event.
    """
    text = _checked(text)
    with races_told(), transaction.atomic():
        gone, _ = Phrase.objects.filter(owner=by, competency=competency, level=level, text=text).delete()
        if not gone:
            write(Phrase(owner=by, competency=competency, level=level, text=text, created_by=by))
    return not gone


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": ["Escriba la frase."]})
    if len(text) > LONGEST_PHRASE:
        sentence = f"Una frase admite hasta {LONGEST_PHRASE} caracteres; esta tiene {len(text)}."
        raise ValidationError({"text": [sentence]})
    return text
