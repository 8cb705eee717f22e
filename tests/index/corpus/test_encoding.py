"""Romanian comes out right from every encoding it was written in."""

from __future__ import annotations

import codecs

import pytest
from rasfoi.index.corpus.encoding import decode
from rasfoi.index.errors import BadArticle

COMMA = "Mâine începe școala. „Învățătoarea ne așteaptă”, spune Ștefan, elev în clasa a treia."
CEDILLA = COMMA.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
PLAIN_QUOTES = CEDILLA.translate(str.maketrans("„”", '""'))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (COMMA, "utf-8"),
        (COMMA, "utf-8-sig"),
        (COMMA, "utf-16"),
        (CEDILLA, "cp1250"),
        ("Casa veche – preţuri mici… pînă joi", "cp1250"),
        (PLAIN_QUOTES, "iso8859_2"),
        (COMMA, "iso8859_16"),
        ("Molière și Ibañez".replace("ș", "s"), "cp1252"),
        ("", "utf-8"),
    ],
)
def test_decode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf16_by_its_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + COMMA.encode("utf-16-be")) == COMMA


def test_few_bad_bytes_in_utf8_are_replaced() -> None:
    assert decode("Școala \xff\xfe".encode("latin-1", "replace") + COMMA.encode()).endswith(COMMA)
    assert decode("Ținută ".encode() + b"\xff" + b" veche") == "Ținută \ufffd veche"


@pytest.mark.parametrize(
    ("declared", "text"),
    [("windows-1251", "Привет"), ("iso-8859-1", CEDILLA), ("no-such-encoding", CEDILLA), ("utf-8", CEDILLA)],
)
def test_declared_encoding(declared: str, text: str) -> None:
    data = text.encode("cp1251" if declared == "windows-1251" else "cp1250")
    assert decode(data, declared) == text


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"abc\0def", b"%PDF-1.7 abc", bytes(range(1, 32)) * 9]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(BadArticle, match="not text"):
        decode(data)
