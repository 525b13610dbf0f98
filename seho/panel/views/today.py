"""Hoy: what is due for this person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.due import LATE
from seho.accounts.http import SignedRequest
from seho.accounts.policy import signed_in
from seho.clock import today
from seho.panel import figures, queries
from seho.panel.board.watch import watch_of
from seho.panel.views.scope import sees_rows

ROWS = 25
# Of the early signs of a supervisor so many stand one by one.
SIGNS = 8

# Of what is due, the less urgent are folded, and no page holds more than these.
MOST = 100


@signed_in
@require_GET
def today_page(request: SignedRequest) -> HttpResponse:
    """What is due for this person, most urgent first; then the way to the day's work."""
    day = today()
    user = request.user
    own = queries.own_work(user, day)
    watch = watch_of(user, day)
    rows = [] if watch and watch.is_wide else queries.service_rows(user, day, own)
    items = queries.due_today(user, day, own, rows)
    context = {
        "day": day,
        "items": items[:ROWS],
        "more": items[ROWS:MOST],
        "hidden": max(len(items) - MOST, 0),
        "late": sum(item.urgency == LATE for item in items),
        "acts": figures.acts_for(user),
        "watch": watch,
        "signs": watch.signs[:SIGNS] if watch else [],
        "more_signs": watch.signs[SIGNS:MOST] if watch else [],
        "rows": rows,
        "totals": figures.totals(rows, may_open=sees_rows(request)) if rows else watch.totals if watch else (),
    }
    return render(request, "panel/today.html", context)
