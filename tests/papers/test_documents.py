"""What the papers say, asserted on the HTML."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from lxml import html

from seho.papers import content
from seho.papers.documents import paper_html
from seho.papers.printable import LONGEST_TEXT, letters, printable, printable_text
from tests.papers import factories as make

MAKERS = [
    make.packet_note,
    make.constancy,
    make.portfolio,
    make.progress_report,
    make.education_plan,
    make.official_communication,
    make.return_report,
    make.family_return_report,
    make.participation,
]


def read(*papers: content.Paper) -> str:
    """The text of the papers as a person reads it."""
    return words_of(html.fromstring(paper_html(*papers)).find("body"))


def words_of(element: Any) -> str:
    for each in element.iter("br", "p", "div", "h1", "h2", "h3", "th", "td", "li", "blockquote"):
        each.tail = f" {each.tail or ''}"
    return " ".join(element.text_content().split())


# --- On every paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", MAKERS)
def test_every_paper_has_letterhead_names_number_signature_and_code(maker: Any) -> None:
    paper = maker()
    text = read(paper)

    for words in (
        "Gerencia Regional de Educación de Arequipa",
        "UGEL Arequipa Norte",
        "Servicio Educativo Hospitalario «Demo Arequipa»",
        "Código de registro SEHO-DEMO-001",
        "«Decenio de la Igualdad de Oportunidades para Mujeres y Hombres»",
        "«Año de la Esperanza y el Fortalecimiento de la Democracia»",
        "N.° 012-2026-SEHO-DEMO",
        "Demo Quispe, Ana Lucía",
        "Arequipa, 12 de junio de 2026",
        "Rosa Demo Huamán",
        "Verifique su autenticidad en seho.demo.example/verificar",
        "7Q3M-K0ZP-4XW9-T1HB-6VNC-2RDA-8EYF",
    ):
        assert words in text
    assert f'src="seho-image:qr-{make.CODE}"' in paper_html(paper)


@pytest.mark.parametrize("maker", MAKERS)
def test_only_a_signed_paper_claims_to_be_a_copy_of_an_electronic_original(maker: Any) -> None:
    claim = (
        "Esta es una copia auténtica imprimible de un documento electrónico archivado por Servicio Educativo "
        "Hospitalario «Demo Arequipa», aplicando lo dispuesto por el artículo 25 del Decreto Supremo N.° 070-2013-PCM "
        "y la Tercera Disposición Complementaria Final del Decreto Supremo N.° 026-2016-PCM."
    )
    generated = "Documento generado por el sistema Aula Puente."
    signed, unsigned = read(maker(mark=replace(make.mark(), signed=True))), read(maker())

    assert claim in signed
    assert generated not in signed
    assert "dirección web: seho.demo.example/verificar. Clave: 7Q3M-K0ZP-4XW9-T1HB-6VNC-2RDA-8EYF" in signed
    assert generated in unsigned
    assert "copia auténtica" not in unsigned


@pytest.mark.parametrize("maker", MAKERS)
def test_a_draft_has_no_number_no_code_and_no_qr(maker: Any) -> None:
    draft = maker(mark=None)
    text = read(draft)

    assert "BORRADOR" in text
    assert "(fecha de emisión)" in text
    assert "012-2026" not in text
    assert "7Q3M" not in text
    assert "qr-" not in paper_html(draft)
    assert draft.heading == draft.title


@pytest.mark.parametrize("maker", MAKERS)
def test_a_letterhead_without_names_of_the_year_stops_nothing(maker: Any) -> None:
    text = read(maker(letterhead=make.letterhead(decade_name="", year_name="")))

    assert "«»" not in text
    assert "Código de registro SEHO-DEMO-001" in text


def test_the_document_says_its_language_title_author_and_date() -> None:
    page = html.fromstring(paper_html(make.constancy()))

    assert page.get("lang") == "es-PE"
    assert page.findtext(".//title") == "Constancia de asistencia y participación N.° 012-2026-SEHO-DEMO"
    assert page.xpath("//meta[@name='author']/@content") == ["Servicio Educativo Hospitalario «Demo Arequipa»"]
    assert page.xpath("//meta[@name='dcterms.created']/@content") == ["2026-06-12"]


def test_the_title_never_holds_the_name_of_the_pupil() -> None:
    assert all("Demo Quispe" not in maker().heading for maker in MAKERS)


def test_text_of_people_is_text_and_not_markup() -> None:
    work = make.work(title="<script>alert(1)</script>", pupil_words="<img src='file:///etc/passwd'>", images=())
    page = paper_html(content.Portfolio(**vars(make.portfolio(0)) | {"works": (work,)}))

    assert "<script" not in page
    assert "file:" not in html.fromstring(page).xpath("string(//img/@src)")
    assert "&lt;script&gt;" in page


# --- Constancia ---------------------------------------------------------------------------------------


def test_a_constancia_certifies_days_in_words_and_sessions() -> None:
    text = read(make.constancy())

    for words in (
        "Quien suscribe, coordinadora educativa del Servicio Educativo Hospitalario «Demo Arequipa»",
        "HACE CONSTAR: Que Demo Quispe, Ana Lucía, identificada o identificado con DNI N.° 00000017",
        "matriculada o matriculado en la institución o programa educativo IE N.° 40999 «Demostración»",
        "con código modular 0999999-0, de la UGEL Arequipa Sur, en Educación Primaria, 3.º grado, sección B",
        "desde el 5 de marzo de 2026 hasta el 9 de junio de 2026",
        "con una permanencia de noventa y siete (97) días",
        "que con las anteriores acumula ciento cuatro (104) días en el año escolar 2026",
        "Sesenta y una (61) sesiones",
        "46 horas y 30 minutos",
        "Comunicación, Matemática, Personal Social",
        "Se expide la presente a solicitud de la parte interesada",
    ):
        assert words in text


def test_a_constancia_of_a_single_open_stay_says_to_date_and_no_accumulation() -> None:
    stay = make.permanence(ends_on=None, days=1, accumulated_days=1, sessions_attended=1, minutes=45)
    text = read(make.constancy(permanence=stay))

    assert "desde el 5 de marzo de 2026 hasta la fecha, con una permanencia de un (1) día." in text
    assert "acumula" not in text
    assert "Una (1) sesión" in text
    assert "45 minutos" in text


def test_a_pupil_without_document_or_section_leaves_no_hole() -> None:
    pupil = make.pupil(document_label="", document_number="", section="", school_ugel="")
    text = read(make.constancy(pupil=pupil))

    assert "Que Demo Quispe, Ana Lucía, matriculada o matriculado en" in text
    assert "3.º grado, ha asistido y participado" in text
    assert not re.search(r", ,|  |N\.° ,|\( *\)", text)


# --- Informe de progreso ------------------------------------------------------------------------------


def levels_column(report: content.ProgressReport) -> list[str]:
    cells = html.fromstring(paper_html(report)).xpath("//table[contains(@class,'progress')]//td[@class='level']")
    return [words_of(cell) for cell in cells]


def test_a_report_with_levels_prints_them_by_competency() -> None:
    report = make.progress_report()

    assert levels_column(report) == [
        "AD Logro destacado", "A Logro esperado", "A Logro esperado", "B En proceso", "C En inicio",
        "A Logro esperado", "A Logro esperado", "No evaluada",
    ]  # fmt: skip
    text = read(report)
    assert "8. Lee diversos tipos de textos escritos en su lengua materna" in text
    assert (
        "Evidencias: 4 sesiones; producción 3 del portafolio, «Mi cuento sobre el río» (12/05/2026); "
        "«Ficha de lectura 3» (12/05/2026)."
    ) in text


def test_a_report_without_levels_prints_none_even_if_it_was_given_them() -> None:
    report = make.progress_report(with_levels=False)
    text = read(report)

    assert not levels_column(report)
    assert not re.search(r"Logro (esperado|destacado)|En proceso|En inicio|Nivel de logro", text)
    assert "no da lugar a calificación" in text
    assert "No evaluada." in text


def test_not_evaluated_is_never_c_whatever_level_came_with_it() -> None:
    line = make.line(21, evaluated=False, level="C", conclusion="", not_evaluated_reason="Faltaron sesiones.")

    assert levels_column(make.progress_report(lines=(line,))) == ["No evaluada"]
    assert "Faltaron sesiones." in read(make.progress_report(lines=(line,)))


def test_an_evaluated_line_without_level_is_not_given_one() -> None:
    assert levels_column(make.progress_report(lines=(make.line(8, level=None),))) == ["No evaluada"]


def test_pending_competencies_are_listed_by_area_for_the_school() -> None:
    text = read(make.progress_report())

    assert "Competencias no trabajadas, pendientes de evaluar Las evalúa la institución o programa educativo" in text
    assert (
        "Personal Social: 1. Construye su identidad; 17. Construye interpretaciones históricas; "
        "18. Gestiona responsablemente el espacio y el ambiente; "
        "19. Gestiona responsablemente los recursos económicos."
    ) in text


def test_a_report_has_the_parts_of_an_informe() -> None:
    text = read(make.progress_report())

    places = [
        text.index(part)
        for part in (
            "A: Marta Demo Salas Directora, IE N.° 40999 «Demostración»",
            "DE: Rosa Demo Huamán, coordinadora educativa",
            "ASUNTO:",
            "REFERENCIA: Ley N.° 30772",
            "FECHA: Arequipa, 12 de junio de 2026",
            "I. Antecedentes",
            "II. Análisis",
            "III. Conclusiones",
            "IV. Recomendaciones",
        )
    ]
    assert places == sorted(places)
    assert "art. 13.5, de 91 a más días" in text


def test_a_report_of_nothing_worked_says_so_and_has_no_table() -> None:
    report = make.progress_report(lines=(), recommendations=(), conclusions="", socioemotional="", background="")

    assert "no se llegó a trabajar competencias" in read(report)
    assert not html.fromstring(paper_html(report)).xpath("//table[contains(@class,'progress')]")
    assert not html.fromstring(paper_html(report)).xpath("//p[not(normalize-space()) and not(@class='page')]")


def compared(*in_class: int) -> list[tuple[str, str]]:
    lines = (make.line(8), make.line(23), make.pending(24))
    report = make.progress_report(lines=lines, class_work=make.class_work(*in_class))
    rows = html.fromstring(paper_html(report)).xpath("//table[@class='comparison']//tr")
    return [(words_of(row[0]), words_of(row[1])) for row in rows]


def test_a_report_puts_what_the_class_works_beside_what_the_pupil_worked() -> None:
    assert compared(8, 24) == [
        ("En el aula y en el SEHO", "Comunicación: 8. Lee diversos tipos de textos escritos en su lengua materna."),
        (
            "Solo en el aula: por nivelar",
            "Matemática: 24. Resuelve problemas de regularidad, equivalencia y cambio.",
        ),
        ("Solo en el SEHO", "Matemática: 23. Resuelve problemas de cantidad."),
    ]


def test_class_and_pupil_may_have_worked_the_same() -> None:
    assert [words for _, words in compared(8, 23)][1:] == ["Ninguna.", "Ninguna."]


def test_a_class_without_competencies_told_is_told_in_words_and_not_compared() -> None:
    text = read(make.progress_report(class_work=make.class_work()))

    assert not compared()
    assert "Luis Demo Rojas, docente tutor, informó el 4 de mayo de 2026 (II bimestre)" in text
    assert "Textos instructivos y fracciones." in text
    assert "Cómo se evalúa: Con una exposición" in text


def test_a_report_without_word_of_the_class_says_nothing_of_it() -> None:
    assert "el aula" not in read(make.progress_report())


@pytest.mark.parametrize("maker", [make.packet_note, make.constancy, make.portfolio, make.progress_report])
def test_at_the_end_of_a_period_a_paper_says_that_the_pupil_goes_on(maker: Any) -> None:
    assert re.search("continúa en atención", read(maker(permanence=make.permanence(goes_on=True))), re.IGNORECASE)
    assert not re.search("continúa en atención", read(maker()), re.IGNORECASE)


# --- Comunicación, reincorporación, participación -----------------------------------------------------


def test_the_communication_attests_the_registration_and_the_state_it_supports() -> None:
    text = read(make.official_communication())

    for words in (
        "Oficio N.° 012-2026-SEHO-DEMO",
        "Señora o señor Marta Demo Salas Directora, IE N.° 40999 «Demostración» Presente.-",
        "art. 10.3, 10.4 y 13.6",
        "formalmente registrada o registrado en este servicio desde el 5 de marzo de 2026",
        "c) Ausente – con SEHO hospitalario (estudiante-paciente que recibe el SEHO en establecimiento de salud)",
        "mantenerlo hasta la reincorporación (art. 13.6)",
        "c. c.: UGEL Arequipa Sur",
    ):
        assert words in text
    assert "comunicado anteriormente" not in text


def test_a_new_state_tells_which_one_it_follows() -> None:
    text = read(
        make.official_communication(
            state_letter="d", state_words="Ausente – con SEHO domiciliario", previous_letter="c", copies=()
        )
    )

    assert "que sucede al estado c) comunicado anteriormente" in text
    assert "d) Ausente – con SEHO domiciliario (estudiante-paciente que recibe el SEHO en domicilio)" in text
    assert "c. c.:" not in text


def test_the_report_of_the_return_tells_the_director_what_to_assure() -> None:
    text = read(make.return_report())

    for words in (
        "A: Marta Demo Salas Directora",
        "art. 14 y 15",
        "Informe verbal Se brindó el 9 de junio de 2026",
        "Primer día de clases 16 de junio de 2026",
        "II. Situación educativa Lee textos breves",
        "III. Situación socioemocional Pide ayuda",
        "IV. Recomendaciones pedagógicas Retomar los problemas",
        "Plan de Tutoría, Orientación Educativa y Convivencia Escolar (art. 14.2)",
    ):
        assert words in text


def test_the_family_reads_the_same_facts_in_its_own_words() -> None:
    text = read(make.family_return_report())

    for words in (
        "Señora o señor Luisa Quispe Demo Madre de Demo Quispe, Ana Lucía",
        "El 9 de junio de 2026 conversamos con usted sobre su regreso",
        "Su primer día de clases es el 16 de junio de 2026",
        "Cómo va en sus aprendizajes Lee textos breves",
        "Cómo se siente Pide ayuda",
        "Qué le ayudará en su regreso Retomar los problemas",
    ):
        assert words in text
    assert "SIAGIE" not in text


def test_a_return_that_was_not_told_and_has_no_day_says_neither() -> None:
    unknown: dict[str, Any] = {"told_on": None, "returns_on": None}

    assert "conversamos" not in read(make.family_return_report(**unknown))
    assert "primer día" not in read(make.family_return_report(**unknown))
    assert not re.search("Informe verbal|Primer día", read(make.return_report(**unknown)))


def test_a_constancia_of_participation_counts_sessions_and_no_days() -> None:
    dates = (date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 10), date(2026, 4, 1))
    text = read(make.participation(dates=dates, minutes=180))

    assert "ha participado en cuatro (4) sesiones" in text
    assert "entre el 3 de marzo de 2026 y el 1 de abril de 2026" in text
    assert "Fechas de participación Marzo de 2026: 3, 10 Abril de 2026: 1" in text
    assert "3 horas" in text
    assert not re.search(r"permanencia|SIAGIE|art\. 13| días", text)


def test_a_constancia_of_a_single_participation_has_its_day() -> None:
    text = read(make.participation(dates=(date(2026, 3, 3),), minutes=45))

    assert "ha participado en una (1) sesión de atención educativa de este servicio, el 3 de marzo de 2026" in text


# --- Plan, portafolio, relación -----------------------------------------------------------------------


def test_a_plan_has_its_goals_adaptations_schedule_and_agreements() -> None:
    text = read(make.education_plan())

    for words in (
        "Desde el 9 de marzo de 2026 hasta el 9 de junio de 2026",
        "2, del 12 de mayo de 2026",
        "Luis Demo Rojas, docente tutor, el 9 de marzo de 2026",
        "26. Resuelve problemas de forma, movimiento y localización",
        "Se priorizan textos breves",
        "Las respuestas se reciben de manera oral",
        "Lunes, miércoles y viernes 09:00 a 10:00 h Aula multifuncional Comunicación y Matemática",
        "La IE envía cada quincena",
    ):
        assert words in text


def test_an_empty_plan_says_what_is_missing() -> None:
    plan = make.education_plan(
        goals=(), curricular_adaptations=(), evaluation_adaptations=(), schedule=(), resources="", support="",
        agreed_with="", agreements=(), situation="", special_needs="", version="", ends_on=None,
    )  # fmt: skip
    text = read(plan)

    assert "Sin competencias priorizadas." in text
    assert "Coordinación pendiente" in text
    assert "Sin acuerdos registrados." in text


def test_a_portfolio_shows_each_work_with_date_competency_and_words() -> None:
    page = html.fromstring(paper_html(make.portfolio(3)))
    works = page.xpath("//section[contains(@class,'work')]")

    assert len(works) == 3
    first = words_of(works[0])
    assert "1. Mi cuento sobre el río, parte 1 13 de marzo de 2026 · Comunicación 9. Escribe diversos" in first
    assert "«Escribí sobre el río de mi abuela. Me gustó inventar al pez que sabe leer.»" in first
    assert works[0].xpath(".//img/@src") == ["seho-image:work-1"]
    assert works[0].xpath(".//img/@alt") == ["Hoja con un dibujo de un río y un texto a mano"]
    assert len(page.xpath("//div[@class='index']//tbody/tr")) == 3


def test_a_picture_without_description_is_described_by_its_title() -> None:
    portfolio = content.Portfolio(**vars(make.portfolio(0)) | {"works": (make.work(1, image_description=""),)})

    assert html.fromstring(paper_html(portfolio)).xpath("//section//img/@alt") == ["Mi cuento sobre el río, parte 1"]


def test_a_work_may_be_a_text_or_a_file_that_is_kept() -> None:
    works = (
        make.work(1, images=(), text="Había una vez\n\nun río."),
        make.work(2, images=(), kept_file="Audio de 2 minutos"),
    )
    text = read(content.Portfolio(**vars(make.portfolio(0)) | {"works": works}))

    assert "Había una vez un río." in text
    assert "Audio de 2 minutos. Se conserva en el portafolio digital." in text


def test_a_portfolio_without_works_says_so() -> None:
    assert "Durante la permanencia no se registraron producciones." in read(make.portfolio(0))


def test_the_note_lists_the_papers_of_its_packet_and_what_to_recognise() -> None:
    papers = (
        make.packet_note(mark=make.mark("001-2026-SEHO-DEMO")),
        make.constancy(mark=make.mark("002-2026-SEHO-DEMO"), use="Acredita la asistencia", pages=1),
        make.portfolio(0, mark=make.mark("003-2026-SEHO-DEMO")),
    )
    page = html.fromstring(paper_html(*papers))
    rows = [[words_of(cell) for cell in row] for row in page.xpath("//table[@class='documents']/tbody/tr")]

    assert rows == [
        ["1", "Constancia de asistencia y participación N.° 002-2026-SEHO-DEMO", "Acredita la asistencia", "1"],
        ["2", "Portafolio de la o el estudiante-paciente N.° 003-2026-SEHO-DEMO", "—", ""],
    ]
    assert "registrarla en el SIAGIE" in read(*papers)
    assert "Cargo de recepción" in read(*papers)


# --- Text of people -----------------------------------------------------------------------------------


def test_long_text_is_capped_and_says_so() -> None:
    text = printable_text("palabra " * 10_000)

    assert len(text) <= LONGEST_TEXT + 1
    assert text.endswith("…")


def test_endless_words_may_break() -> None:
    runs = printable_text("x" * 100_000).rstrip("…").split("\u200b")

    assert max(map(len, runs)) <= 60


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("hola\0mundo", "holamundo"),
        ("\ud800suelto", "suelto"),
        ("me gustó 😀👩‍🏫 mucho", "me gustó  mucho"),
        ("del \u202erevés", "del revés"),
        ("a\u0301rbol", "árbol"),
        ("uno\r\ndos\ttres", "uno\ndos\ttres"),
        ("30 °C, N.° 5, 3.º, ½, «ñ», Q'eqchi’ ❤️", "30 °C, N.° 5, 3.º, ½, «ñ», Q'eqchi’ "),
        ("✓ ☐ → ©", "✓ ☐ → ©"),
        ("Ana 漢字", "Ana □□"),
        ("del \u200fאב\u200e al", "del □□ al"),
        ("ﬁn １２", "fin 12"),
        ("a" + "\u0301\u0302\u0303" * 40 + "b", "á\u0302\u0303b"),
        ("e\u0325\u20e3", "e"),
    ],
)
def test_only_the_letters_of_the_papers_are_printed(typed: str, printed: str) -> None:
    assert printable_text(typed) == printed


def test_the_four_fonts_of_the_papers_have_the_same_letters() -> None:
    folder = Path(settings.BASE_DIR) / "static" / "fonts" / "pdf"

    assert [set(TTFont(font).getBestCmap()) for font in folder.glob("*.ttf")] == [letters()] * 4


def test_printable_reaches_every_text_but_codes_and_addresses() -> None:
    mark = make.mark(number="9" * 100)
    paper = printable(make.portfolio(1, pupil=make.pupil(full_name="x\0y"), mark=mark))

    assert paper.pupil.full_name == "xy"
    assert paper.works[0].images == ("work-1",)
    assert paper.mark == mark
    assert paper.permanence.starts_on == date(2026, 3, 5)
