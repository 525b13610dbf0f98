"""From the opening of a form to its saving: counted without a script, capped, and never at the cost of the entry."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from seho import entries
from seho.entries import LONGEST_SECONDS, EntryKind, timed

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("America/Lima"))
COOKIE = "opened_session"


@pytest.fixture
def told(monkeypatch):
    """What is told, instead of kept."""
    told = []
    monkeypatch.setattr(entries, "_listeners", [told.append])
    return told


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@timed(EntryKind.SESSION)
def form(request):
    """Saves whatever is sent, but for «refused»."""
    if request.method == "POST" and "refused" not in request.POST:
        entries.made(request, seho_id=7, happened_on=date(2026, 6, 9))
        return HttpResponse(status=302)
    return HttpResponse()


@timed(EntryKind.SESSION, goes_on=True)
def later_page(request):
    return form.__wrapped__(request)


def get(view=form, cookie=None):
    return _ask(view, RequestFactory().get("/"), cookie)


def post(view=form, cookie=None, **data):
    return _ask(view, RequestFactory().post("/", data), cookie)


def _ask(view, request, cookie):
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return view(request)


def test_the_time_goes_from_the_opening_to_the_saving(told, clock):
    opened = get().cookies[COOKIE]
    clock.shift(42)
    answer = post(cookie=opened.value)
    assert [(one.kind, one.seho_id, one.happened_on, one.saved_on, one.seconds) for one in told] == [
        ("SESSION", 7, date(2026, 6, 9), date(2026, 6, 10), 42)
    ]
    assert answer.cookies[COOKIE].value == "", "the next entry begins anew"


def test_the_cookie_is_read_by_the_server_alone(told, clock):
    cookie = get().cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == LONGEST_SECONDS


def test_a_form_that_came_back_goes_on_counting(told, clock):
    opened = get().cookies[COOKIE].value
    clock.shift(30)
    assert COOKIE not in post(cookie=opened, refused="1").cookies
    assert told == []
    clock.shift(30)
    post(cookie=opened)
    assert told[0].seconds == 60


@pytest.mark.parametrize(("waited", "seconds"), [(LONGEST_SECONDS, LONGEST_SECONDS), (LONGEST_SECONDS + 1, None)])
def test_half_an_hour_is_the_longest(told, clock, waited, seconds):
    opened = get().cookies[COOKIE].value
    clock.shift(waited)
    post(cookie=opened)
    assert told[0].seconds == seconds


@pytest.mark.parametrize("cookie", [None, "", "1781110800", "1781110800:abc:def"])
def test_what_was_not_opened_here_has_no_time(told, clock, cookie):
    post(cookie=cookie)
    assert told[0].seconds is None


def test_later_pages_of_one_form_do_not_begin_anew(told, clock):
    assert COOKIE not in get(later_page).cookies
    opened = get().cookies[COOKIE].value
    clock.shift(100)
    get(later_page, opened)
    clock.shift(100)
    post(later_page, opened)
    assert told[0].seconds == 200


def test_what_is_not_kept_costs_the_entry_nothing(monkeypatch, clock, caplog):
    def broken(entry):
        raise IntegrityError("no room")

    monkeypatch.setattr(entries, "_listeners", [broken])
    assert post().status_code == 302
    assert "not kept" in caplog.text


def test_nothing_is_told_of_a_page_that_was_only_read(told, clock):
    get()
    assert told == []
