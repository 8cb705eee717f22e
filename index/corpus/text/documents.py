"""PDF and DOCX files, with the libraries of the extra `documents`."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from ...errors import BadArticle
from .plain_text import read_text

_MOST_UNPACKED = 256_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
# What pdfium gives for a hyphen that divides a word, and the line end behind it.
_DIVIDED = re.compile("[\x02\ufffe](?:\r?\n)?")
# Programs that print to PDF write the name of the file.
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document\d*$|fără titlu)|.*\.(?:docx?|pdf|odt|rtf)$", re.I
)


def read_pdf(data: bytes) -> dict[str, object]:
    """Return the fields of a PDF file; raises `BadArticle` if it is encrypted, damaged or has no text."""
    pdfium = _library("pypdfium2")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise BadArticle("the PDF is encrypted" if encrypted else "the PDF is damaged") from error
    try:
        properties = document.get_metadata_dict()
        pages = [page.get_textpage().get_text_range() for page in document]
    except pdfium.PdfiumError as error:
        raise BadArticle("the PDF is damaged") from error
    finally:
        document.close()
    text = _paragraphs(_DIVIDED.sub("-\n", "\n".join(pages)))
    if not text.strip():
        raise BadArticle("the PDF holds no text, perhaps images of pages: it needs text recognition")
    date = _PDF_DATE.match(properties.get("CreationDate", ""))
    day = "-".join(date.groups()[:3]) if date else ""
    time = f"T{date[4]}:{date[5]}:{date[6] or '00'}" if date and date[4] else ""
    return _with_properties(text, properties.get("Title", ""), properties.get("Author", ""), day + time)


def read_docx(data: bytes) -> dict[str, object]:
    """Return the fields of a DOCX file; raises `BadArticle` if it is encrypted, damaged or too large."""
    docx = _library("docx")
    if data.startswith(_OLE):
        raise BadArticle("the DOCX is encrypted, or an old DOC under another name")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise BadArticle(f"the DOCX unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_docx_lines(document))
        properties = document.core_properties
        created = properties.created.isoformat() if properties.created else ""
        title, author = properties.title, properties.author
    except BadArticle:
        raise
    except Exception as error:  # python-docx raises what zipfile, lxml and it itself raise
        raise BadArticle("the DOCX is damaged") from error
    if not text.strip():
        raise BadArticle("the DOCX holds no text")
    return _with_properties(text, title, author, created)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise BadArticle("PDF and DOCX need more libraries: pip install 'rasfoi[documents]'") from error


def _docx_lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
        else:
            yield block.text


def _paragraphs(text: str) -> str:
    """Return a text with the lines of a paragraph joined: those that go on with a small letter."""
    return re.sub(r"(?<![\n-])\n(?=[^\W\d_A-ZĂÂÎȘȚŞŢ])", " ", text.replace("\r\n", "\n"))


def _with_properties(text: str, title: str, author: str, date: str) -> dict[str, object]:
    record = read_text(text)
    title = title.strip()
    if title and not _NO_TITLE.match(title):
        first = str(record["title"])
        if first != title and not str(record["body"]).startswith(first):
            record["body"] = f"{first}\n{record['body']}"
        record["title"] = title
    known = {"author": author.strip(), "date": date}
    return {**{name: value for name, value in known.items() if value}, **record}
