"""PDF and DOCX files are read, or say why not."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime

import pytest
from rasfoi.index.corpus.text.documents import read_docx, read_pdf
from rasfoi.index.errors import BadArticle

docx = pytest.importorskip("docx")
pytest.importorskip("pypdfium2")


def pdf(*lines: str, info: str = "") -> bytes:
    shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    stream = f"BT /F 12 Tf 72 720 Td {shown} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<<{info}>>",
    ]
    data, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n"
    return f"{data}{end}{len(data)}\n%%EOF".encode()


def word(*paragraphs: str, title: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_table(1, 2).rows[0].cells[0].text = "celula"
    document.core_properties.title = title
    document.core_properties.author = "Ana Pop"
    document.core_properties.created = datetime(2025, 4, 28, 10, 30)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_pdf() -> None:
    info = "/Title(Podul)/Author(Ana Pop)/CreationDate(D:20250428103000+03'00')"
    record = read_pdf(pdf("Podul", "Orasul are un pod nou, iar guver-", "nul plateste", "tot.", info=info))
    assert record == {
        "title": "Podul",
        "author": "Ana Pop",
        "date": "2025-04-28T10:30:00",
        "body": "Orasul are un pod nou, iar guvernul plateste tot.",
    }
    assert read_pdf(pdf("Podul", "Text", info="/Title(Microsoft Word - a.doc)"))["title"] == "Podul"


def test_docx() -> None:
    record = read_docx(word("Podul", "Școala e lângă pod.", title="Podul nou"))
    assert record["title"] == "Podul nou"
    assert record["author"] == "Ana Pop"
    assert str(record["date"]).startswith("2025-04-28T10:30:00")
    assert str(record["body"]).split("\n")[:3] == ["Podul", "Școala e lângă pod.", "celula"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 x", b"nimic"])
def test_damaged_files(data: bytes) -> None:
    with pytest.raises(BadArticle, match="the PDF is damaged"):
        read_pdf(data)
    with pytest.raises(BadArticle, match="the DOCX is damaged"):
        read_docx(data)


def test_a_docx_whose_parts_are_not_what_they_should_be() -> None:
    for part, changed in (
        ("word/document.xml", b"wordprocessingml"),
        ("docProps/core.xml", b"coreProperties"),
    ):
        data = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(word("Podul"))) as source, zipfile.ZipFile(data, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                target.writestr(name, content.replace(changed, b"x") if name == part else content)
        with pytest.raises(BadArticle, match="the DOCX is damaged"):
            read_docx(data.getvalue())


def test_files_without_text() -> None:
    with pytest.raises(BadArticle, match="holds no text"):
        read_pdf(pdf())
    with pytest.raises(BadArticle, match="encrypted"):
        read_docx(b"\xd0\xcf\x11\xe0" + b"\0" * 99)


def test_a_docx_that_unpacks_to_too_much() -> None:
    out = io.BytesIO(word("Podul"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/a.bin", bytes(257_000_000))
    with pytest.raises(BadArticle, match="more than 256 MB"):
        read_docx(out.getvalue())


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(BadArticle, match=r"pip install 'rasfoi\[documents\]'"):
        read_pdf(pdf("Podul"))
