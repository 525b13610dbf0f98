"""The JPEG pictures inside a PDF: kept to the last pixel, but without what they tell of place and camera."""

import re

_START, _END = b"\xff\xd8", 0xD9
_SCAN = 0xDA
_ADOBE = 0xEE
# APP0 (JFIF) to APP15 and comments. Adobe's APP14 stays: it says how the colours are coded.
_TOLD = {*range(0xE1, 0xF0), 0xFE} - {_ADOBE}
# Inside a scan, FF is followed by 00 or by a restart mark; any other mark ends it.
_NEXT_MARK = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


def without_metadata(jpeg: bytes) -> bytes:
    """The same picture without EXIF, XMP, profiles, comments and whatever lies behind its end.

    Raises ValueError when the marks do not follow each other as they must.
    """
    if not jpeg.startswith(_START):
        raise ValueError("This is no JPEG.")
    kept, place, mark = [_START], len(_START), 0
    while mark != _END and (found := _NEXT_MARK.match(jpeg, place)):
        mark, inside = jpeg[found.end() - 1], found.end()
        place = inside + int.from_bytes(jpeg[inside : inside + 2], "big")
        if mark == _SCAN:
            after = _NEXT_MARK.search(jpeg, place)
            place = after.start() if after else len(jpeg)
        if mark not in {*_TOLD, _END}:
            kept.append(jpeg[inside - 2 : place])
    # A scan that runs to the end of the file lacks its mark; every viewer shows it.
    if mark not in {_SCAN, _END}:
        raise ValueError("This JPEG is damaged.")
    return b"".join([*kept, bytes([0xFF, _END])])
