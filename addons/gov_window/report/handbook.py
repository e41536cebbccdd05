"""A long book in bounded memory: laid out chapter by chapter, then bound with its table of contents.

Each chapter is laid out, written and forgotten before the next one; its bookmarks tell on which page each
heading is, so that the contents need no second layout of the whole book.
"""

import gc
import io
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher


@cache
def _style() -> CSS:
    text = (Path(__file__).parent / "handbook.css").read_text(encoding="utf-8")
    return CSS(string=text, font_config=FontConfiguration())


def _layout(html: str, first_page: int):
    begin = CSS(string=f"@page :first {{ counter-reset: page {first_page}; counter-increment: none }}")
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).render(
        stylesheets=[_style(), begin], font_config=FontConfiguration()
    )


def bind(chapters: Iterable[str], front: Callable[[list[tuple]], str]) -> bytes:
    """Lay out a book.

    :param chapters: complete HTML documents, each begun on a new page; ``h2`` and ``h3`` are its headings
    :param front: makes the HTML of cover and contents from (level, heading, page) of all headings
    :return: one PDF, with bookmarks
    """
    headings, files, page = [], [], 1
    for html in chapters:
        document = _layout(html, page)
        for offset, own in enumerate(document.pages):
            headings += [(level, text, page + offset) for level, text, _point, _state in own.bookmarks]
        page += len(document.pages)
        files.append(document.write_pdf())
        del document, own
        gc.collect()  # a layout holds its fonts, tens of megabytes, in a cycle
    writer = PdfWriter()
    writer.append(io.BytesIO(_layout(front(headings), 1).write_pdf()), import_outline=False)
    first = len(writer.pages) - 1
    for content in files:
        writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
    parent = None
    for level, text, number in headings:
        mark = writer.add_outline_item(text, first + number, parent=parent if level > 1 else None)
        parent = mark if level == 1 else parent
    writer.compress_identical_objects()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
