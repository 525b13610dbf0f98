"""A PDF that was signed with a certificate: kept byte for byte, or its signature would break."""

import pikepdf
from django.core.files import File
from pikepdf import Name

from seho.files.bad import BadFile
from seho.files.kinds import Kind, receive
from seho.files.pdfs import DAMAGED, LOCKED, MOST_BYTES, MOST_PAGES, check_pages, dictionaries, opened

# What makes a reader do something by itself or run what it holds.
_ACTIONS = {
    Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData, Name.ResetForm, Name.Rendition, Name.Movie,
    Name.Sound, Name.GoToR, Name.GoToE, Name.RichMediaExecute,
}  # fmt: skip
_ACTIVE = (Name.AA, Name.JS, Name.JavaScript, Name.XFA, Name.RichMediaContent)
# Stands in plain bytes in every signed PDF: the signature covers what it names.
_SIGNED = b"/ByteRange"

_ACTS = (
    "El PDF contiene acciones o programas que se ejecutan al abrirlo, y así no se puede guardar. "
    "Firme el documento tal como se descarga de aquí."
)


def signed_pdf(uploaded: "File[bytes]", *, max_bytes: int = MOST_BYTES, max_pages: int = MOST_PAGES) -> bytes:
    """The bytes of a PDF as they came, once it is sure that it does nothing when it is opened; raises BadFile."""
    content = receive(uploaded, Kind.PDF, max_bytes=max_bytes).content
    try:
        with opened(content) as pdf:
            check_pages(len(pdf.pages), max_pages)
            if any(_acts(thing) for thing in dictionaries(pdf)):
                raise BadFile(_ACTS)
    except BadFile:
        raise
    except pikepdf.PasswordError:
        raise BadFile(LOCKED) from None
    except Exception:  # noqa: BLE001 - A hostile file breaks the reader in many ways; each means the same.
        raise BadFile(DAMAGED) from None
    return content


def looks_signed(uploaded: "File[bytes]") -> bool:
    """Whether a file holds a signature with a certificate, which making it anew would destroy."""
    uploaded.seek(0)
    return _SIGNED in uploaded.read()


def _acts(thing: pikepdf.Object) -> bool:
    return any(key in thing for key in _ACTIVE) or thing.get(Name.S) in _ACTIONS
