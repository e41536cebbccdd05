"""Which kind of file some content is, by the content alone."""

import io
import zipfile
from pathlib import PurePosixPath

from PIL import Image

#: kind -> the endings a file of that kind may carry
ENDINGS = {"pdf": {"pdf"}, "jpeg": {"jpg", "jpeg"}, "png": {"png"}, "ofd": {"ofd"}}
#: what the browser is told
MIMETYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "ofd": "application/ofd"}
MAX_PIXELS = 100_000_000


def kind_of(content: bytes) -> str:
    """The kind of some content; empty if it is none of :data:`ENDINGS` or is damaged."""
    if content.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in content[-2048:] else ""
    if content.startswith(b"PK\x03\x04"):
        return "ofd" if _is_ofd(content) else ""
    return _image_kind(content)


def fits(name: str, kind: str) -> bool:
    """Whether a file's name says what its content is."""
    return PurePosixPath(name).suffix.lstrip(".").lower() in ENDINGS.get(kind, ())


def says(name: str) -> bool:
    """Whether the ending of a name speaks of one of the kinds known here."""
    return any(fits(name, kind) for kind in ENDINGS)


def _is_ofd(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "OFD.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _image_kind(content):
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return ""
            image.verify()
            return image.format.lower()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
