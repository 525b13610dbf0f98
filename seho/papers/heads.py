"""What a service puts on every paper: letterhead, who signs, how it is called in a number, the mark of issue."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.network.models import Seho
from seho.papers import content
from seho.papers.codes import new_code
from seho.papers.queries import names_of
from seho.papers.verification import CODE_PAGE, PAGE
from seho.text import search_key


def letterhead_of(seho: Seho, today: date) -> content.Letterhead:
    names = names_of(today.year)
    return content.Letterhead(
        seho_name=f"Servicio Educativo Hospitalario de la {seho.ugel.name}" if seho.hide_hospital_name else seho.name,
        seho_code=seho.registration_code or "",
        ugel=seho.ugel.name,
        region=seho.ugel.region.title,
        place=seho.hospital.province if seho.hospital else seho.ugel.name.removeprefix("UGEL "),
        decade_name=names.decade_name,
        year_name=names.year_name,
    )


def signatures_of(seho: Seho, day: date, *wanted: Role) -> tuple[content.Signature, ...]:
    """Who holds these posts in the service on that day, one for each role at most two."""
    found = []
    posts = Membership.objects.active_on(day).filter(seho=seho).select_related("user").order_by("starts_on", "pk")
    for role in wanted:
        people = [post.user for post in posts if post.role == role][:2]
        found += [content.Signature(name=user.full_name, post=user.position or role.label) for user in people]
    return tuple(found)


def issuer_of(seho: Seho) -> str:
    """How the service is called in the number of a paper: its registration code, else its short name or its UGEL."""
    unnamed = seho.ugel.name if seho.hide_hospital_name else seho.short_name
    name = "-".join(search_key(seho.registration_code or unnamed).upper().split())
    return name if name.startswith("SEHO") else f"SEHO-{name}"


def new_mark(label: str, issued_on: date, *, signed: bool = False) -> content.IssueMark:
    code = new_code()
    page = f"{settings.SITE_URL}{reverse(PAGE)}"
    return content.IssueMark(
        number=label,
        code=code,
        verify_url=f"{settings.SITE_URL}{reverse(CODE_PAGE, args=[code])}",
        verify_page=page.removeprefix("https://").removeprefix("http://"),
        issued_on=issued_on,
        signed=signed,
    )
