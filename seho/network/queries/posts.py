"""The team of a service: the minimum of art. 16.2, its posts, who is free to hold one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.network.enums import Contract, SehoManagement
from seho.network.models import Post, Seho
from seho.network.rules.posts import MINIMUM_TEAM, ContractNote, Seat, Term, contract_note, minimum_team


@dataclass(frozen=True)
class PostRow:
    post: Post
    vacant_since: date | None
    note: ContractNote | None


def posts_of(seho: Seho, *, today: date) -> list[PostRow]:
    """Those that go on first, each with what does not fit art. 30."""
    rows = Post.objects.filter(seho=seho).select_related("membership__user")
    posts = sorted(rows, key=lambda post: (_is_over(post, today), MINIMUM_TEAM.index(Role(post.role)), post.pk))
    return [
        PostRow(post, None if _is_over(post, today) else post.vacancy_on(today), _note(post, seho)) for post in posts
    ]


def _is_over(post: Post, today: date) -> bool:
    return post.ends_on is not None and post.ends_on < today


def _note(post: Post, seho: Seho) -> ContractNote | None:
    return contract_note(
        Role(post.role),
        Contract(post.contract),
        nexus_code=post.nexus_code,
        management=SehoManagement(seho.management),
    )


def minimum_teams(sehos: Iterable[Seho], *, today: date) -> dict[int, tuple[Seat, ...]]:
    """By service, in one query: who of art. 16.2 is there, and since when somebody is missing."""
    sehos = list(sehos)
    terms: dict[int, dict[Role, list[Term]]] = defaultdict(lambda: defaultdict(list))
    rows = Membership.objects.filter(seho__in=[seho.pk for seho in sehos], role__in=MINIMUM_TEAM, user__is_active=True)
    for seho_id, role, starts_on, ends_on in rows.order_by().values_list("seho_id", "role", "starts_on", "ends_on"):
        terms[seho_id][Role(role)].append(Term(starts_on, ends_on))
    return {seho.pk: minimum_team(terms[seho.pk], opened_on=seho.opened_on, today=today) for seho in sehos}


def holders_for(seho: Seho, *, today: date, post: Post | None = None) -> list[Membership]:
    """Who of the team may be put into a post: holds the role, and no other post that goes on."""
    taken = Post.objects.filter(seho=seho, ends_on=None, membership__isnull=False)
    if post is not None:
        taken = taken.exclude(pk=post.pk)
    rows = Membership.objects.filter(seho=seho, role__in=MINIMUM_TEAM).exclude(ends_on__lt=today)
    rows = rows.exclude(pk__in=taken.values("membership_id")).select_related("user")
    return sorted(rows, key=lambda row: (MINIMUM_TEAM.index(Role(row.role)), row.user.surnames, row.pk))
