"""A service that is being founded, and what the three that work have: posts, spaces, equipment, materials, visits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.network import demand
from seho.network.enums import (
    CheckState,
    Condition,
    Contract,
    EquipmentKind,
    Giver,
    MaterialKind,
    MaterialLevel,
    SehoManagement,
    SehoScope,
    SpaceKind,
    Verdict,
)
from seho.network.models import Hospital, LearningSpace, Seho, Ugel
from seho.network.rules.resources import conditions_of
from seho.network.services.agreements import save_contents
from seho.network.services.founding import Paper, ask_opinion, give_opinion, propose, save_costs, save_demand
from seho.network.services.posts import add_post
from seho.network.services.resources import add_equipment, add_need, check_space, save_receipt
from seho.network.services.sehos import add_agreement
from seho.network.services.supervision import record_visit
from seho.panel.demo.places import Place

_CONTENTS = {
    "a": "Cláusula 3.ª: un ambiente del área de pediatría (demostración)",
    "b": "Cláusula 4.ª: obligaciones de ambas partes (demostración)",
    "d": "Cláusula 6.ª: capacitación anual (demostración)",
    "e": "Cláusula 7.ª: protocolo del establecimiento (demostración)",
}
_POSTS = (
    (Role.COORDINATOR, Contract.CAS, "", 40),
    (Role.TEACHER, Contract.NEXUS, "DEMO-0001", 30),
    (Role.PSYCHOLOGIST, Contract.CAS, "", 40),
)
_EQUIPMENT = (
    (EquipmentKind.TABLET, "Tabletas de 10 pulgadas", 6, Condition.GOOD),
    (EquipmentKind.COMPUTER, "Laptop del equipo", 2, Condition.FAIR),
    (EquipmentKind.MOBILE_MODULE, "Mesas portátiles de cama", 8, Condition.GOOD),
    (EquipmentKind.PRINTER, "Impresora", 1, Condition.BAD),
)
_MATERIALS = (
    (MaterialKind.PRINTED, "Cuadernos de trabajo", MaterialLevel.PRIMARY, 40),
    (MaterialKind.MANIPULATIVE, "Bloques lógicos", MaterialLevel.PRESCHOOL, 6),
    (MaterialKind.BIOSAFETY, "Mascarillas, caja de 50", MaterialLevel.ALL, 12),
)


def tell_lives(places: list[Place], today: date) -> None:
    for index, place in enumerate(places):
        _own_life(index, place, today)
    _proposal(places[0], today)


def _own_life(index: int, place: Place, today: date) -> None:
    seho = place.seho
    if index != 1:  # the second one has an agreement that says too little
        save_contents(by=None, agreement=seho.agreements.get(), contents=_CONTENTS, file=None)
    held = dict(Membership.objects.filter(seho=seho).values_list("role", "pk"))
    since = today - timedelta(days=300)
    for role, contract, code, hours in _POSTS:
        holder = Membership.objects.get(pk=held[role])
        add_post(
            by=None, seho=seho, client_id=uuid4(), today=today, role=role, contract=contract, nexus_code=code,
            hours=Decimal(hours), starts_on=since, membership=holder,
        )  # fmt: skip
    add_post(
        by=None, seho=seho, client_id=uuid4(), today=today, role=Role.TEACHER, contract=Contract.CAS,
        hours=Decimal(30), starts_on=today - timedelta(days=40), is_itinerant=True,
        note="Plaza de demostración, en convocatoria",
    )  # fmt: skip
    _spaces(index, seho, today)
    for kind, name, quantity, condition in _EQUIPMENT:
        add_equipment(
            by=None, seho=seho, client_id=uuid4(), today=today, kind=kind, name=f"{name} (demostración)",
            quantity=quantity, condition=condition, since=since,
        )  # fmt: skip
    save_receipt(
        by=None, seho=seho, client_id=uuid4(), today=today, received_on=today - timedelta(days=75), giver=Giver.UGEL,
        document="Pecosa de demostración",
        items=[
            {"kind": kind, "name": name, "level": level, "quantity": n} for kind, name, level, n in _MATERIALS
        ],
    )  # fmt: skip


def _spaces(index: int, seho: Seho, today: date) -> None:
    rooms = LearningSpace.objects.filter(seho=seho).order_by("pk")
    for room in rooms[: 2 + index]:
        found = dict.fromkeys(conditions_of(SpaceKind(room.kind)), CheckState.MET.value)
        if "braille" in found:
            found |= {"braille": CheckState.NOT_MET.value, "signs": CheckState.PARTLY.value}
        check_space(
            by=None, space=room, client_id=uuid4(), checked_on=today - timedelta(days=60 + 200 * index),
            conditions=found, note="", today=today,
        )  # fmt: skip
    add_need(
        by=None, seho=seho, client_id=uuid4(), today=today, space=rooms[0], found_on=today - timedelta(days=60),
        description="Señalética en braille en el ingreso al aula", due_on=today + timedelta(days=15 - 30 * index),
    )  # fmt: skip


def _proposal(place: Place, today: date) -> None:
    """In the first region: observed once by MINEDU, the report on its costs not whole again."""
    ugel: Ugel = place.seho.ugel
    minedu = User.objects.get(email="minedu@demo.test")
    specialist = User.objects.get(email="ugel@demo.test")
    record_visit(
        by=specialist, seho=place.seho, client_id=uuid4(), office=str(ugel), visited_on=today - timedelta(days=21),
        points={"teaching": CheckState.MET, "spaces": CheckState.PARTLY, "materials": CheckState.MET},
        note="El aula se usa toda la mañana.", agreements="Completar la señalética del ingreso.",
        due_on=today + timedelta(days=9), today=today,
    )  # fmt: skip
    opened = today - timedelta(days=80)
    hospital = Hospital.objects.filter(ugel=ugel, category__startswith="II").exclude(pk=place.seho.hospital_id).first()
    scope = SehoScope.HOSPITAL_AND_HOME if hospital else SehoScope.HOME_ONLY
    proposal = propose(
        by=specialist, today=opened, name="Servicio Educativo Hospitalario Demo en proyecto",
        short_name="SEHO Demo en proyecto", scope=scope, management=SehoManagement.PUBLIC, ugel=ugel,
        hospital=hospital, address="Dirección de demostración",
    )  # fmt: skip
    day = opened + timedelta(days=10)
    told = Paper(number="Informe Demo 014", issued_on=day, note="", file=None)
    costs = Paper(number="Informe Demo 015", issued_on=day, note="", file=None)
    grounds = {"a": "Cifras de demostración: 320 estudiantes de 3 a 20 años atendidos en el último año."}
    amounts = {"cost_posts": Decimal(96_000), "cost_materials": Decimal(14_500), "cost_others": Decimal(3_200)}
    year = demand.years(today)[0]
    save_demand(by=specialist, proposal=proposal, grounds=grounds, paper=told, year=year, today=today)
    save_costs(by=specialist, proposal=proposal, amounts=amounts, paper=costs, today=today)
    agreement = add_agreement(
        by=specialist, seho=proposal.seho, number="Convenio Demo en proyecto", starts_on=opened,
        ends_on=today + timedelta(days=700), signed_on=opened, parties="DRE y establecimiento de salud (demostración)",
    )  # fmt: skip
    contents = _CONTENTS if hospital else {"a": _CONTENTS["b"], "c": _CONTENTS["e"]}
    save_contents(by=specialist, agreement=agreement, contents=contents, file=None)
    ask_opinion(
        by=specialist, proposal=proposal, asked_on=today - timedelta(days=40), asked_with="Oficio Demo 21", today=today
    )
    give_opinion(
        by=minedu, proposal=proposal, verdict=Verdict.OBSERVED, number="Informe Demo 88",
        issued_on=today - timedelta(days=18), file=None, today=today,
        observations="Precise el costo de las plazas y con qué presupuesto se atenderán.",
    )  # fmt: skip
    redo = Paper(number="", issued_on=None, note="Se rehace con el área de planificación.", file=None)
    save_costs(by=specialist, proposal=proposal, amounts={**amounts, "cost_posts": None}, paper=redo, today=today)
