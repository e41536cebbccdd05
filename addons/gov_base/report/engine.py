"""HTML to PDF with WeasyPrint: Chinese official documents, no network, many in one file."""

import base64
import io
from datetime import date
from functools import cache
from pathlib import Path

import qrcode
import qrcode.image.svg
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLES = Path(__file__).parent
DIGITS = "〇一二三四五六七八九"


@cache
def _style(name: str) -> CSS:
    return CSS(string=(STYLES / f"{name}.css").read_text(encoding="utf-8"), font_config=FontConfiguration())


def to_pdf(html: str, style: str = "document") -> bytes:
    """Lay out a complete HTML document as PDF. It can reach nothing but data: addresses.

    :param style: ``document`` (A4) or ``slip`` (the counter printer's roll)
    """
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
        stylesheets=[_style(style)], font_config=FontConfiguration(), uncompressed_pdf=False
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
