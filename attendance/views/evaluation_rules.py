"""When a conclusion is needed: the rules of the country, and what a service adds to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from attendance import services
from attendance.forms.evaluation import RulesForm
from attendance.permissions import can_set_rules
from attendance.queries import RuleBook
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.curriculum.models import Level
from seho.network.models import Seho


@roles(*TEAM, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def rules(request: SignedRequest) -> HttpResponse:
    """The administrator sees those of the country, the team those of its service (`?servicio=` among several)."""
    sehos = list(Seho.objects.filter(pk__in=request.user.scope.seho_ids(*TEAM)))
    asked = request.GET.get("servicio", "")
    seho = next((one for one in sehos if str(one.pk) == asked), sehos[0] if sehos else None)
    if asked and seho is not None and str(seho.pk) != asked:
        get_object_or_404(Seho.objects.none())
    may_set = can_set_rules(request.user, seho.pk if seho else None)
    if request.method == "POST":
        require(may_set)
    forms = _forms(request, seho)
    if request.method == "POST" and not any(form.errors for form in forms) and _save(request, seho, forms):
        messages.success(request, "Reglas guardadas: valen desde ahora.")
        return redirect(request.get_full_path())
    context = {"seho": seho, "sehos": sehos, "forms": forms, "may_set": bool(may_set)}
    return render(request, "attendance/evaluation/rules.html", context)


def _forms(request: SignedRequest, seho: Seho | None) -> list[RulesForm]:
    book = RuleBook()
    sent: Any = request.POST if request.method == "POST" else None
    return [
        RulesForm(
            sent,
            level=level,
            rules=book.of(seho.pk, level.code) if seho else book.national(level.code),
            is_national=seho is None,
        )
        for level in Level.objects.all()
    ]


def _save(request: SignedRequest, seho: Seho | None, forms: list[RulesForm]) -> bool:
    asked = {form.level.code: form.rules() for form in forms}
    try:
        services.save_rules(by=request.user, seho=seho, rules=asked)
    except ValidationError as refusal:
        by_prefix = {form.prefix: form for form in forms}
        for name, errors in refusal.message_dict.items():
            prefix, _, field = name.rpartition("-")
            for error in errors:
                by_prefix[prefix].add_error(field, error)
        return False
    return True
