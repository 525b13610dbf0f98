"""What every template may use: icons, Spanish dates and numbers, the places of the program, charts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.accounts.policy import policy_of
from seho.accounts.sessions import browser_lock
from seho.text import date_long, date_short, date_weekday, plural

register = template.Library()

# --- The program and its places ------------------------------------------------------------------


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def is_demo() -> bool:
    return bool(settings.SEHO_DEMO)


class Place(NamedTuple):
    """A main place of the program; the policy of its view says who may enter."""

    url_name: str
    label: str
    icon: str


class NavItem(NamedTuple):
    label: str
    icon: str
    url: str
    active: bool


PUPILS = "patients:list"
# The tabs of a pupil stand in several rooms; their addresses name the pupil so.
_OF_A_PUPIL = re.compile(r"/estudiantes?/\d+/")

# In the order of a pupil's journey. A place without an address yet stays hidden.
PLACES = (
    Place("panel:today", "Hoy", "house-door"),
    Place(PUPILS, "Estudiantes", "people"),
    Place("attendance:today", "Atención", "journal-check"),
    Place("convalidation:list", "Documentos", "file-earmark-text"),
    Place("convalidation:returns", "Retorno", "backpack"),
    Place("panel:dashboard", "Tablero", "bar-chart"),
    Place("network:home", "Red", "diagram-3"),
)


@register.simple_tag(takes_context=True)
def nav_items(context: template.Context) -> list[NavItem]:
    """The places that this person may enter, the present one marked."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    found = [(place, url) for place in PLACES if (url := url_or_empty(place.url_name)) and _may_enter(user, url)]
    pupils = [url for place, url in found if place.url_name == PUPILS and _OF_A_PUPIL.search(request.path)]
    here = max(pupils or (url for _, url in found if _leads_to(url, request.path)), key=len, default="")
    return [NavItem(place.label, place.icon, url, url == here) for place, url in found]


def _may_enter(user: User, url: str) -> bool:
    match = resolve(url)
    policy = policy_of(match.func, match.namespaces)
    return policy is not None and policy.admits(user)


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@register.simple_tag
def url_or_empty(name: str, *args: Any) -> str:
    """The address of a url name, or "" while nobody answers it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def role_labels(user: User) -> list[str]:
    """The roles that a person holds today, in words."""
    return [str(role.label) for role in Role if role in user.scope.roles]


@register.simple_tag(takes_context=True)
def draft_key(context: template.Context) -> str:
    """What locks the drafts kept in this person's browser: whoever signs in next cannot read them."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return browser_lock(user)


@register.simple_tag
def query_fields(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    """The query of the address as pairs, for hidden fields of a form that must keep the other filters."""
    return [(name, value) for name, values in request.GET.lists() if name not in without for value in values]


# --- Icons ---------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite. With a label it speaks; without one it is decoration."""
    return _icon(static("icons.svg"), name, label, css)


@lru_cache(maxsize=500)
def _icon(sprite: str, name: str, label: str, css: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true"),
        sprite,
        name,
    )


STATE_ICONS = {
    "good": "check-circle-fill",
    "due": "clock",
    "late": "exclamation-triangle-fill",
    "info": "info-circle",
    "waiting": "hourglass-split",
    "draft": "pencil",
    "off": "slash-circle",
    "neutral": "circle",
}


@register.filter
def state_icon(state: str) -> str:
    """The icon that always goes with a state of a badge, a figure or a thing due."""
    return STATE_ICONS.get(state, STATE_ICONS["neutral"])


@register.simple_tag
def badge(label: str, state: str = "", icon_name: str = "") -> SafeString:
    """A state: icon, word, colour; `components/badge.html` says which states there are. Quick, for long lists."""
    drawn = "" if state == "type" and not icon_name else icon(icon_name or (state_icon(state) if state else "circle"))
    return format_html('<span class="badge badge-{}">{}{}</span>', state or "neutral", drawn, label)


_LEVEL_STATES = {"success": "good", "warning": "due", "error": "late", "info": "info", "debug": "neutral"}


@register.filter
def level_state(level_tag: str) -> str:
    """The state that shows a level of django.contrib.messages."""
    return _LEVEL_STATES.get(level_tag, "info")


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """The address that takes an act back: `messages.success(request, "…", extra_tags=f"undo={url}")`."""
    tags = (extra_tags or "").split()
    return next((tag.removeprefix("undo=") for tag in tags if tag.startswith("undo=")), "")


# --- Dates and numbers ---------------------------------------------------------------------------


def _day(value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def fecha(value: date | datetime | None) -> str:
    """5 de marzo de 2026."""
    day = _day(value)
    return date_long(day) if day else ""


@register.filter
def fecha_corta(value: date | datetime | None) -> str:
    """05/03/2026."""
    day = _day(value)
    return date_short(day) if day else ""


@register.filter
def fecha_dia(value: date | datetime | None) -> str:
    """jueves 5 de marzo."""
    day = _day(value)
    return date_weekday(day) if day else ""


@register.filter
def hora(value: datetime | None) -> str:
    """14:30, in Lima."""
    if not isinstance(value, datetime):
        return ""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


@register.filter
def dias(value: int | None) -> str:
    """1 día, 23 días."""
    return "" if value is None else plural(int(value), "día", "días")


@register.filter
def cuenta(value: int | None, words: str) -> str:
    """3 sesiones: `{{ n|cuenta:"sesión,sesiones" }}`."""
    singular, plural_form = words.split(",")
    return "" if value is None else plural(int(value), singular, plural_form)


@register.filter
def es_number(value: float | Decimal | None, places: int | None = None) -> str:
    """1,234.5; with `places` always that many decimals."""
    if value is None or value == "":
        return ""
    if places is None:
        return f"{value:,}" if isinstance(value, int | Decimal) else f"{value:,.10g}"
    return f"{value:,.{places}f}"


# --- Charts --------------------------------------------------------------------------------------


class Bar(NamedTuple):
    """One value of a chart; lengths are percentages of the drawing, so that it fits any width."""

    label: str
    value: float
    share: str
    url: str
    x: str = "0"
    y: str = "0"
    middle: str = "0"
    width: str = "0"


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _points(rows: Iterable[Sequence[Any]]) -> list[tuple[str, float, str]]:
    return [(str(row[0]), row[1] or 0, str(row[2]) if len(row) > 2 else "") for row in rows]


@register.simple_tag
def bars(rows: Iterable[Sequence[Any]]) -> list[Bar]:
    """Lying bars from (label, value) or (label, value, url); the longest one fills the width."""
    points = _points(rows)
    largest = max((value for _, value, _ in points), default=0) or 1
    return [Bar(label, value, _percent(value / largest), url) for label, value, url in points]


@register.simple_tag
def columns(rows: Iterable[Sequence[Any]]) -> list[Bar]:
    """Standing bars in the order given; a quarter of the height is for the numbers and the words."""
    points = _points(rows)
    largest = max((value for _, value, _ in points), default=0) or 1
    step = 1 / (len(points) or 1)
    drawn = []
    for place, (label, value, url) in enumerate(points):
        height = 0.74 * value / largest
        drawn.append(
            Bar(
                label,
                value,
                _percent(height),
                url,
                x=_percent(step * (place + 0.18)),
                y=_percent(0.86 - height),
                middle=_percent(step * (place + 0.5)),
                width=_percent(step * 0.64),
            )
        )
    return drawn


# --- Small reading aids ---------------------------------------------------------------------------


@register.filter
def item(values: Sequence[Any], place: int) -> Any:
    """The value at a place, for two lists that go side by side."""
    return values[place]


@register.simple_tag
def query_value(request: HttpRequest, name: str) -> str:
    """What the address holds under that name, or ""."""
    return request.GET.get(name, "")
