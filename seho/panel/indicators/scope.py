"""Of which services figures are, and who may ask for them: the country, a region, a UGEL, a service.

A scope comes from what a person holds at this moment (`user.scope`): a membership that ended gives nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices
from django.http import Http404

from seho.accounts.enums import Role
from seho.network.enums import SehoState
from seho.network.models import Region, Seho, Ugel

# So many services at most are computed at each look.
FEW_SERVICES = 4


class ScopeKind(TextChoices):
    """The value stands in the address."""

    COUNTRY = "pais", "País"
    REGION = "dre", "DRE o GRE"
    UGEL = "ugel", "UGEL"
    SERVICE = "seho", "SEHO"


@dataclass(frozen=True)
class Extent:
    """Which services, whoever asks: what is kept is kept of these."""

    kind: ScopeKind
    pk: int | None
    seho_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """As the address names it: `pais`, `dre-12`."""
        return self.kind.value if self.pk is None else f"{self.kind.value}-{self.pk}"

    @property
    def is_wide(self) -> bool:
        """Too many services to be computed at each look."""
        return len(self.seho_ids) > FEW_SERVICES


@dataclass(frozen=True)
class Scope:
    """Some services under one title, as one person may see them.

    `seho_ids` are those that opened one day, also when they closed since; empty in a UGEL without services.
    `sees_rows`: the lists behind the figures open. `is_suppressed`: cells under 5 persons are not told.
    `is_own`: the person holds a post in this very unit; otherwise they look into a part of it.
    """

    kind: ScopeKind
    pk: int | None
    title: str
    seho_ids: tuple[int, ...]
    sees_rows: bool
    is_suppressed: bool
    is_own: bool = True

    @property
    def key(self) -> str:
        return self.extent.key

    @property
    def query(self) -> dict[str, str]:
        return {"ambito": self.key}

    @property
    def extent(self) -> Extent:
        return Extent(self.kind, self.pk, self.seho_ids)


def scopes_of(user: Any) -> list[Scope]:
    """Every scope this person may ask for: what they hold first, then what lies in it, the wider before the smaller.

    Coordinator: own services, exactly and with rows. UGEL: itself and its services, with rows and suppressed. DRE:
    its region and what lies in it, figures alone and suppressed. MINEDU: the country and every part of it, exactly.
    """
    held = user.scope
    if not held.has(Role.COORDINATOR, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU):
        return []
    found: dict[str, Scope] = {}
    for scope in _of_network(_Reach(user)):
        found.setdefault(scope.key, scope)
    return sorted(found.values(), key=lambda scope: not scope.is_own)


def scope_asked(user: Any, values: Mapping[str, str], scopes: list[Scope] | None = None) -> Scope:
    """The scope that an address names (`ambito`), the widest of the person's own without it; not theirs: 404."""
    known = scopes_of(user) if scopes is None else scopes
    asked = values.get("ambito", "").strip()
    for scope in known:
        if not asked or scope.key == asked:
            return scope
    raise Http404("No such scope.")


def wide_extents() -> list[Extent]:
    """Every scope of which figures are kept, the country first."""
    of_regions: dict[int, list[int]] = defaultdict(list)
    of_ugels: dict[int, list[int]] = defaultdict(list)
    everywhere = []
    for pk, ugel_id, region_id in _opened(Seho.objects.all()).values_list("pk", "ugel_id", "ugel__region_id"):
        everywhere.append(pk)
        of_ugels[ugel_id].append(pk)
        of_regions[region_id].append(pk)
    found = [Extent(ScopeKind.COUNTRY, None, tuple(everywhere))]
    found += [Extent(ScopeKind.REGION, pk, tuple(ids)) for pk, ids in of_regions.items()]
    found += [Extent(ScopeKind.UGEL, pk, tuple(ids)) for pk, ids in of_ugels.items()]
    return [extent for extent in found if extent.is_wide]


def _opened(sehos: Any) -> Any:
    return sehos.exclude(state=SehoState.PLANNED).order_by("short_name", "pk")


@dataclass(frozen=True)
class _Reach:
    """Through which posts a person reaches a unit."""

    user: Any

    @property
    def is_minedu(self) -> bool:
        return bool(self.user.scope.is_minedu)

    @property
    def regions(self) -> frozenset[int]:
        return self.user.scope.region_ids(Role.DRE_SPECIALIST)  # type: ignore[no-any-return]

    @property
    def ugels(self) -> frozenset[int]:
        return self.user.scope.ugel_ids(Role.UGEL_SPECIALIST)  # type: ignore[no-any-return]

    @property
    def sehos(self) -> frozenset[int]:
        return self.user.scope.seho_ids(Role.COORDINATOR)  # type: ignore[no-any-return]


def _of_network(reach: _Reach) -> Iterable[Scope]:
    sehos = list(
        _opened(Seho.objects.visible_to(reach.user)).values_list(
            "pk", "short_name", "ugel_id", "ugel__region_id", named=True
        )
    )
    ugels = _ugels(reach, {seho.ugel_id for seho in sehos})
    by_ugel, by_region = defaultdict(list), defaultdict(list)
    for seho in sehos:
        by_ugel[seho.ugel_id].append(seho.pk)
        by_region[seho.ugel__region_id].append(seho.pk)
    if reach.is_minedu:
        yield Scope(ScopeKind.COUNTRY, None, "Todo el país", tuple(seho.pk for seho in sehos), False, False)
    for region in _regions(reach):
        yield _scope(reach, ScopeKind.REGION, region.pk, str(region), by_region[region.pk], region=region.pk)
    for ugel in ugels:
        inside = by_ugel[ugel.pk]
        yield _scope(reach, ScopeKind.UGEL, ugel.pk, ugel.name, inside, ugel=ugel.pk, region=ugel.region_id)
    for seho in sehos:
        yield _scope(
            reach, ScopeKind.SERVICE, seho.pk, seho.short_name, [seho.pk],
            seho=seho.pk, ugel=seho.ugel_id, region=seho.ugel__region_id,
        )  # fmt: skip


def _regions(reach: _Reach) -> Iterable[Region]:
    if reach.is_minedu:
        return Region.objects.order_by("code")
    return Region.objects.filter(pk__in=reach.regions).order_by("code") if reach.regions else ()


def _ugels(reach: _Reach, with_services: set[int]) -> Iterable[Ugel]:
    """Of a region and the country those with services; one's own also without."""
    if reach.is_minedu:
        reached = Q(pk__in=with_services)
    else:
        reached = Q(pk__in=with_services, region__in=reach.regions)
    if not (reach.is_minedu or reach.regions or reach.ugels):
        return ()
    return Ugel.objects.filter(reached | Q(pk__in=reach.ugels)).order_by("name")


def _scope(
    reach: _Reach,
    kind: ScopeKind,
    pk: int,
    title: str,
    seho_ids: list[int],
    *,
    region: int,
    ugel: int | None = None,
    seho: int | None = None,
) -> Scope:
    coordinates, specialist = seho in reach.sehos, ugel in reach.ugels
    own = {ScopeKind.REGION: region in reach.regions, ScopeKind.UGEL: specialist, ScopeKind.SERVICE: coordinates}
    return Scope(
        kind,
        pk,
        title,
        tuple(seho_ids),
        sees_rows=coordinates or specialist,
        is_suppressed=not (coordinates or reach.is_minedu),
        is_own=own[kind],
    )
