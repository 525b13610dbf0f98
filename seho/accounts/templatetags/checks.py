"""The background checks of a post in templates: `{% load checks %}`."""

from __future__ import annotations

from datetime import date

from django import template

from seho.accounts.models import Membership
from seho.accounts.rules import Background

register = template.Library()


@register.filter
def background(post: Membership, day: date) -> Background:
    """How the three laws stand on that day: {% with background=post|background:today %}."""
    return post.background_on(day)
