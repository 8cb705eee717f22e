"""Query text to lexemes: words, phrases, operators and brackets, with what is written before them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...index.analysis.folding import fold
from ...index.analysis.normalization import clean_text

FIELDS = {
    "titlu": "title", "title": "title", "sursa": "source", "source": "source", "sectiune": "section",
    "section": "section", "data": "date", "date": "date", "dupa": "after", "after": "after",
    "inainte": "before", "before": "before",
}  # fmt: skip
_OPERATORS = {
    "AND": "and", "ȘI": "and", "ŞI": "and", "SI": "and", "OR": "or", "SAU": "or", "NOT": "not", "NU": "not",
}  # fmt: skip
_QUOTES = str.maketrans(dict.fromkeys("„”“‟«»″", '"'))
# Groups of three digits are one figure, as they are in the articles.
_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\w)"
_LEXEME = re.compile(
    rf"(?P<sign>[+-])?(?:(?P<field>\w+):)?"
    rf'(?:"(?P<phrase>[^"]*)"|(?P<open>\()|(?P<text>{_FIGURE}[^\s()"]*|[^\s()"]+))|(?P<close>\))'
)


class Lexeme(NamedTuple):
    """A piece of a query: `kind` is `word`, `phrase`, `(`, `)`, `and`, `or` or `not`.

    `sign` is what stands before it, `+`, `-` or nothing; `field` one of the values of FIELDS or "";
    `unknown_field` what was written as a field and is none; `start` where its text begins.
    """

    kind: str
    text: str = ""
    sign: str = ""
    field: str = ""
    start: int = 0
    unknown_field: str = ""


def same_length_clean(text: str) -> str:
    """Return `text` as it is searched, with quotation marks made alike."""
    return clean_text(text).translate(_QUOTES)


def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Return the lexemes of a text from `same_length_clean`; a quotation mark without a second is none."""
    if text.count('"') % 2:
        at = text.rindex('"')
        text = text[:at] + " " + text[at + 1 :]
    shouting = text.isupper() and len(text.split()) > 2
    return tuple(_lexeme(match, shouting) for match in _LEXEME.finditer(text))


def _lexeme(match: re.Match[str], shouting: bool) -> Lexeme:
    if match["close"]:
        return Lexeme(")", start=match.start())
    sign, written, text = match["sign"] or "", match["field"] or "", match["text"]
    field = FIELDS.get(fold(written.lower()), "") if written else ""
    unknown = "" if field else written
    if match["open"]:
        return Lexeme("(", "", sign, field, match.start(), unknown)
    if text is None:
        return Lexeme("phrase", match["phrase"], sign, field, match.start("phrase"), unknown)
    start = match.start("text")
    if unknown:
        text, start = f"{unknown}:{text}", match.start("field")
    if text in _OPERATORS and not field and not sign and not shouting:
        return Lexeme(_OPERATORS[text], start=match.start())
    return Lexeme("word", text, sign, field, start, unknown)
