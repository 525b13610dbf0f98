"""Files for the tests, made on the spot: photos with everything that must not survive, and PDFs that act."""

from io import BytesIO
from pathlib import Path

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

CANARY = "CANARIO-7731"
# A 64x48 picture lying on its side, red in one corner, with a place and a camera in its EXIF. Pillow
# reads HEIC here and cannot write it, so this one was made once, with pillow-heif.
HEIC = Path(__file__).parent / "files" / "sideways-with-gps.heic"

ORIENTATION, CAMERA, GPS = 0x0112, 0x010F, 0x8825


def upload(content: bytes, name: str = "archivo") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(
    width: int = 64, height: int = 48, *, kind: str = "JPEG", orientation: int = 1, progressive: bool = False
) -> bytes:
    """A white picture with a red top left quarter, a place, a camera, a comment and a text."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[CAMERA] = CANARY
    exif.get_ifd(GPS).update({1: "S", 2: (12.0, 2.0, 47.0), 3: "W", 4: (77.0, 1.0, 30.0)})
    out = BytesIO()
    extra = {"comment": CANARY.encode(), "progressive": progressive} if kind == "JPEG" else {}
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    picture.save(out, kind, exif=exif.tobytes(), xmp=xmp, icc_profile=CANARY.encode(), **extra)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(BytesIO(jpeg), formats=["JPEG"])
    picture.load()
    return picture


def is_red(colour: object) -> bool:
    red, green, blue = colour  # type: ignore[misc]
    return bool(red > 200 and green < 60 and blue < 60)


def pdf(pages: int = 1, text: str = "Constancia") -> pikepdf.Pdf:
    """A PDF whose pages show `text` and their number."""
    made = pikepdf.new()
    font = made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 20 Tf 60 700 Td ({text} {number}) Tj ET".encode("cp1252"))
    return made


def saved(made: pikepdf.Pdf, **how: object) -> bytes:
    out = BytesIO()
    made.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def acting_pdf() -> bytes:
    """A PDF with all that a document can do, hide or remember, each marked with the canary."""
    made = pdf()
    page = made.pages[0]
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))
    launch = Dictionary(S=Name.Launch, F=String(f"{CANARY}.exe"))
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=script)
    page.obj.AA = Dictionary(O=launch)
    page.obj.Metadata = made.make_stream(CANARY.encode())
    page.obj.PieceInfo = Dictionary(App=Dictionary(Private=String(CANARY)))
    page.obj.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
            for action in (
                script,
                launch,
                Dictionary(S=Name.URI, URI=String(f"https://{CANARY}.example")),
                Dictionary(S=Name.SubmitForm, F=String(f"https://{CANARY}.example")),
            )
        ]
    )
    made.attachments[f"{CANARY}.txt"] = pikepdf.AttachedFileSpec(made, CANARY.encode(), filename=f"{CANARY}.txt")
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    made.docinfo["/Author"] = CANARY
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(CANARY, 0))
    names = made.Root.Names
    names.JavaScript = Dictionary(Names=Array([String(CANARY), script]))
    drawing = made.make_stream(b"0 0 5 5 re f")
    drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, Array([0, 0, 5, 5])
    drawing.PieceInfo = Dictionary(Deep=Dictionary(Metadata=made.make_stream(CANARY.encode())))
    drawing.Ref = Dictionary(F=String(f"{CANARY}.pdf"))
    page.Resources.XObject = Dictionary(X1=drawing)
    outside = made.make_stream(b"")
    outside.F = String(f"/etc/{CANARY}")
    outside.Subtype, outside.BBox = Name.Form, Array([0, 0, 5, 5])
    page.Resources.XObject.X2 = outside
    return saved(made)


def photo_pdf(content: bytes, *, as_array: bool = False) -> bytes:
    """A page that shows a JPEG as it came from the camera."""
    made = pdf()
    picture = made.make_stream(b"")
    picture.write(content, filter=Array([Name.DCTDecode]) if as_array else Name.DCTDecode)
    with Image.open(BytesIO(content)) as source:
        picture.Width, picture.Height = source.size
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    made.pages[0].Resources.XObject = Dictionary(P1=picture)
    made.pages[0].contents_add(b"q 200 0 0 150 60 300 cm /P1 Do Q")
    return saved(made)


def filled_form(*, with_appearance: bool = True) -> bytes:
    """A form in which somebody wrote "Quispe", as a viewer leaves it."""
    made = pdf()
    page = made.pages[0]
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nombre"), V=String("Quispe"), F=4,
        Rect=Array([60, 500, 300, 530]), DA=String("/F1 12 Tf 0 g"),
        AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String(CANARY))),
    )  # fmt: skip
    if with_appearance:
        look = made.make_stream(b"/Tx BMC q BT /F1 12 Tf 2 8 Td (Quispe) Tj ET Q EMC")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 240, 30])
        look.Resources = page.Resources
        field.AP = Dictionary(N=look)
    widget = made.make_indirect(field)
    page.obj.Annots = Array([widget])
    made.Root.AcroForm = Dictionary(
        Fields=Array([widget]),
        DR=page.Resources,
        DA=String("/F1 12 Tf 0 g"),
        NeedAppearances=not with_appearance,
    )
    return saved(made)
