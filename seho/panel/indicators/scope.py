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

# So many services at most are computed while a page waits.
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
        """Too many services to be computed while a page waits."""
        return len(self.seho_ids) > FEW_SERVICES


@dataclass(frozen=True)
class Scope:
    """Some services under one title, as one person may see them.

    `seho_ids` are those that opened one day, also when they closed since; empty in a UGEL without services.
    `sees_rows`: the lists behind the figures open. `is_suppressed`: cells under 5 persons are not told.
    `own`: the unit in which the person holds a post, this one or a wider one in which it lies.
    """

    kind: ScopeKind
    pk: int | None
    title: str
    seho_ids: tuple[int, ...]
    sees_rows: bool
    is_suppressed: bool
    own: Extent | None = None

    @property
    def is_own(self) -> bool:
        return self.own is None or self.own == self.extent

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


def extents() -> list[Extent]:
    """Every scope of which figures are kept, the country first; units of a single service are that service."""
    of_regions: dict[int, list[int]] = defaultdict(list)
    of_ugels: dict[int, list[int]] = defaultdict(list)
    everywhere = []
    for pk, ugel_id, region_id in opened(Seho.objects.all()).values_list("pk", "ugel_id", "ugel__region_id"):
        everywhere.append(pk)
        of_ugels[ugel_id].append(pk)
        of_regions[region_id].append(pk)
    found = [Extent(ScopeKind.COUNTRY, None, tuple(everywhere))]
    found += [Extent(ScopeKind.REGION, pk, tuple(ids)) for pk, ids in of_regions.items()]
    found += [Extent(ScopeKind.UGEL, pk, tuple(ids)) for pk, ids in of_ugels.items()]
    return [extent for extent in found if len(extent.seho_ids) > 1] + [
        Extent(ScopeKind.SERVICE, pk, (pk,)) for pk in everywhere
    ]


def opened(sehos: Any) -> Any:
    """Those that began to work one day, also when they closed since."""
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
        return self.user.scope.region_ids(Role.DRE_SPECIALIST)

    @property
    def ugels(self) -> frozenset[int]:
        return self.user.scope.ugel_ids(Role.UGEL_SPECIALIST)

    @property
    def sehos(self) -> frozenset[int]:
        return self.user.scope.seho_ids(Role.COORDINATOR)

    def holds(self, kind: ScopeKind, pk: int | None) -> bool:
        """A post in this very unit."""
        match kind:
            case ScopeKind.SERVICE:
                return pk in self.sehos
            case ScopeKind.UGEL:
                return pk in self.ugels
            case ScopeKind.REGION:
                return pk in self.regions
        return self.is_minedu


def _of_network(reach: _Reach) -> Iterable[Scope]:
    """The wider before the smaller."""
    sehos = list(
        opened(Seho.objects.visible_to(reach.user)).values_list(
            "pk", "short_name", "ugel_id", "ugel__region_id", named=True
        )
    )
    inside: dict[tuple[ScopeKind, int | None], list[int]] = defaultdict(list)
    for seho in sehos:
        inside[ScopeKind.COUNTRY, None].append(seho.pk)
        inside[ScopeKind.REGION, seho.ugel__region_id].append(seho.pk)
        inside[ScopeKind.UGEL, seho.ugel_id].append(seho.pk)
        inside[ScopeKind.SERVICE, seho.pk].append(seho.pk)
    regions, ugels = _regions(reach), _ugels(reach, {seho.ugel_id for seho in sehos})
    places = [
        *([_Place("Todo el país")] if reach.is_minedu else []),
        *(_Place(str(region), region.pk) for region in regions),
        *(_Place(ugel.name, ugel.region_id, ugel.pk) for ugel in ugels),
        *(_Place(seho.short_name, seho.ugel__region_id, seho.ugel_id, seho.pk) for seho in sehos),
    ]
    for place in places:
        yield _scope(reach, place, inside)


@dataclass(frozen=True)
class _Place:
    """A unit with those in which it lies."""

    title: str
    region: int | None = None
    ugel: int | None = None
    seho: int | None = None

    @property
    def units(self) -> list[tuple[ScopeKind, int | None]]:
        """Itself first, then the wider ones, the country last."""
        known = ((ScopeKind.SERVICE, self.seho), (ScopeKind.UGEL, self.ugel), (ScopeKind.REGION, self.region))
        return [*((kind, pk) for kind, pk in known if pk is not None), (ScopeKind.COUNTRY, None)]


def _scope(reach: _Reach, place: _Place, inside: Mapping[tuple[ScopeKind, int | None], list[int]]) -> Scope:
    held = [unit for unit in place.units if reach.holds(*unit)]
    kind, pk = place.units[0]
    own_kind, own_pk = held[0]
    opens = own_kind in (ScopeKind.SERVICE, ScopeKind.UGEL)
    return Scope(
        kind,
        pk,
        place.title,
        tuple(inside.get((kind, pk), ())),
        sees_rows=opens,
        is_suppressed=own_kind != ScopeKind.SERVICE and not reach.is_minedu,
        own=Extent(own_kind, own_pk, tuple(inside.get((own_kind, own_pk), ()))),
    )


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
