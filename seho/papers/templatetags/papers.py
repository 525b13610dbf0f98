"""Filters of the papers: `{% load papers %}`."""

from django import template

from seho import text
from seho.papers.engine import IMAGE_SCHEME

register = template.Library()

register.filter("date_long", text.date_long)
register.filter("date_short", text.date_short)
register.filter("days_words", text.days_words)
register.filter("month_year", text.month_year)


@register.filter
def image_address(key: str) -> str:
    """Where the engine serves the paper's own image from."""
    return f"{IMAGE_SCHEME}{key}"


@register.filter
def sessions_words(number: int) -> str:
    """veintiuna (21) sesiones."""
    return f"{text.number_words(number, before='f')} ({number}) {'sesión' if number == 1 else 'sesiones'}"


@register.filter
def duration(minutes: int) -> str:
    """12 horas y 30 minutos; decimals of an hour are never printed."""
    hours, rest = divmod(minutes, 60)
    parts = [text.plural(hours, "hora", "horas")] if hours else []
    if rest or not hours:
        parts.append(text.plural(rest, "minuto", "minutos"))
    return " y ".join(parts)


@register.filter
def inside_sentence(post: str) -> str:
    """ "Coordinadora educativa" -> "coordinadora educativa"; "UGEL…" stays as it is."""
    return post if post[:2].isupper() else post[:1].lower() + post[1:]
