"""HTML to PDF with WeasyPrint: Chinese official documents, no network, many in one file."""

import base64
import io
from datetime import date
from functools import cache
from pathlib import Path

import qrcode
import qrcode.image.svg
from weasyprint import CSS, HTML
from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLES = Path(__file__).parent
DIGITS = "〇一二三四五六七八九"
#: which text a font is for, by style and place: selectors, and what follows it where it has no glyph
FONTS = {
    "document": {
        "body": ("html", '"FangSong", "仿宋", "FangSong_GB2312", "Noto Serif CJK SC", serif'),
        "title": ("h1, .red-head", '"FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", serif'),
        "table": ("table.lines th", '"SimHei", "黑体", "Noto Sans CJK SC", sans-serif'),
    },
    "slip": {"table": ("html", '"SimHei", "黑体", "Noto Sans CJK SC", sans-serif')},
}


@cache
def _style(name: str) -> CSS:
    return CSS(string=(STYLES / f"{name}.css").read_text(encoding="utf-8"), font_config=FontConfiguration())


@cache
def _fonts(style: str, chosen: tuple) -> CSS:
    chosen = dict(chosen)
    rules = (
        f"{selectors} {{ font-family: {_quoted(chosen.get(place))}{others} }}"
        for place, (selectors, others) in FONTS[style].items()
    )
    return CSS(string="\n".join(rules), font_config=FontConfiguration())


def _quoted(family: str | None) -> str:
    return f'"{family}", ' if family and not set(family) & set('"\\\n\r\f') else ""


def font_families() -> set[str]:
    """The families of the fonts on this machine, as WeasyPrint finds them."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    if fonts == ffi.NULL:
        return set()
    families, name = set(), ffi.new("FcChar8 **")
    for font in (fonts.fonts[place] for place in range(fonts.nfont)):
        place = 0
        while fontconfig.FcPatternGetString(font, b"family", place, name) == fontconfig.FcResultMatch:
            families.add(ffi.string(name[0]).decode("utf-8", "replace"))
            place += 1
    return families


def to_pdf(html: str, style: str = "document", fonts: tuple = ()) -> bytes:
    """Lay out a complete HTML document as PDF. It can reach nothing but data: addresses.

    :param style: ``document`` (A4) or ``slip`` (the counter printer's roll)
    :param fonts: (place, family) pairs for ``body``, ``title`` and ``table``; what is not named
        has the default font
    """
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
        stylesheets=[_style(style), _fonts(style, fonts)], font_config=FontConfiguration(), uncompressed_pdf=False
    )


def qr_data_uri(text: str) -> str:
    """A QR code as a data: address of an SVG picture."""
    picture = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    buffer = io.BytesIO()
    picture.save(buffer)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def chinese_date(day: date | str) -> str:
    """A date as documents write it: 2026年3月2日."""
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    return f"{day.year}年{day.month}月{day.day}日"
