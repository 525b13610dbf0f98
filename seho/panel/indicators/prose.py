"""docs/indicators.md, written from the catalogue: the page, the document and the code say the same."""

from __future__ import annotations

from collections.abc import Iterator

from seho.panel.indicators.catalogue import DIMENSIONS, of_group
from seho.panel.indicators.suppression import SMALLEST, WHY_HIDDEN, WHY_NO_TABLES
from seho.panel.indicators.values import Better, Dimension, Group, Indicator

_HEAD = f"""# Las cifras del tablero

Qué significa cada cifra: qué se cuenta, entre qué se divide, qué día decide si un caso es del periodo, y qué artículo
la pide. Son las palabras de «¿Cómo se calcula?» junto a cada cifra: este documento lo escribe
`manage.py write_indicators` desde el programa, y una prueba compara ambos. No se edita a mano.

## Lo que vale para todas

- **Ámbito.** El país, una DRE o GRE, una UGEL o un servicio: los servicios que abrieron algún día, también los que
  cerraron. Lo que cada persona puede pedir sale de sus roles en ese momento.
- **Periodo.** Año escolar (los del calendario nacional, sin huecos entre uno y otro; del 1 de enero al 31 de diciembre
  donde no hay calendario), bimestre del calendario nacional, mes, u otras fechas de hasta diez años. Ambos extremos
  cuentan, y nada después de hoy.
- **Comparación.** Con el periodo anterior de la misma clase; de otras fechas, con tantos días justo antes. Mientras un
  periodo sigue, con los mismos primeros días del anterior.
- **Una persona, una vez.** En cada ámbito una o un estudiante cuenta una vez, aunque pase por dos servicios; en la
  comparación de servicios cuenta en cada uno.
- **Mediana.** El valor de en medio; con un número par de casos, la mitad de la suma de los dos de en medio.
- **De cuándo son.** Se guardan cada noche y dicen de cuándo son; «Calcular ahora» las vuelve a calcular. De cuatro
  servicios o menos, si después se registró algo, la página las pone al día sola; y las que no se guardan, como las de
  otras fechas, se calculan al abrirla. Lo que se descarga de ellos se calcula en ese momento.
- **Reserva.** {WHY_HIDDEN}
  Fuera del Ministerio, las tablas por características de las personas se muestran del propio ámbito y de años escolares
  completos. Quien solo ve cifras (DRE y GRE) tampoco ve los números sueltos de 1 a {SMALLEST - 1} personas. El porqué:
  `docs/adr/0014-figures-kept-and-suppressed.md`.
"""
_BETTER = {Better.MORE: "Más es mejor.", Better.LESS: "Menos es mejor.", Better.NEITHER: ""}


def as_markdown() -> str:
    return "\n".join([_HEAD, *_groups(), *_dimensions()])


def _groups() -> Iterator[str]:
    for group in Group:
        found = of_group(group)
        if not found:
            continue
        yield f"## {group.label}\n"
        for one in found:
            yield from _told(one)


def _told(one: Indicator) -> Iterator[str]:
    yield f"### {one.title}\n"
    yield f"`{one.key}` · {one.unit.label} · {one.article}\n"
    yield f"- **Se cuenta:** {one.numerator}"
    if one.denominator:
        yield f"- **Entre:** {one.denominator}"
    yield f"- **Qué día decide:** {one.date_rule}"
    if one.rows is not None:
        yield f"- **Detrás:** la lista de {one.rows.label}, para quien puede verla."
    reserved = "sí, donde se reservan números de personas." if one.of_persons else "no: no cuenta personas."
    yield f"- **Se reserva:** {reserved}"
    if _BETTER[one.better]:
        yield f"- {_BETTER[one.better]}"
    yield ""


def _dimensions() -> Iterator[str]:
    yield "## Por qué se desagrega\n"
    yield f"{WHY_NO_TABLES}\n"
    for dimension in DIMENSIONS.values():
        name = f"- **{dimension.title}** (`{dimension.key}`){_parent(dimension)}"
        yield f"{name}. {_reserved(dimension)}{_note(dimension)}"
    yield ""


def _parent(dimension: Dimension) -> str:
    return f", dentro de {DIMENSIONS[dimension.parent].title.lower()}" if dimension.parent else ""


def _reserved(dimension: Dimension) -> str:
    return "Se reserva." if dimension.is_personal else "No se reserva: no dice quién es la persona."


def _note(dimension: Dimension) -> str:
    return f" {dimension.note}" if dimension.note else ""
