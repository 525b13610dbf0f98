"""Papers of many pupils at once: who is due in a service, how a batch went, and what one ZIP holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from convalidation.enums import BatchItemState, SignatureKind
from convalidation.models import Batch, BatchItem, IssuedDocument, Packet, SignedCopy
from convalidation.queries.due.issuing import periods_owing
from convalidation.queries.many import egress_previews, period_previews
from convalidation.queries.owed import episodes_owing_papers
from convalidation.queries.preview import Check, Preview
from patients.due import LATER, NOW, SOON, DueItem
from patients.models import Episode
from seho.accounts.enums import Role
from seho.jobs.enums import JobState
from seho.jobs.models import Job

# How long Hoy tells of a batch that ended well.
TOLD_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Candidate:
    """The papers of one time in the service in one academic window: ready, or with what is missing."""

    preview: Preview

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.episode.pk}:{self.window_starts_on:%Y-%m-%d}"

    @property
    def episode(self) -> Episode:
        return self.preview.episode

    @property
    def window_starts_on(self) -> date:
        return self.preview.verdict.window.start

    @property
    def missing(self) -> list[Check]:
        return self.preview.blocking

    @property
    def is_ready(self) -> bool:
        return not self.missing


def candidates(seho_id: int, today: date) -> list[Candidate]:
    """Who ended the time in this service and has no papers yet (art. 13.5), the oldest first."""
    episodes = episodes_owing_papers(today).filter(seho_id=seho_id).order_by("ends_on", "pk")
    previews = egress_previews(_whole(episodes), today)
    return [Candidate(one) for one in previews if one.kinds and one.issued is None and not one.verdict.is_provisional]


def period_candidates(seho_id: int, today: date, until: date) -> list[Candidate]:
    """Who goes on in attention and has no papers of the period that ended on `until` (R18), by name."""
    keys = [one.episode.pk for one in periods_owing([seho_id], today) if one.until == until]
    episodes = Episode.objects.filter(pk__in=keys).order_by("patient__search_name", "pk")
    previews = period_previews(_whole(episodes), today, until)
    return [Candidate(one) for one in previews if one.kinds and one.issued is None]


def period_ends(seho_id: int, today: date) -> list[date]:
    """The days on which periods ended whose papers are due, the last one first."""
    return sorted({one.until for one in periods_owing([seho_id], today)}, reverse=True)


def _whole(episodes: QuerySet[Episode]) -> list[Episode]:
    related = ("patient__mother_tongue", "seho__ugel__region", "seho__hospital")
    return list(episodes.select_related(*related))


def batch_items(batch: Batch) -> QuerySet[BatchItem]:
    """Those that failed first."""
    items = batch.items.select_related("episode__patient", "packet")
    documents = Prefetch("packet__documents", IssuedDocument.objects.order_by("pk"))
    return items.prefetch_related(documents).order_by("state", "pk")


def issued_in(batch: Batch) -> QuerySet[Packet]:
    items = BatchItem.objects.filter(batch=batch, state=BatchItemState.ISSUED)
    found: QuerySet[Packet] = Packet.objects.filter(pk__in=items.values("packet_id"))
    return found


def zip_files(packets: QuerySet[Packet], user: Any) -> list[tuple[str, str]]:
    """The name in a ZIP and the stored file of each packet: its first number tells which it is, and nobody's name.

    Behind it come the signed copies of its papers that `user` may have, each by the number of its paper. Only those
    whose signature was checked: of a scan nobody can say that it is the paper.
    """
    intact = SignedCopy.objects.visible_to(user).filter(is_intact=True).exclude(kind=SignatureKind.OWN)
    papers = IssuedDocument.objects.order_by("pk").prefetch_related(Prefetch("signed_copies", intact))
    used: set[str] = set()
    files = []
    for packet in packets.prefetch_related(Prefetch("documents", papers)).order_by("issued_at", "pk"):
        documents = packet.documents.all()
        files.append((_unused(used, _file_name(documents[0]), packet.code), packet.path))
        for document in documents:
            name = f"{_file_name(document)}-firmado"
            files += [(_unused(used, name, copy.sha256), copy.path) for copy in document.signed_copies.all()]
    return files


def _unused(used: set[str], name: str, code: str) -> str:
    """Two services number alike, and a paper may be signed twice."""
    if name in used:
        name = f"{name}-{code[:8]}"
    used.add(name)
    return f"{name}.pdf"


def _file_name(document: IssuedDocument) -> str:
    return f"{document.label.partition(' N.°')[0].replace(' ', '-')}-{document.number:03d}-{document.year}"


def jobs_told(user: Any) -> list[DueItem]:
    """For Hoy: what was asked to be issued together goes on, ended, or waits for somebody to go on with it."""
    if not user.scope.has(Role.COORDINATOR):
        return []
    since = timezone.now() - TOLD_FOR
    jobs: QuerySet[Job] = Job.objects.visible_to(user).filter(batch__isnull=False).exclude(ended_at__lt=since)
    return [_told(job) for job in jobs.select_related("batch")]


def _told(job: Job) -> DueItem:
    words = f"{job.title}: {job.done} de {job.total}"
    page = job.batch.get_absolute_url()
    if job.is_open:
        return DueItem("batch", f"{words}, en curso", page, "Ver avance", None, LATER, None)
    if job.state == JobState.STOPPED:
        return DueItem("batch", f"{words}, se interrumpió", page, "Continuar", None, NOW, None)
    if job.failed:
        return DueItem("batch", f"{words}; {job.failed} no se pudieron emitir", page, "Ver por qué", None, NOW, None)
    return DueItem("batch", f"{words}, listo", page, "Ver y descargar", None, SOON, None)
