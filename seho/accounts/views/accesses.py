"""Who read what of the own service."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from seho.accounts import forms, queries
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles

PER_PAGE = 50


@roles(Role.COORDINATOR)
@require_GET
def access_log(request: SignedRequest) -> HttpResponse:
    form = forms.AccessFilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    events = queries.accesses(
        request.user,
        q=chosen.get("q", ""),
        kind=chosen.get("tipo", ""),
        first=chosen.get("desde"),
        last=chosen.get("hasta"),
    )
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    lines = queries.access_lines(page.object_list)
    return render(request, "accounts/access_log.html", {"form": form, "page": page, "lines": lines})
