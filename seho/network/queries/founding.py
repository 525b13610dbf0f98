"""How far the proposals of new services are, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.network.enums import DossierPart, FoundingStep, SehoState
from seho.network.models import Agreement, DossierPaper, Proposal, Seho, SupervisionVisit
from seho.network.queries.closing import closings_waiting
from seho.network.rules.founding import AgreementFacts, Dossier, FoundingFacts, NextAct, PaperFacts, dossier

_URLS = {
    FoundingStep.CODE: "network:seho_code",
}


def facts_of(proposal: Proposal) -> FoundingFacts:
    """Of its own rows; read `proposals_in_progress` for several proposals."""
    seho = proposal.seho
    opinions = [opinion for opinion in proposal.opinions.all() if opinion.withdrawn_on is None]
    last = opinions[-1] if opinions else None
    papers = {paper.part: _paper(paper) for paper in proposal.papers.all()}
    return FoundingFacts(
        scope=seho.scope,
        opened_on=proposal.opened_on,
        grounds=proposal.grounds,
        demand=papers.get(DossierPart.DEMAND, PaperFacts()),
        costs=papers.get(DossierPart.COSTS, PaperFacts()),
        cost_posts=proposal.cost_posts,
        cost_materials=proposal.cost_materials,
        agreement=_agreement(seho.agreements.all()),
        asked_on=last.asked_on if last else None,
        verdict=last.verdict if last else "",
        opinion_on=last.issued_on if last else None,
        resolution_number=seho.resolution_number,
        resolution_on=seho.resolution_on,
        code_asked_on=proposal.code_asked_on,
        code=seho.registration_code or "",
        code_assigned_on=proposal.code_assigned_on,
        started_on=seho.opened_on if seho.state != SehoState.PLANNED else None,
        withdrawn_on=proposal.withdrawn_on,
    )


def dossier_of(proposal: Proposal, *, today: date) -> Dossier:
    return dossier(facts_of(proposal), today=today)


def proposal_of(seho: Seho) -> Proposal | None:
    rows = Proposal.objects.filter(seho=seho).select_related("seho__ugel", "resolution_file")
    return rows.prefetch_related("papers__file", "opinions__file", "seho__agreements").first()


def _paper(paper: DossierPaper) -> PaperFacts:
    return PaperFacts(paper.number, paper.issued_on, has_more=bool(paper.note or paper.file_id))


def _agreement(agreements: Iterable[Agreement]) -> AgreementFacts | None:
    """The one that ends last."""
    last = max(agreements, key=lambda agreement: (agreement.ends_on, agreement.pk), default=None)
    return AgreementFacts(last.signed_on, last.ends_on, last.contents) if last else None


# --- What is due ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class NetworkDue:
    """One thing of the network that waits for a person, as "Hoy" needs it."""

    kind: str
    text: str
    url: str
    act_label: str
    due_on: date | None
    is_late: bool = False


def proposals_in_progress(user: User) -> list[Proposal]:
    """Of services that this person sees and that do not work yet, or still wait for their code; none withdrawn."""
    rows = (
        Proposal.objects.visible_to(user)
        .filter(withdrawn_on=None)
        .exclude(seho__state__in=(SehoState.ACTIVE, SehoState.CLOSED), seho__registration_code__isnull=False)
    )
    rows = rows.exclude(seho__state=SehoState.CLOSED).select_related("seho__ugel")
    return list(rows.prefetch_related("papers", "opinions", "seho__agreements").order_by("opened_on", "pk"))


def due_for(user: User, today: date) -> list[NetworkDue]:
    """What the founding of services asks of this person (art. 37 to 39), and what was agreed at a visit."""
    found: list[NetworkDue] = []
    if user.scope.has(Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU):
        for proposal in proposals_in_progress(user):
            found += [
                _due(proposal, act) for act in dossier_of(proposal, today=today).waiting if _acts(user, act, proposal)
            ]
    if user.scope.has(Role.UGEL_SPECIALIST, Role.COORDINATOR):
        found += _visits_due(user, today)
    return found + _closings_due(user, today)


def _closings_due(user: User, today: date) -> list[NetworkDue]:
    """The next step of each closing that this person has to do (art. 33.1)."""
    return [
        NetworkDue(
            kind=f"closing_{demand.step.lower()}",
            text=f"{demand.words}: {closing.seho.short_name} ({demand.article})",
            url=reverse("network:closing", args=[closing.seho_id]),
            act_label="Ver el cierre",
            due_on=None,
        )
        for closing, demand in closings_waiting(user, today=today)
    ]


def _acts(user: User, act: NextAct, proposal: Proposal) -> bool:
    seho = proposal.seho
    if act.actor is Role.UGEL_SPECIALIST:
        return seho.ugel_id in user.scope.ugel_ids(Role.UGEL_SPECIALIST)
    if act.actor is Role.DRE_SPECIALIST:
        return seho.ugel.region_id in user.scope.region_ids(Role.DRE_SPECIALIST)
    return user.scope.is_minedu


def _due(proposal: Proposal, act: NextAct) -> NetworkDue:
    seho = proposal.seho
    name = _URLS.get(act.step, "network:founding")
    return NetworkDue(
        kind=f"founding_{act.step.lower()}",
        text=f"{act.words}: {seho.short_name} ({act.article})",
        url=reverse(name, args=[seho.pk]),
        act_label="Ver expediente" if name == "network:founding" else "Asignar código",
        due_on=None,
    )


def _visits_due(user: User, today: date) -> list[NetworkDue]:
    """What a visit agreed on and nobody said to be done, from the day on which it should be."""
    visits = SupervisionVisit.objects.visible_to(user).filter(met_on=None, due_on__lte=today).exclude(agreements="")
    return [
        NetworkDue(
            kind="visit_agreements",
            text=f"Acuerdos de la visita del {visit.visited_on:%d/%m/%Y} a {visit.seho.short_name} por cumplir",
            url=reverse("network:visits", args=[visit.seho_id]),
            act_label="Ver acuerdos",
            due_on=visit.due_on,
            is_late=visit.due_on is not None and visit.due_on < today,
        )
        for visit in visits.select_related("seho").order_by("due_on", "pk")[:20]
    ]
