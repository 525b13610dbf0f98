"""What stands beside the open data: the meaning of every column and figure, how to read them, and on what terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seho.panel.indicators.catalogue import DIMENSIONS
from seho.panel.indicators.demand import INDICATORS as OF_DEMAND
from seho.panel.indicators.suppression import SMALLEST
from seho.panel.indicators.teaching import INDICATORS as OF_TEACHING

_FIGURES = {one.key: one for one in (*OF_DEMAND, *OF_TEACHING)}
_COLUMNS = (
    ("anio", "Año escolar, según el calendario nacional."),
    ("cifra", "Qué se cuenta. Cada cifra se define más abajo."),
    ("dimension", "Por qué característica se desagrega. Cada dimensión se define más abajo."),
    ("ambito", "pais, region, ugel o servicio. Las filas de un ámbito suman la de su unidad superior."),
    ("codigo_region, region", "Dirección o Gerencia Regional de Educación. Sin código: varias, agrupadas."),
    ("codigo_ugel, ugel", "Unidad de Gestión Educativa Local. Sin código: varias, agrupadas."),
    ("servicio, codigo_registro", "Servicio Educativo Hospitalario (SEHO) y su código de registro."),
    ("servicios_agrupados", "Cuántos servicios reúne la fila."),
    ("categoria", "El valor de la dimensión."),
    ("cantidad", "Número entero. Cada estudiante cuenta una vez en cada servicio que le atendió."),
)


def lines(tables: Mapping[str, Sequence[str]], work: Sequence[str]) -> Iterator[Sequence[object]]:
    yield ("clase", "nombre", "significado", "fecha_que_decide", "norma")
    for name, meaning in _COLUMNS:
        yield ("columna", name, meaning, "", "")
    for key in (*tables, *work):
        one = _FIGURES[key]
        yield ("cifra", key, f"{one.title}. {one.numerator}", one.date_rule, one.article)
    for key in dict.fromkeys(key for keys in tables.values() for key in keys):
        dimension = DIMENSIONS[key]
        yield ("dimension", key, f"{dimension.title}. {dimension.note}".strip(), "", "art. 10.1")


def readme(year: str, until: str) -> str:
    """`until`: the day up to which a year is told that goes on."""
    partial = f"El año no ha terminado: los datos llegan hasta el {until}.\n" if until else ""
    return _README.format(year=year, cited=year.lower(), partial=partial, most=SMALLEST - 1).replace("\n", "\r\n")


_README = """SERVICIO EDUCATIVO HOSPITALARIO (SEHO): DATOS ABIERTOS
{year}
{partial}
Ministerio de Educación del Perú. Norma del servicio: Decreto Supremo N.° 003-2020-MINEDU.

QUÉ CONTIENE
estudiantes.csv   Estudiantes atendidos, potenciales estudiantes identificados y avisos no atendidos, por región, UGEL
                  y servicio, y por sus características.
servicios.csv     Sesiones, minutos de atención y participaciones de cada servicio.
diccionario.csv   Qué significa cada columna, cifra y dimensión, y qué fecha decide.

CÓMO SE LEE
Texto en UTF-8, separado por comas, con encabezado. Los números no llevan separador de miles.
En Excel: Datos > Obtener datos > Desde texto o CSV.

SIN PERSONAS
Ninguna fila trata de una persona. No se publica ninguna cantidad de 1 a {most} estudiantes, ni se puede obtener
restando: la región, UGEL o servicio que la tendría se cuenta junto con otras de su mismo ámbito, en una fila que dice
«agrupadas» o «agrupados», y de lo agrupado no se publica nada más detallado. Las categorías con muy pocos
estudiantes en todo el país se suman en «Otras categorías». Así, cada tabla suma exactamente el total.

CONDICIONES DE USO
Puede copiar, difundir, transformar y usar estos datos para cualquier fin, si cita la fuente:
«Ministerio de Educación del Perú, Servicio Educativo Hospitalario, datos abiertos, {cited}».
No intente identificar a personas (Ley N.° 29733, Ley de Protección de Datos Personales).
"""
