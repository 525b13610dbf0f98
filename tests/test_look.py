"""The face of the program: colours that can be read, pages that keep the content policy, components, tags."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.accounts.templatetags import ui
from tests.look import LEAST, SmallForm, include, parts, person, render, request_of

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.parent.name not in {"papers", "email", "messages"}]
CSS = (STATIC / "css/app.css").read_text()
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
FIRST_VISIT = 120 * 1024


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


# --- Colours --------------------------------------------------------------------------------------

READ = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken", "raised")],
    *[(ink, ground) for ink in ("brand-ink", "late", "due", "good") for ground in ("paper", "surface", "raised")],
    *[(state, f"{state}-soft") for state in ("due", "late", "good", "info")],
    *[("ink", f"{state}-soft") for state in ("brand", "due", "late", "good", "info")],
    ("ink-2", "brand-soft"),
    ("brand-ink", "brand-soft"),
    ("brand-ink", "sunken"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-late", "late"),
    ("on-late", "late-hover"),
    ("rail-ink", "rail"),
    ("rail-ink-2", "rail"),
    ("rail-ink-2", "rail-active"),
]
SEEN = [
    *[("line-strong", ground) for ground in ("paper", "surface", "sunken")],
    *[("brand", ground) for ground in ("paper", "surface", "sunken")],
    ("focus-in", "rail"),
    ("focus-in", "focus-out"),
]


def colours(start: str) -> dict[str, str]:
    block = CSS[CSS.index(start) :]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", block[: block.index("--shadow:")]))


LIGHT = colours(":root {\n  color-scheme: light")
DARK = colours(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_letters_reach_four_and_a_half_to_one(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_edges_of_controls_reach_three_to_one(theme: dict[str, str], mark: str, ground: str) -> None:
    assert contrast(theme[mark], theme[ground]) >= 3


def test_the_dark_theme_is_the_same_by_system_and_by_choice() -> None:
    assert colours(':root:not([data-theme="light"]) {') == DARK
    assert LIGHT.keys() == DARK.keys()


def test_colours_stand_in_variables_only() -> None:
    after = CSS[CSS.index("/* --- Ground") : CSS.index("@media print")]
    kept = {"#fff", "#111", "#14282b"}  # white on the rail and on a paper, and the skip link
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", after)) <= kept


# --- Files ----------------------------------------------------------------------------------------


def test_a_first_visit_is_small() -> None:
    html = render_to_string("base.html", request=request_of())
    files = {path.split("#")[0] for path in re.findall(r'(?:href|src)="/static/([^"]+)"', html)}
    assert {"css/app.css", "js/session.js", "icons.svg"} <= files
    sizes = {path: len(gzip.compress((STATIC / path).read_bytes())) for path in files if "woff2" not in path}
    assert len(html) < 20_000
    assert sum(sizes.values()) < FIRST_VISIT, sizes


@pytest.mark.parametrize("path", sorted((STATIC / "vendor").glob("*/")), ids=lambda path: path.name)
def test_vendored_files_say_version_and_licence(path: Path) -> None:
    assert re.search(r"-\d+\.\d+\.\d+$", path.name)
    assert list(path.glob("LICENSE*"))
    assert path.name in (STATIC / "vendor/README.md").read_text()
    for file in [*path.glob("*.js"), *path.glob("*.css")]:
        assert "sourceMappingURL" not in file.read_text()


@pytest.mark.parametrize("style", ["Regular", "Italic", "SemiBold", "Bold"])
def test_letters_of_the_papers_write_the_languages_of_peru(style: str) -> None:
    font_tools = pytest.importorskip("fontTools.ttLib")
    letters = font_tools.TTFont(STATIC / f"fonts/pdf/SehoText-{style}.ttf").getBestCmap()
    wanted = "áéíóúüñÑ¿¡N.°º ªäëïöÿẽĩũãõɨʼ’‘“”«»–—…§✓☐☑½×" + "0123456789"
    assert [sign for sign in wanted if ord(sign) not in letters] == []


# --- Templates ------------------------------------------------------------------------------------

FORBIDDEN = {
    "inline style": r"\sstyle=",
    "inline handler": r"\son[a-z]+=[\"']",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "htmx that needs eval": r"hx-on|hx-vals=['\"]js:|hx-headers=['\"]js:|hx-trigger=\"[^\"]*\[",
    "another host": r"(?:src|href|action)=\"(?:https?:)?//",
}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_keep_the_content_security_policy(path: Path) -> None:
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert {what for what, pattern in FORBIDDEN.items() if re.search(pattern, source)} == set()


def test_icons_that_are_named_are_in_the_sprite() -> None:
    named = {*ui.STATE_ICONS.values(), *(place.icon for place in ui.PLACES)}
    for path in TEMPLATES:
        pairs = re.findall(r'{% icon "([^"]+)"|\bicon="([^"]+)"', path.read_text())
        named |= {one or other for one, other in pairs}
    assert sorted(named - SPRITE) == []


COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_components_begin_with_their_parameters(path: Path) -> None:
    source = path.read_text()
    assert re.match(r"{% comment %}.+?(Parameters:|No parameters).+?{% endcomment %}", source, re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_components_get_what_they_are_given_and_no_more(path: Path) -> None:
    for tag in re.findall(r'{% include "components/[^%]+%}', path.read_text()):
        assert tag.endswith("only %}"), tag


# --- Tags -----------------------------------------------------------------------------------------

NIGHT = datetime(2026, 3, 6, 3, 30, tzinfo=UTC)  # 22:30 of the day before, in Lima


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|fecha }}", date(2026, 9, 5), "5 de setiembre de 2026"),
        ("{{ value|fecha }}", NIGHT, "5 de marzo de 2026"),
        ("{{ value|fecha }}", None, ""),
        ("{{ value|fecha_corta }}", date(2026, 3, 5), "05/03/2026"),
        ("{{ value|fecha_dia }}", date(2026, 3, 5), "jueves 5 de marzo"),
        ("{{ value|hora }}", NIGHT, "22:30"),
        ("{{ value|hora }}", None, ""),
        ("{{ value|dias }}", 1, "1 día"),
        ("{{ value|dias }}", 23, "23 días"),
        ("{{ value|dias }}", None, ""),
        ('{{ value|cuenta:"sesión,sesiones" }}', 1234, "1,234 sesiones"),
        ("{{ value|es_number }}", 1234.5, "1,234.5"),
        ("{{ value|es_number }}", 180000, "180,000"),
        ("{{ value|es_number }}", None, ""),
        ("{{ value|es_number:1 }}", Decimal(2), "2.0"),
    ],
)
def test_dates_and_numbers_are_written_as_in_peru(source: str, value: Any, text: str) -> None:
    assert render(source, value=value) == text


def test_an_icon_is_decoration_until_it_has_a_label() -> None:
    assert render('{% icon "lock" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#lock"></use></svg>'
    )
    assert 'role="img" aria-label="A &amp; B"' in render('{% icon "lock" label %}', label="A & B")


def test_the_way_back_is_read_from_the_message() -> None:
    assert ui.undo_url("x undo=/volver/1/ y") == "/volver/1/"
    assert ui.undo_url(None) == ""


def test_an_address_that_nobody_answers_is_empty() -> None:
    assert ui.url_or_empty("nobody:here") == ""


def test_the_query_of_the_address_is_kept_but_for_what_changes() -> None:
    request = RequestFactory().get("/?q=ana&tipo=A&tipo=B&page=3")
    assert ui.query_fields(request, "q", "page") == [("tipo", "A"), ("tipo", "B")]


def test_bars_fill_the_width_and_zero_is_zero() -> None:
    assert [bar.share for bar in ui.bars([("a", 40), ("b", 10, "/b/"), ("c", 0)])] == [
        "100.00%",
        "25.00%",
        "0.00%",
    ]
    assert ui.bars([]) == []
    assert [bar.share for bar in ui.columns([("a", 0), ("b", None)])] == ["0.00%", "0.00%"]


def names_of_places(user: User) -> list[str]:
    html = render("{% nav_items as places %}{% for place in places %}{{ place.label }} {% endfor %}", user=user)
    return html.split()


@pytest.mark.parametrize(
    ("role", "some", "none"),
    [
        (Role.COORDINATOR, {"Hoy", "Estudiantes", "Atención", "Documentos"}, set()),
        (Role.TEACHER, {"Hoy", "Estudiantes", "Atención"}, set()),
        (Role.DRE_SPECIALIST, {"Hoy", "Tablero", "Red"}, {"Estudiantes", "Atención"}),
        (Role.ADMIN, {"Hoy"}, {"Estudiantes", "Atención", "Documentos"}),
    ],
)
def test_places_are_shown_to_those_who_may_enter(role: Role, some: set[str], none: set[str]) -> None:
    shown = set(names_of_places(person(role)))
    assert some <= shown
    assert not none & shown


def test_the_place_where_one_is_is_marked_once() -> None:
    here = "{% for place in places %}{% if place.active %}{{ place.label }} {% endif %}{% endfor %}"
    source = "{% nav_items as places %}" + here
    assert render(source, path="/") == "Hoy "
    assert render(source, path=ui.url_or_empty("network:home") + "x/1/") == "Red "


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("patients:history", "Estudiantes "),
        ("attendance:plan", "Estudiantes "),
        ("attendance:pupil_sessions", "Estudiantes "),
        ("attendance:assessment", "Estudiantes "),
        ("attendance:portfolio", "Estudiantes "),
        ("convalidation:pupil", "Estudiantes "),
        ("attendance:session_detail", "Atención "),
        ("convalidation:packet", "Documentos "),
        ("convalidation:return_pupil", "Estudiantes "),
        ("convalidation:return", "Retorno "),
    ],
)
def test_every_tab_of_a_pupil_is_in_the_place_of_the_pupils(name: str, place: str) -> None:
    here = "{% for place in places %}{% if place.active %}{{ place.label }} {% endif %}{% endfor %}"
    assert render("{% nav_items as places %}" + here, path=reverse(name, args=[7])) == place


def test_drafts_are_locked_for_each_person() -> None:
    lock = render("{% draft_key %}")
    other = person(Role.COORDINATOR)
    other.pk = 8
    assert re.fullmatch("[0-9a-f]{64}", lock)
    assert render("{% draft_key %}", user=other) != lock


# --- Components ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_components_show_the_least_they_are_given(path: Path) -> None:
    """Whatever else a component reads is optional: an undefined variable fails this test."""
    assert LEAST[path.stem][1] in render(include(path.stem), **parts())


def test_a_journey_says_its_states_in_words_too() -> None:
    html = render(include("journey"), **parts())
    assert 'aria-current="step"' in html
    assert all(words in html for words in ("(hecho)", "(detenido)", "(pendiente)", "05/03/2026"))


def test_the_search_keeps_the_other_filters() -> None:
    html = render(include("search_box"), path="/lista/?q=ana&tipo=B&page=4")
    assert 'name="tipo" value="B"' in html
    assert 'value="ana"' in html
    assert 'name="page"' not in html


def test_an_undo_is_sent_with_its_token() -> None:
    given = 'text="Se retiró." state="good" undo_url="/x/" csrf_token="abc"'
    html = render(f'{{% include "components/toast.html" with {given} only %}}')
    assert 'action="/x/"' in html
    assert 'value="abc"' in html


# --- Fields ----------------------------------------------------------------------------------------------


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    html = render("{% load crispy_forms_tags %}{{ form|crispy }}", form=SmallForm({}))
    for name, ids in (
        ("name", "id_name_helptext id_name_error"),
        ("place", "id_place_error"),
        ("agreed", "id_agreed_error"),
    ):
        assert f'aria-describedby="{ids}"' in html, name
        assert f'id="id_{name}_error"' in html
    assert html.count('class="invalid-feedback"') == 3
    assert html.index("Como en su documento.") < html.index('name="name"') < html.index('id="id_name_error"')


def test_what_is_optional_says_so_and_nothing_has_an_asterisk() -> None:
    html = render("{% load crispy_forms_tags %}{{ form|crispy }}", form=SmallForm())
    assert html.count("(opcional)") == 2
    assert "*" not in html


# --- Pages of errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_pages_of_errors_need_no_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert '<html lang="es-PE">' in html
    assert "<h1>" in html
    assert ("data-failed" in html) == (name in {"400", "403_csrf", "500"})


def test_a_refusal_says_why() -> None:
    html = render_to_string("403.html", {"exception": "Solo la coordinación <emite> constancias."})
    assert "Solo la coordinación &lt;emite&gt; constancias." in html


@override_settings(SEHO_DEMO=True)
def test_a_demonstration_says_that_nobody_is_real() -> None:
    assert "ninguna persona es real" in render_to_string("500.html")
    assert "ninguna persona es real" in render_to_string("base.html", request=request_of())


def test_the_real_program_says_nothing_of_a_demonstration() -> None:
    assert "demostración" not in render_to_string("500.html")
