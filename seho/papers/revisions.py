"""What was added to an issued PDF behind its own bytes: signatures, or something that changes what one reads.

A signature is appended to a PDF; what went before stays byte for byte, but later objects may replace earlier ones. So
each object of the issued paper is compared with what stands under its number now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name

# Where the signatures, their proofs and what they ask of the reader are named.
_OF_ROOT = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version"}
_OF_FORM = {"/Fields", "/SigFlags", "/DR", "/DA"}
_ACTS = ("/A", "/AA")


def adds_only_signatures(original: bytes, signed: bytes) -> bool:
    """Whether the pages, their tags and all they name are still those of the original."""
    try:
        with pikepdf.open(BytesIO(original)) as old, pikepdf.open(BytesIO(signed)) as new:
            return not any(_changes(old, new))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return False


def _changes(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[bool]:
    """One value for each thing looked at: whether it is not as it must be."""
    yield _without(old.Root, _OF_ROOT | {"/Metadata"}) != _without(new.Root, _OF_ROOT | {"/Metadata"})
    yield from _form_changes(old.Root.get(Name.AcroForm), new.Root.get(Name.AcroForm))
    yield len(old.pages) != len(new.pages)
    checked = {old.Root.objgen, *_told(old.Root, Name.AcroForm), *_told(old.Root, Name.Metadata)}
    checked.update(_told(old.trailer, Name.Info))
    for page, page_now in zip(old.pages, new.pages, strict=True):
        yield from _page_changes(page.obj, page_now.obj)
        checked |= {page.obj.objgen, *_told(page.obj, Name.Annots)}
    for thing in old.objects:
        if thing.objgen not in checked:
            yield not _is_same(thing, new.get_object(thing.objgen))


def _page_changes(page: Any, now: Any) -> Iterator[bool]:
    yield page.objgen != now.objgen
    yield _without(page, {"/Annots", "/Tabs"}) != _without(now, {"/Annots", "/Tabs"})
    yield from _added(page.get(Name.Annots, []), now.get(Name.Annots, []))


def _form_changes(form: Any, now: Any) -> Iterator[bool]:
    if now is None:
        yield form is not None
        return
    yield not set(now.keys()) <= _OF_FORM
    yield from _added(form.get(Name.Fields, []) if form is not None else [], now.get(Name.Fields, []))


def _added(old: Iterable[Any], new: Iterable[Any]) -> Iterator[bool]:
    """What is there now must be what was there, then signatures alone."""
    before, after = list(old), list(new)
    yield [one.unparse() for one in before] != [one.unparse() for one in after[: len(before)]]
    for one in after[len(before) :]:
        yield not _is_signature(one)


def _is_signature(field: Any) -> bool:
    """A field that holds a signature, or the place on a page where it shows; it starts nothing."""
    parent = field.get(Name.Parent, {})
    kind = field.get(Name.FT, parent.get(Name.FT))
    return kind == Name.Sig and not any(act in one for act in _ACTS for one in (field, parent))


def _told(thing: Any, key: Name) -> set[tuple[int, int]]:
    """The number of the object that stands under the key, if it is one of its own."""
    found = thing.get(key)
    return {found.objgen} if isinstance(found, pikepdf.Object) and found.is_indirect else set()


def _without(thing: Any, keys: set[str]) -> dict[str, bytes]:
    return {key: _text(value) for key, value in thing.items() if key not in keys}


def _text(value: Any) -> bytes:
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def _is_same(old: Any, new: Any) -> bool:
    if not isinstance(new, pikepdf.Object) or old.unparse(resolved=True) != new.unparse(resolved=True):
        return False
    if not isinstance(old, pikepdf.Stream):
        return True
    return dict(_without(old, set())) == _without(new, set()) and old.read_raw_bytes() == new.read_raw_bytes()
