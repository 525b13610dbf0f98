"""What anybody may know of a certificate, and whether those that were issued are as they were issued."""

from __future__ import annotations

from collections.abc import Iterator

from attendance.models import HelperCertificate
from seho.accounts.enums import Role
from seho.clock import lima_date
from seho.papers.models import PaperCounter
from seho.papers.templatetags.papers import duration
from seho.papers.verification import Checked, Fault, KnownFile, Verified, wrong_bytes
from seho.text import date_short, initials

CHUNK = 500
SERIES = "HELPER_CERTIFICATE"
SILENCE = "Por protección de la persona, aquí se muestran solo sus iniciales."


def certificate_of(code: str) -> Verified | None:
    """The certificate of a code, normalised: its kind, period, hours and the initials, enough to compare."""
    row = HelperCertificate.objects.filter(code=code).select_related("helper").first()
    if row is None:
        return None
    return Verified(
        title="Certificado de prácticas" if row.role == Role.INTERN else "Certificado de voluntariado",
        label=row.label,
        issuer=row.content["letterhead"]["seho_name"],
        issued_on=row.issued_on,
        is_valid=row.is_valid,
        state_label="Vigente" if row.is_valid else "Anulado",
        annulled_on=lima_date(row.annulled_at) if row.annulled_at else None,
        files=(KnownFile(row.label, row.sha256),),
        facts=(
            ("Iniciales", initials(*_names(row))),
            ("Periodo", f"Del {date_short(row.starts_on)} al {date_short(row.ends_on)}"),
            ("Tiempo", duration(row.minutes)),
        ),
        silence=SILENCE,
    )


def _names(row: HelperCertificate) -> tuple[str, str]:
    surnames, _, given = str(row.content["holder_name"]).partition(", ")
    return surnames, given


def certificate_faults(checked: Checked) -> Iterator[Fault]:
    """Altered, removed or out of order; counts into `checked`."""
    last: dict[tuple[int, int], int] = {}
    for row in HelperCertificate.objects.order_by("seho_id", "year", "number").iterator(CHUNK):
        checked.documents += 1
        if what := wrong_bytes(row.path, row.sha256):
            yield Fault(row.label, what)
        if row.seal != row.expected_seal():
            yield Fault(row.label, "su registro fue alterado")
        if row.number != last.get((row.seho_id, row.year), 0) + 1:
            yield Fault(row.label, "su número no es el que sigue")
        last[row.seho_id, row.year] = row.number
    for counter in PaperCounter.objects.filter(series__startswith=f"{SERIES}:").order_by("series", "year"):
        seho_id = int(counter.series.partition(":")[2])
        if counter.last != last.get((seho_id, counter.year), 0):
            words = f"el contador llegó a {counter.last} y faltan certificados"
            yield Fault(f"{counter.series} {counter.year}", words)
