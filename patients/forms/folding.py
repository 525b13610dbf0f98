"""Fields that most cases leave as they are stand folded, with their name; they open when something is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField


@dataclass(frozen=True)
class Part:
    """Fields side by side; `label` empty: not folded."""

    label: str
    fields: tuple[BoundField, ...]

    @property
    def is_open(self) -> bool:
        return any(field.errors for field in self.fields)


class FoldingMixin:
    """For a form: `folds` names the fields below each label."""

    folds: Mapping[str, Sequence[str]] = {}
    fields: Any
    __getitem__: Any

    def parts(self) -> Iterator[Part]:
        """All fields in their order; a fold stands where its first field would."""
        label_of = {name: label for label, names in self.folds.items() for name in names if name in self.fields}
        waiting: list[BoundField] = []
        told: set[str] = set()
        for name in self.fields:
            label = label_of.get(name)
            if label is None:
                waiting.append(self[name])
            elif label not in told:
                told.add(label)
                if waiting:
                    yield Part("", tuple(waiting))
                    waiting = []
                yield Part(label, tuple(self[one] for one in self.folds[label] if one in self.fields))
        if waiting:
            yield Part("", tuple(waiting))
