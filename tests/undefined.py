"""A variable that a template of this project does not know fails the test.

Django asks whether `string_if_invalid` is true at the very moment when it has found no such variable; the
answer here is to look at who asks. Templates of Django, crispy-forms and allauth may leave variables out, and
so may ours where a `default` says what stands in for them.
"""

import sys
from pathlib import Path
from types import FrameType

import pytest
from django.template.base import FilterExpression, Node

OURS = str(Path(__file__).resolve().parent.parent / "templates")
STAND_INS = {"default", "default_if_none"}


class Undefined(str):
    """The empty string, as in the real program, but not in silence."""

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if frame.f_code is FilterExpression.resolve.__code__ and not _stands_in(expression):
            name = _template_of(frame)
            if name.startswith(OURS):
                pytest.fail(f"{name}: the variable «{expression.token}» is not defined")
        return False


def _stands_in(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ in STAND_INS


def _template_of(frame: FrameType | None) -> str:
    """The file of the node that is being rendered."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""
