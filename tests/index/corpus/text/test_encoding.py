"""Romanian comes out right from every encoding it was written in."""

from __future__ import annotations

import codecs

import pytest
from rasfoi.index.corpus.text.encoding import decode
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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [COMMA, "Titlu\n\nAnul 2024: 11.000 de lei."])
def test_utf16_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


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
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0abc\0def", b"%PDF-1.7 abc", bytes(range(1, 32)) * 9]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(BadArticle, match="not text"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Podul e gata\xc8", "Podul e gata"),
        ("Școala e gata".encode() + b"\xc4", "Școala e gata"),
        ("Școala e gata".encode() + b"\xe2\x80", "Școala e gata"),
        (b"O fereastr\xe3", "O fereastră"),
        (b"Podul\0 e gata", "Podul\0 e gata"),
    ],
)
def test_a_letter_cut_short_and_one_nul(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("garbled", "text"),
    [
        ("È™coala È›ÄƒrÄƒneascÄƒ", "școala țărănească"),
        ("ÅŸcoala Å£Äƒrii", "şcoala ţării"),
        ("Ã®n pÃ¢ine", "în pâine"),
        ("ºcoala ºi viaþa pãrinþilor", "școala și viața părinților"),
        ("Þara ºi naþiunea", "Țara și națiunea"),
        ("вЂћИ™coala Г®n RomГўniaвЂќ", "„școala în România”"),
        ("ЕЈДѓranii ЕџtiuвЂ¦", "ţăranii ştiu…"),
    ],
)
def test_mojibake_is_repaired(garbled: str, text: str) -> None:
    assert decode(garbled.encode()) == text


@pytest.mark.parametrize(
    "text",
    ["Þingvellir, það er staður", "Apartamentul nº 5, etaj 1º", "20 ºC la prânz", "São Paulo, coração",
     "È™ se scrie rar".replace("È™", "È"), "Ångström și Ärzte", "château – grâce",
     "Еўропа, Дѓ и Г®", "СВЕЈЕДНО", "Москва в“ и"],
)  # fmt: skip
def test_good_text_is_not_repaired(text: str) -> None:
    assert decode(text.encode()) == text
