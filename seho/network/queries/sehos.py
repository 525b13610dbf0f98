"""Reads over the network."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from seho.accounts.enums import TEAM_ROLES, Role
from seho.accounts.models import Membership, User
from seho.network.enums import AgreementState, SehoState
from seho.network.models import Agreement, Hospital, School, Seho
from seho.network.rules import AgreementTerm, agreement_term, school_query_words
from seho.paging import in_order
from seho.text import search_key

# --- Services ------------------------------------------------------------------------------------


class ServiceRow(NamedTuple):
    """A service as the list shows it. A closed service has no term to watch."""

    seho: Seho
    term: AgreementTerm | None
    team_size: int

    @property
    def needs_agreement(self) -> bool:
        return self.term is not None and self.term.state is not AgreementState.VALID


def services_overview(user: User, *, today: date) -> list[ServiceRow]:
    """The services that ``user`` may see, with the term of their agreement and the size of their team."""
    last_agreement = Agreement.objects.filter(seho=OuterRef("pk")).order_by().values("seho")
    posts = Membership.objects.filter(seho=OuterRef("pk"), role__in=TEAM_ROLES).active_on(today)
    sehos = (
        Seho.objects.visible_to(user)
        .select_related("ugel__region", "hospital", "proposal")
        .annotate(
            agreement_ends_on=Subquery(last_agreement.annotate(last=Max("ends_on")).values("last")),
            team_size=Coalesce(
                Subquery(
                    posts.order_by().values("seho").annotate(n=Count("user", distinct=True)).values("n"),
                    output_field=IntegerField(),
                ),
                0,
            ),
        )
    )
    return [
        ServiceRow(
            seho,
            None if seho.state == SehoState.CLOSED else agreement_term(seho.agreement_ends_on, today=today),
            seho.team_size,
        )
        for seho in sehos
    ]


def agreements_to_watch(user: User, *, today: date) -> list[ServiceRow]:
    """Services in operation whose agreement is missing, expired or ends within 90 days, most urgent first."""
    rows = [
        row
        for row in services_overview(user, today=today)
        if row.seho.state == SehoState.ACTIVE and row.needs_agreement
    ]
    return sorted(rows, key=lambda row: (row.term.ends_on if row.term else None) or date.min)


def team_of(seho: Seho, *, today: date) -> list[Membership]:
    """The posts of the team today: coordination first, volunteers and interns last."""
    posts = Membership.objects.filter(seho=seho).active_on(today).select_related("user")
    order = list(Role)
    return sorted(posts, key=lambda post: (order.index(Role(post.role)), post.user.surnames, post.pk))


# --- Hospitals -----------------------------------------------------------------------------------


def hospitals_found(user: User, text: str) -> QuerySet[Any]:
    """The hospitals whose name, place or code holds each word of ``text``, and ``seen_sehos``.

    Those are the services there. Both only as far as ``user`` may see them.
    """
    words = search_key(text[:_LONGEST_QUERY]).split()[:_MOST_WORDS]
    services = Prefetch("sehos", Seho.objects.visible_to(user), to_attr="seen_sehos")
    return Hospital.objects.visible_to(user).with_words(words).prefetch_related(services)


# --- Schools -------------------------------------------------------------------------------------

# Of a search that finds more than this, some are ordered and shown: the person types another word anyway.
_POOL = 300
_LONGEST_QUERY = 120
_MOST_WORDS = 8


def search_schools(text: str, *, limit: int = 20) -> list[School]:
    """Schools found by código modular, local code, name, level or place, best first.

    Each word typed begins a word of the school; accents, case and order are ignored. Open schools come before
    closed ones, whole words before beginnings, then by name and code.
    """
    words = school_query_words(text[:_LONGEST_QUERY])[:_MOST_WORDS]
    pool = (
        School.objects.with_words(words, at_most=_POOL)
        .order_by()
        .values_list("pk", "is_active", "search_text", "name", "modular_code", "annex")
    )

    def rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
        _, is_active, search_text, *name_and_code = row
        whole = set(search_text.split())
        return (not is_active, sum(word not in whole for word in words), *name_and_code)

    return _in_order(row[0] for row in sorted(pool, key=rank)[:limit])


def schools_to_confirm(user: User, *, limit: int = 50) -> list[School]:
    """Schools registered by hand, the last ones first."""
    found = School.objects.visible_to(user).filter(is_provisional=True).order_by("-pk")
    return list(found.select_related("ugel")[:limit])


def _in_order(pks: Iterable[int]) -> list[School]:
    wanted = list(pks)
    return in_order(School.objects.select_related("ugel").in_bulk(wanted), wanted)
