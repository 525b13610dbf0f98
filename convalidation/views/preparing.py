"""Before the issue: parts marked done, texts read by a second person, wordings suggested and decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from convalidation import permissions, services
from convalidation.enums import Part, SuggestionDecision
from convalidation.forms import AskForm, SuggestForm
from convalidation.models import Suggestion
from convalidation.queries.preparing import Desk, TextState, colleagues_of, desk_of, preparing_url, text_now
from convalidation.queries.preview import Preview, packet_preview
from convalidation.views.asking import episode_or_404
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today

_NO_PART = "Esa parte no existe."


@roles(*TEAM)
@require_GET
def preparing(request: SignedRequest, pk: int) -> HttpResponse:
    """What each one's part lacks, the texts of the papers, who read them and what was suggested."""
    preview = _preview_asked(request, pk)
    return _page(request, preview, _ask_form(request, preview))


@roles(*TEAM)
@require_POST
def part(request: SignedRequest, pk: int) -> HttpResponse:
    """Who writes a part says that it is done, or takes that back."""
    preview = _preview_asked(request, pk)
    name = request.POST.get("part", "")
    if name not in Part:
        raise Http404(_NO_PART)
    require(permissions.can_mark_part(request.user, preview.episode, name))
    act = services.unmark_part if request.POST.get("undo") else services.mark_part
    return _told(request, preview, lambda: act(by=request.user, preview=preview, part=Part(name)))


@roles(*TEAM)
@require_POST
def ask(request: SignedRequest, pk: int) -> HttpResponse:
    preview = _preview_asked(request, pk)
    form = _ask_form(request, preview, request.POST)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            services.ask_proofreading(by=request.user, preview=preview, to=to)
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, f"Se pidió la lectura a {to.full_name}: lo verá en su página Hoy.")
            return redirect(_here(preview))
    return _page(request, preview, form)


@roles(*TEAM)
@require_POST
def finish_reading(request: SignedRequest, pk: int) -> HttpResponse:
    """Everything on the page was read; what changed since it was opened is told."""
    preview = _preview_asked(request, pk)
    seen = dict(one.split(":", 1) for one in request.POST.getlist("seen") if ":" in one)

    def act() -> None:
        changed = services.finish_proofreading(by=request.user, preview=preview, seen=seen)
        if changed:
            messages.warning(request, f"Cambió mientras usted leía, vuelva a leerlo: {', '.join(changed)}.")
        else:
            messages.success(request, "Gracias: los textos quedaron como leídos por usted.")

    return _told(request, preview, act)


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def suggest(request: SignedRequest, pk: int, target: str) -> HttpResponse:
    """One text and the wording that this person would give it."""
    preview = _preview_asked(request, pk)
    text = text_now(preview.episode, target)
    if text is None:
        raise Http404("Ese texto no está en los documentos.")
    require(permissions.can_suggest(request.user, preview.episode, text))
    state = desk_of(preview).text(target)
    if request.method == "GET" and state and state.suggestion and state.suggestion.suggested_by != request.user:
        messages.info(request, "Ya hay una sugerencia para este texto: primero se decide esa.")
        return redirect(f"{_here(preview)}#{target}")
    form = SuggestForm(request.POST or None, text=text, initial=_own_suggestion(request, state))
    if request.method == "POST" and form.is_valid():
        try:
            services.suggest(by=request.user, preview=preview, target=target, **form.cleaned_data)
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Se guardó su sugerencia. Otra persona del equipo la decidirá.")
            return redirect(f"{_here(preview)}#{target}")
    context = {"preview": preview, "text": text, "form": form, "back_url": _here(preview)}
    return render(request, "convalidation/preparing_suggest.html", context)


@roles(*TEAM)
@require_POST
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """Accept or decline a suggestion; who made it may withdraw it."""
    seen = Suggestion.objects.visible_to(request.user).select_related("preparation__episode__patient")
    found = get_object_or_404(seen, pk=pk)
    preparation, accepts = found.preparation, request.POST.get("decision") == SuggestionDecision.ACCEPTED
    text = text_now(preparation.episode, found.target)
    if text is not None and (accepts or found.suggested_by_id != request.user.pk):
        require(permissions.can_decide(request.user, preparation.episode, text, found.suggested_by_id))
    try:
        if accepts:
            services.accept(by=request.user, suggestion=found, today=today())
            messages.success(request, "Se aceptó la sugerencia: el texto ya dice lo propuesto.")
        else:
            services.decline(by=request.user, suggestion=found)
            messages.success(request, "El texto queda como está.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{preparing_url(preparation.episode, preparation.window_starts_on)}#{found.target}")


# --- what they share -------------------------------------------------------------------------------


def _preview_asked(request: SignedRequest, pk: int) -> Preview:
    """As the papers stand today, for who may prepare them; nonsense in the address means the last window."""
    episode = episode_or_404(request, pk)
    require(permissions.can_proofread(request.user, episode))
    try:
        window_start: date | None = date.fromisoformat(request.GET.get("desde", ""))
    except ValueError:
        window_start = None
    return packet_preview(episode, today(), window_start)


def _here(preview: Preview) -> str:
    return preparing_url(preview.episode, preview.verdict.window.start)


def _told(request: SignedRequest, preview: Preview, act: Callable[[], Any]) -> HttpResponse:
    """Do the act of a single button; what it refuses is a message on the page that it came from."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_here(preview))


def _ask_form(request: SignedRequest, preview: Preview, data: Any = None) -> AskForm:
    return AskForm(data, colleagues=colleagues_of(preview.episode.seho, preview.today, request.user))


def _page(request: SignedRequest, preview: Preview, form: AskForm) -> HttpResponse:
    desk, user, episode = desk_of(preview), request.user, preview.episode
    is_open = not desk.is_issued
    context = {
        "desk": desk,
        "preview": preview,
        "episode": episode,
        "form": form,
        "query": f"?desde={preview.verdict.window.start:%Y-%m-%d}",
        "parts": [
            {"state": one, "may_mark": is_open and bool(permissions.can_mark_part(user, episode, one.part))}
            for one in desk.parts
        ],
        "texts": [_text_row(request, desk, one) for one in desk.texts],
        "plan_texts": [one.paper_text for one in desk.texts if one.paper_text.is_fixed],
        "may_finish": is_open and any(permissions.can_suggest(user, episode, one.paper_text) for one in desk.texts),
        "may_issue": is_open and preview.is_ready and bool(permissions.can_issue(user, episode)),
    }
    return render(request, "convalidation/preparing.html", context)


def _text_row(request: SignedRequest, desk: Desk, state: TextState) -> dict[str, Any]:
    user, episode, text, row = request.user, desk.preview.episode, state.paper_text, state.suggestion
    is_mine = row is not None and row.suggested_by_id == user.pk
    is_open = not desk.is_issued
    may_decide = row is not None and permissions.can_decide(user, episode, text, row.suggested_by_id)
    return {
        "state": state,
        "may_suggest": is_open and (row is None or is_mine) and bool(permissions.can_suggest(user, episode, text)),
        "may_decide": is_open and bool(may_decide),
        "may_withdraw": is_open and is_mine,
        "is_own": text.author_id == user.pk,
        "is_open": is_open,
    }


def _own_suggestion(request: SignedRequest, state: TextState | None) -> dict[str, str]:
    row = state.suggestion if state else None
    if row is None or row.suggested_by_id != request.user.pk:
        return {}
    return {"proposed": row.proposed, "comment": row.comment}
