"""What anybody may know of a paper whose code they hold, and who answers for which codes.

Each app that issues papers answers for its own: `register` in `AppConfig.ready`. No answer names a pupil, a school or
anything of health.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import SuspiciousFileOperation

from seho.files import is_intact
from seho.papers.codes import normalize

# The page where a code is typed, and that of one code; any app's papers lead there.
PAGE, CODE_PAGE = "convalidation:verify", "convalidation:verify_code"

ABOUT_A_PUPIL = "Por protección de la o el estudiante, aquí no se muestra su nombre."


@dataclass(frozen=True)
class KnownFile:
    """A file that the service issued or kept, by the hash of its content; `is_copy`: signed after it was issued."""

    name: str
    sha256: str
    is_copy: bool = False


@dataclass(frozen=True)
class Verified:
    """`replaced_by` is the number of the paper that stands in its place.

    `signatures` tells of signatures with a certificate when and how sure, never whose: the PDF itself says it.
    `facts` are what else of the paper may be compared; `silence` says what is not shown, and why.
    """

    title: str
    label: str
    issuer: str
    issued_on: date
    is_valid: bool
    state_label: str
    annulled_on: date | None = None
    replaced_by: str = ""
    parts: tuple[str, ...] = ()
    files: tuple[KnownFile, ...] = ()
    signatures: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    silence: str = ABOUT_A_PUPIL


@dataclass(frozen=True)
class Fault:
    """A paper that is not as it was issued: how it is called, and what is wrong with it, in words."""

    label: str
    what: str


@dataclass
class Checked:
    """How many were looked at: a check of nothing must say so."""

    documents: int = 0
    packets: int = 0


# A normalised code -> its paper. What was counted -> what is wrong.
Answer = Callable[[str], Verified | None]
FindFaults = Callable[[Checked], Iterator[Fault]]
_ANSWERS: list[Answer] = []
_FAULTS: list[FindFaults] = []


def register(answer: Answer, find_faults: FindFaults) -> None:
    _ANSWERS.append(answer)
    _FAULTS.append(find_faults)


def verified(typed: str) -> Verified | None:
    """The paper of a code as a person types it; None for any that is not."""
    code = normalize(typed)
    return next((paper for answer in _ANSWERS if (paper := answer(code))), None) if code else None


def wrong_bytes(path: str, sha256: str) -> str:
    """What is wrong with a stored file that should have this hash; empty when it has."""
    try:
        intact = is_intact(path) and sha256 in path
    except FileNotFoundError:
        return "falta su archivo"
    except SuspiciousFileOperation:
        return "su registro no nombra un archivo"
    return "" if intact else "su archivo fue alterado"


def faults(checked: Checked) -> Iterator[Fault]:
    """Every paper of every app that is not as it was issued; counts into `checked`."""
    for find in _FAULTS:
        yield from find(checked)
