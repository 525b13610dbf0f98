"""What the views of this room share: the pupil that this person may open, a service tried, the page of one
act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from patients.models import Patient
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.network.forms.districts import DistrictInput

Result = TypeVar("Result")

READERS = (*TEAM, *HELPERS, Role.UGEL_SPECIALIST, Role.DIRECTOR)
TELLERS = (*TEAM, Role.FOCAL_POINT, Role.DIRECTOR)


def pupil_or_404(request: SignedRequest, pk: int) -> Patient:
    """The pupil, when this person may open the file at all; a stranger's answer is that of a pupil who is
    not.
    """
    seen = Patient.objects.visible_to(request.user).select_related("mother_tongue").prefetch_related("episodes__seho")
    return get_object_or_404(seen, pk=pk)


def attempt(form: Any, act: Callable[[], Result]) -> Result | None:
    """Do it; what the service refuses stands beside the fields of the form, and None comes back."""
    try:
        return act()
    except ValidationError as error:
        form.show_refusal(error)
        return None


def pupil_act_page(
    request: SignedRequest,
    patient: Patient,
    title: str,
    form: Any,
    act_label: str,
    *,
    tab: str = "patients:detail",
    **more: Any,
) -> HttpResponse:
    """One act on a pupil; the way back leads to the tab that it belongs to."""
    back_url = reverse(tab, args=[patient.pk])
    return act_page(
        request, title=title, form=form, act_label=act_label, back_url=back_url, back_label=str(patient), **more
    )


def act_page(
    request: SignedRequest,
    *,
    title: str,
    form: Any,
    act_label: str,
    back_url: str,
    back_label: str,
    lead: str = "",
    notes: tuple[str, ...] = (),
    article: str = "",
    is_danger: bool = False,
) -> HttpResponse:
    """One act on one page: its form, what follows from it, the button that names it."""
    context = {
        "title": title,
        "form": form,
        "act_label": act_label,
        "back_url": back_url,
        "back_label": back_label,
        "lead": lead,
        "has_places": any(isinstance(field.widget, DistrictInput) for field in form.fields.values()),
        "notes": notes,
        "article": article,
        "is_danger": is_danger,
        "is_multipart": form.is_multipart(),
    }
    return render(request, "patients/act.html", context, status=200)
