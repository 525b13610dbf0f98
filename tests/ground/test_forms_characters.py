"""What a text may hold and how it is tidied."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from seho.forms.characters import refuse_forbidden, tidy_line, tidy_lines

ODD = st.text(alphabet=st.characters() | st.sampled_from("a \t\n\r\u00a0\u200b\u00ad\u2028\ufeff\u0303n"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  Ana \t  Lucía ", "Ana Lucía"),
        ("Ana\r\nLucía\n\n\nQuispe", "Ana Lucía Quispe"),
        ("Ana\u00a0\u2003Lucía", "Ana Lucía"),
        ("A\u200bna\ufeff Lu\u00adcía\u202e", "Ana Lucía"),
        ("n\u0303", "ñ"),
        ("n\u200b\u0303", "ñ"),
        ("👩‍👧", "👩‍👧"),
        (" \n ", ""),
    ],
)
def test_a_line_is_tidied(typed: str, line: str) -> None:
    assert tidy_line(typed) == line


def test_several_lines_keep_their_paragraphs() -> None:
    typed = "  Primera \r\n  segunda\t línea  \r\r\n\n\n\nTercera  "
    assert tidy_lines(typed) == "Primera\nsegunda línea\n\nTercera"


@given(ODD)
def test_tidying_twice_changes_nothing(typed: str) -> None:
    assert tidy_line(tidy_line(typed)) == tidy_line(typed)
    assert tidy_lines(tidy_lines(typed)) == tidy_lines(typed)


@given(ODD)
def test_a_tidy_line_is_one_composed_line(typed: str) -> None:
    line = tidy_line(typed)
    assert not set("\n\r\u2028\u2029\u200b\u00ad\ufeff") & set(line)
    assert "  " not in line
    assert line == unicodedata.normalize("NFC", line)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_forbidden_characters_are_refused_and_placed(sign: str) -> None:
    with pytest.raises(ValidationError, match="después de «Ana»") as caught:
        refuse_forbidden(f"Ana{sign} Lucía")
    assert caught.value.code == "forbidden_character"
    assert sign not in caught.value.message
    with pytest.raises(ValidationError, match="al comienzo"):
        refuse_forbidden(f"Primera línea\n{sign}Lucía")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_ordinary_text_passes(typed: str) -> None:
    refuse_forbidden(typed + "\n\t")


@given(st.text(alphabet=st.characters()))
def test_what_passes_can_be_stored_anywhere(typed: str) -> None:
    try:
        refuse_forbidden(typed)
    except ValidationError:
        return
    typed.encode("utf-8")
    assert "\x00" not in typed
