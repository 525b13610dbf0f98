"""The team of a service: its minimum, its posts and who holds them; visits (art. 16, 30, 38, 39)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.enums import TEAM_ROLES, Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import Membership
from seho.accounts.permissions import require
from seho.clock import today
from seho.network.forms.resources import MetForm, PostForm, VisitForm
from seho.network.models import Post, Seho, SupervisionVisit
from seho.network.permissions import can_supervise
from seho.network.queries import minimum_teams, posts_of, team_of
from seho.network.queries.posts import holders_for
from seho.network.queries.resources import visits_of
from seho.network.rules.posts import MINIMUM_TEAM
from seho.network.services import posts as services
from seho.network.services import supervision
from seho.network.views.asking import act, managed_seho, permitted_seho, readers, seho_or_404, service_page

TEAM, VISITS = "network:team", "network:visits"
HELPERS = sorted(TEAM_ROLES - set(MINIMUM_TEAM))


@readers
@require_GET
def team(request: SignedRequest, pk: int) -> HttpResponse:
    """The minimum team, the posts and who is there today."""
    seho = seho_or_404(request, pk)
    posts = posts_of(seho, today=today())
    held = {row.post.membership_id for row in posts}
    people = team_of(seho, today=today())
    return service_page(
        request, seho, TEAM, "network/team.html",
        seats=[(seat, seat.days_vacant(today())) for seat in minimum_teams([seho], today=today())[seho.pk]],
        posts=posts,
        without_post=[one for one in people if one.role in MINIMUM_TEAM and one.pk not in held],
        helpers=[one for one in people if one.role in HELPERS],
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_post(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    told = {"starts_on": today(), "client_id": uuid.uuid4(), "hours": 30}
    form = PostForm(request.POST or None, holders=_holders(seho), initial=told)
    return act(
        request, seho, form,
        lambda values: services.add_post(
            by=request.user, seho=seho, today=today(), **values | {"client_id": values["client_id"] or uuid.uuid4()}
        ),
        title="Nuevo puesto del equipo", button="Registrar puesto", said="Se registró el puesto.", back=TEAM,
        notes=_NOTES, article="art. 16 y 30",
    )  # fmt: skip


_NOTES = (
    "El equipo cuenta como mínimo con coordinación, docente y psicóloga o psicólogo (art. 16.2).",
    "Docentes: plaza vacante codificada en Nexus; la UGEL evalúa cada año atender con plazas excedentes.",
    "No docentes, y quien no cuenta con plaza docente: CAS.",
)


@readers
@require_http_methods(["GET", "POST"])
def edit_post(request: SignedRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, post.seho_id)
    form = PostForm(request.POST or None, instance=post, holders=_holders(seho, post))
    del form.fields["client_id"]
    return act(
        request, seho, form,
        lambda values: services.change_post(by=request.user, post=post, today=today(), **values),
        title="Puesto del equipo", button="Guardar puesto", said="Se guardó el puesto.", back=TEAM,
        notes=_NOTES, article="art. 16 y 30",
    )  # fmt: skip


def _holders(seho: Seho, post: Post | None = None) -> Any:
    """As a choice of the form: those who are free, and whoever holds it now."""
    pks = [row.pk for row in holders_for(seho, today=today(), post=post)]
    if post is not None and post.membership_id:
        pks.append(post.membership_id)
    return Membership.objects.filter(pk__in=pks).select_related("user")


# --- Visits ----------------------------------------------------------------------------------------


@readers
@require_GET
def visits(request: SignedRequest, pk: int) -> HttpResponse:
    seho = seho_or_404(request, pk)
    can_visit = bool(can_supervise(request.user, seho))
    return service_page(request, seho, VISITS, "network/visits.html", rows=visits_of(seho), can_visit=can_visit)


@readers
@require_http_methods(["GET", "POST"])
def add_visit(request: SignedRequest, pk: int) -> HttpResponse:
    seho = permitted_seho(request, pk, can_supervise)
    form = VisitForm(request.POST or None, initial={"visited_on": today()})
    office = seho.ugel if seho.ugel_id in request.user.scope.ugel_ids(Role.UGEL_SPECIALIST) else seho.ugel.region
    return act(
        request, seho, form,
        lambda values: supervision.record_visit(
            by=request.user, seho=seho, client_id=values["client_id"], office=str(office),
            visited_on=values["visited_on"], points=form.answers(), note=values["note"],
            agreements=values["agreements"], due_on=values["due_on"], today=today(),
        ),
        title="Visita de supervisión", button="Registrar visita", said="Se registró la visita.", back=VISITS,
        notes=(
            "La UGEL monitorea, evalúa y da asistencia técnica; la DRE supervisa la provisión de bienes y a la UGEL.",
            "La coordinación del servicio lee lo observado y lo acordado.",
            "No escriba nombres de estudiantes ni datos de su salud.",
        ),
        article="art. 38.d, 38.g y 39.d a 39.h",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def meet_agreements(request: SignedRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(SupervisionVisit.objects.visible_to(request.user).select_related("seho__ugel"), pk=pk)
    require(can_supervise(request.user, visit.seho))
    form = MetForm(request.POST or None, initial={"met_on": today()})
    return act(
        request, visit.seho, form,
        lambda values: supervision.meet_agreements(by=request.user, visit=visit, today=today(), **values),
        title="Acuerdos cumplidos", lead=visit.agreements, button="Dar por cumplidos",
        said="Se dieron por cumplidos los acuerdos.", back=VISITS,
    )  # fmt: skip
