"""The certificates of volunteers and interns say what each law asks, on one page (art. 21, 22)."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from seho.papers.documents import paper_html, render_paper
from tests.papers import factories as make


@pytest.mark.parametrize(
    ("maker", "says", "never"),
    [
        (make.volunteering, ["voluntaria o voluntario", "28238", "003-2015-MIMP", "RV-0007", "artículo 21"], ["1401"]),
        (
            make.practice,
            ["prácticas preprofesionales", "1401", "083-2019-PCM", "Universidad de Demostración", "artículo 22"],
            ["28238", "voluntari"],
        ),
    ],
)
def test_each_certificate_cites_its_own_law__art_21_22(maker: Any, says: list[str], never: list[str]) -> None:
    html = paper_html(maker())
    for words in ("Demo Flores, Valeria Ñusta", "00000023", "43 horas y 30 minutos", "veintiuna (21) sesiones", *says):
        assert words in html.replace("Veintiuna", "veintiuna")
    assert not [words for words in never if words in html]


@pytest.mark.parametrize("maker", [make.volunteering, make.practice])
def test_what_is_not_known_is_left_out(maker: Any) -> None:
    nothing = {"document_number": "", "sessions": 0, "tasks": 0}
    empty = {"registry_number": ""} if maker is make.volunteering else {"training_center": "", "career": ""}
    html = paper_html(maker(**nothing, **empty))
    for words in ("identificad", "Sesiones en las que", "Tareas de apoyo", "Inscripción", "carrera"):
        assert words not in html


@pytest.mark.parametrize("maker", [make.volunteering, make.practice])
def test_a_certificate_fills_one_page(maker: Any) -> None:
    long = {"training_center": "Universidad " * 9} if maker is make.practice else {}
    pdf = PdfReader(io.BytesIO(render_paper(maker(**long))))
    assert len(pdf.pages) == 1
