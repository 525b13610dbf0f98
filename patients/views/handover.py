"""The pupils and notices of a service that closes pass to another one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from patients.forms.handover import HandoverForm
from patients.permissions import can_hand_over
from patients.queries.handover import open_episodes, open_referrals
from patients.services.handover import HandedOver, hand_over
from patients.views.asking import act_page, attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho
from seho.text import plural


@roles(Role.COORDINATOR, Role.UGEL_SPECIALIST)
@require_http_methods(["GET", "POST"])
def handover(request: SignedRequest, pk: int) -> HttpResponse:
    seho = get_object_or_404(Seho.objects.visible_to(request.user), pk=pk)
    require(can_hand_over(request.user, seho))
    episodes, referrals = list(open_episodes(seho)), list(open_referrals(seho))
    if not episodes and not referrals:
        messages.info(request, "Nadie queda por pasar a otro servicio.")
        return redirect("network:closing", pk)
    form = HandoverForm(
        request.POST or None, seho=seho, episodes=episodes, referrals=referrals, initial={"ends_on": today()},
        reads_referrals=seho.pk in request.user.scope.seho_ids(Role.COORDINATOR),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = {"episodes": [], "referrals": [], **form.cleaned_data}
        done = attempt(form, lambda: hand_over(by=request.user, seho=seho, today=today(), **values))
        if done is not None:
            messages.success(request, f"{_told(done)}: {values['to']} los verá en su página «Hoy».")
            return redirect("network:closing", pk)
    return act_page(
        request, title="Pasar a otro servicio", form=form, act_label="Pasar a otro servicio", article="art. 10.1, 33",
        back_url=reverse("network:closing", args=[pk]), back_label=f"Cierre de {seho.short_name}",
        lead="El servicio está en cierre: nadie queda sin atención. Marque a quienes pasan al mismo servicio; puede "
        "repetirlo con los demás.",
        notes=(
            "La atención de cada estudiante se cierra aquí ese día, y el otro equipo recibe su aviso con nombre.",
            "El equipo que recibe lo registra con la autorización de su familia y lee entonces su expediente completo.",
            "Los días de ambos servicios se suman en el año escolar; el día del traslado cuenta una sola vez.",
            "Los documentos que les corresponden por su permanencia se emiten antes de la resolución de cierre.",
        ),
    )  # fmt: skip


def _told(done: HandedOver) -> str:
    parts = []
    if done.pupils:
        parts.append(plural(done.pupils, "estudiante", "estudiantes"))
    if done.referrals:
        parts.append(plural(done.referrals, "aviso", "avisos"))
    return "Pasaron a otro servicio " + " y ".join(parts)
