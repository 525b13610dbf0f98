"""The network's cast. Codes are numbered, so that two rows never collide; states are traits."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from seho.network.enums import RegionKind, SchoolManagement, SehoScope, SehoState, SpaceKind
from seho.network.models import Agreement, Hospital, LearningSpace, Region, School, Seho, Ugel


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"9{n % 1000:03d}00")
    name = factory.Sequence(lambda n: f"Región {n}")
    kind = RegionKind.DRE
    title = factory.LazyAttribute(lambda region: f"{RegionKind(region.kind).label} {region.name}")

    class Params:
        gerencia = factory.Trait(kind=RegionKind.GRE)


class UgelFactory(DjangoModelFactory):
    class Meta:
        model = Ugel
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n + 300001:06d}")
    name = factory.Sequence(lambda n: f"UGEL Prueba {n}")
    region = factory.SubFactory(RegionFactory)


class HospitalFactory(DjangoModelFactory):
    class Meta:
        model = Hospital

    code = factory.Sequence(lambda n: f"{n + 90000001:08d}")
    name = factory.Sequence(lambda n: f"Hospital de Prueba {n}")
    category = "II-1"
    ubigeo = "040101"
    department = "Arequipa"
    province = "Arequipa"
    district = "Arequipa"
    ugel = factory.SubFactory(UgelFactory)


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    modular_code = factory.Sequence(lambda n: f"{n + 1000001:07d}")
    annex = "0"
    name = factory.Sequence(lambda n: f"I. E. Prueba {n}")
    level_code = "B0"
    level_name = "Primaria"
    management = SchoolManagement.PUBLIC
    ubigeo = "040101"
    department = "Arequipa"
    province = "Arequipa"
    district = "Arequipa"
    local_code = factory.Sequence(lambda n: f"{n + 100001:06d}")
    ugel = factory.SubFactory(UgelFactory)
    director_name = "Directora de Prueba"
    phone = "900000000"
    email = factory.Sequence(lambda n: f"escuela{n}@demo.test")

    class Params:
        secondary = factory.Trait(level_code="F0", level_name="Secundaria")
        preschool = factory.Trait(level_code="A2", level_name="Inicial - Jardín")
        alternative = factory.Trait(level_code="D2", level_name="EBA Avanzado")
        special = factory.Trait(level_code="E2", level_name="Básica Especial - Primaria")
        closed = factory.Trait(is_active=False)
        provisional = factory.Trait(is_provisional=True)


class SehoFactory(DjangoModelFactory):
    """A public hospital service in operation; the hospital is in the UGEL of the service."""

    class Meta:
        model = Seho

    name = factory.LazyAttribute(lambda seho: f"Servicio Educativo Hospitalario {seho.short_name}")
    short_name = factory.Sequence(lambda n: f"SEHO {n}")
    registration_code = factory.Sequence(lambda n: f"SEHO-PRUEBA-{n:04d}")
    scope = SehoScope.HOSPITAL_AND_HOME
    ugel = factory.SubFactory(UgelFactory)
    hospital = factory.SubFactory(HospitalFactory, ugel=factory.SelfAttribute("..ugel"))
    address = "Av. de Prueba 123"
    resolution_number = "RD 0001-2024-UGEL"
    resolution_on = date(2024, 2, 1)
    state = SehoState.ACTIVE
    opened_on = date(2024, 3, 1)

    class Params:
        home_only = factory.Trait(scope=SehoScope.HOME_ONLY, hospital=None)
        planned = factory.Trait(
            state=SehoState.PLANNED,
            registration_code=None,
            resolution_number="",
            resolution_on=None,
            opened_on=None,
        )
        closed = factory.Trait(
            state=SehoState.CLOSED,
            closed_on=date(2025, 12, 31),
            closing_resolution="RD 0099-2025-UGEL",
            closing_reason="Vencimiento del convenio",
        )
        discreet = factory.Trait(hide_hospital_name=True)


class AgreementFactory(DjangoModelFactory):
    """Three years; seen from ``day``, ``expired`` ended yesterday and ``ending`` ends in 30 days."""

    class Meta:
        model = Agreement

    seho = factory.SubFactory(SehoFactory)
    number = factory.Sequence(lambda n: f"Convenio {n:03d}-2024")
    starts_on = date(2024, 1, 1)
    ends_on = date(2026, 12, 31)
    signed_on = date(2023, 12, 15)
    parties = "GRE de prueba y dirección del hospital de prueba"

    class Params:
        day = date(2026, 6, 1)
        expired = factory.Trait(ends_on=factory.LazyAttribute(lambda a: a.day - timedelta(days=1)))
        ending = factory.Trait(ends_on=factory.LazyAttribute(lambda a: a.day + timedelta(days=30)))


class LearningSpaceFactory(DjangoModelFactory):
    class Meta:
        model = LearningSpace

    seho = factory.SubFactory(SehoFactory)
    kind = SpaceKind.MULTIFUNCTIONAL
    name = factory.Sequence(lambda n: f"Aula {n}")
    capacity = 8

    class Params:
        bedside = factory.Trait(kind=SpaceKind.BEDSIDE, capacity=None)
        waiting_room = factory.Trait(kind=SpaceKind.WAITING_ROOM)
        home = factory.Trait(kind=SpaceKind.HOME, capacity=None)
        virtual = factory.Trait(kind=SpaceKind.VIRTUAL, capacity=None)
        retired = factory.Trait(is_active=False)
