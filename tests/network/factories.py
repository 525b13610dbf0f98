"""The network's cast. Codes are numbered, so that two rows never collide; states are traits."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from seho.accounts.enums import Role
from seho.network.enums import (
    Contract,
    DossierPart,
    EquipmentKind,
    Giver,
    MaterialKind,
    RegionKind,
    SchoolManagement,
    SehoScope,
    SehoState,
    SpaceKind,
    Verdict,
)
from seho.network.models import (
    Agreement,
    Closing,
    ClosingAct,
    ConditioningNeed,
    DossierPaper,
    Equipment,
    Hospital,
    LearningSpace,
    Opinion,
    Post,
    Proposal,
    Receipt,
    ReceiptItem,
    Region,
    School,
    Seho,
    SupervisionVisit,
    Ugel,
)


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


# --- A service's own life --------------------------------------------------------------------------

# What an agreement with a hospital says, its term apart.
CONTENTS = {"a": "Cláusula 3", "b": "Cláusula 4", "d": "Cláusula 5", "e": "Cláusula 6"}


class ProposalFactory(DjangoModelFactory):
    """Just opened, of a service that does not work yet."""

    class Meta:
        model = Proposal

    seho = factory.SubFactory(SehoFactory, planned=True)
    opened_on = date(2026, 3, 2)

    class Params:
        withdrawn = factory.Trait(withdrawn_on=date(2026, 5, 4), withdrawn_reason="El hospital se muda")


class DossierPaperFactory(DjangoModelFactory):
    class Meta:
        model = DossierPaper

    proposal = factory.SubFactory(ProposalFactory)
    part = DossierPart.DEMAND
    number = "Informe 001-2026"
    issued_on = date(2026, 3, 9)


def whole_proposal(**values):
    """A proposal that lacks nothing but the opinion of MINEDU; the agreement is the caller's, or made here."""
    grounds = {"a": "Hospital II-2 con 300 hospitalizaciones al año"}
    proposal = ProposalFactory(grounds=grounds, cost_posts=90_000, cost_materials=12_500, **values)
    for part in (DossierPart.DEMAND, DossierPart.COSTS):
        DossierPaperFactory(proposal=proposal, part=part)
    if not proposal.seho.agreements.exists():
        AgreementFactory(seho=proposal.seho, contents=CONTENTS)
    return proposal


class OpinionFactory(DjangoModelFactory):
    """Asked for and not answered yet."""

    class Meta:
        model = Opinion

    proposal = factory.SubFactory(ProposalFactory)
    asked_on = date(2026, 4, 6)

    class Params:
        favourable = factory.Trait(verdict=Verdict.FAVOURABLE, number="Informe 055", issued_on=date(2026, 4, 27))
        observed = factory.Trait(
            verdict=Verdict.OBSERVED, number="Informe 033", issued_on=date(2026, 4, 20), observations="Falta el costo"
        )


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = ConditioningNeed

    seho = factory.SubFactory(SehoFactory)
    found_on = date(2026, 3, 9)
    description = "Rampa en el ingreso al aula"


class EquipmentFactory(DjangoModelFactory):
    class Meta:
        model = Equipment

    seho = factory.SubFactory(SehoFactory)
    kind = EquipmentKind.TABLET
    name = factory.Sequence(lambda n: f"Tableta {n}")
    quantity = 2
    since = date(2026, 3, 2)


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt
        skip_postgeneration_save = True

    seho = factory.SubFactory(SehoFactory)
    received_on = date(2026, 3, 16)
    giver = Giver.UGEL
    items = factory.RelatedFactory("tests.network.factories.ReceiptItemFactory", "receipt")


class ReceiptItemFactory(DjangoModelFactory):
    class Meta:
        model = ReceiptItem

    receipt = factory.SubFactory(ReceiptFactory)
    kind = MaterialKind.BIOSAFETY
    name = "Alcohol en gel"
    quantity = 10


class PostFactory(DjangoModelFactory):
    """A vacant teaching post."""

    class Meta:
        model = Post

    seho = factory.SubFactory(SehoFactory)
    role = Role.TEACHER
    contract = Contract.NEXUS
    nexus_code = "1234567"
    hours = 30
    starts_on = date(2026, 3, 2)
    vacant_since = date(2026, 3, 2)


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = SupervisionVisit

    seho = factory.SubFactory(SehoFactory)
    visited_on = date(2026, 5, 4)
    office = "UGEL Prueba"
    points = {"spaces": "PARTLY"}
    agreements = "Pintar el aula"


class ClosingFactory(DjangoModelFactory):
    """A closing that its UGEL told the DRE of."""

    class Meta:
        model = Closing
        skip_postgeneration_save = True

    seho = factory.SubFactory(SehoFactory)
    ground = "NEEDS"
    motive = "Ya no hay estudiantes hospitalizados en la provincia"
    opened_on = date(2026, 5, 4)

    @factory.post_generation
    def told(self, create, extracted, **kwargs):
        if create and extracted is not False:
            ClosingAct.objects.create(closing=self, step="TOLD", done_on=date(2026, 5, 5), document="Oficio 020-2026")
