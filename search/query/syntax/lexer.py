"""Query text to lexemes: words, phrases, operators and brackets, with what is written before them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ....index.analysis.folding import fold
from ....index.analysis.normalization import clean_text
from ....index.analysis.words.stop_words import is_function_word

FIELDS = {
    "titlu": "title", "title": "title", "sursa": "source", "source": "source", "sectiune": "section",
    "rubrica": "section", "section": "section", "data": "date", "date": "date", "dupa": "after",
    "after": "after", "inainte": "before", "before": "before",
}  # fmt: skip
_ENGLISH = {"AND": "and", "OR": "or", "NOT": "not", "&&": "and", "||": "or"}
_ROMANIAN = {"ȘI": "and", "ŞI": "and", "SI": "and", "SAU": "or", "NU": "not"}
# Words of another language that may have been meant as operators.
LOWER_CASE = frozenset(("and", "or", "not"))
_QUOTES = str.maketrans(dict.fromkeys("„”“‟«»″", '"'))
# Groups of three digits are one figure, as they are in the articles.
_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\w)"
_OPERATOR = rf"(?:{'|'.join(re.escape(each) for each in (*_ENGLISH, *_ROMANIAN))})(?!\S)"
# What other query languages write behind a word, a phrase or a bracket.
_VAGUE = r"[~^]\d*(?:\.\d+)?(?![^\s()])"
# A field may have a blank on both sides of its colon, unless another field or an operator follows.
_LEXEME = re.compile(
    rf"""
    (?P<sign>[+-]*)
    (?:(?P<field>(?i:titlu|title|surs[aă]|source|sec[tțţ]iune|rubric[aă]|section
        |(?P<when>dat[aă]|date|dup[aă]|after|[iî]nainte|before)))
        \s*:(?:\s+(?!\w+:|{_OPERATOR}))?(?P<inner>[+-]*)
    |(?P<unknown>\w+):)?
    (?:(?(when)(?P<date>(?:\d{{1,2}}[\s.-]+)?[^\W\d]{{3,}}[\s.,-]+\d{{4}})(?!\w)|(?!))
        |"(?P<phrase>[^"]*)"(?P<vague>{_VAGUE})?
        |(?P<open>\()
        |(?P<text>{_FIGURE}[^\s()"]*|[^\s()"]+))
    |(?P<close>\))(?P<vaguer>{_VAGUE})?""",
    re.VERBOSE,
)
_WORD = re.compile("[^ ]+")
# A mark for one letter, as other query languages have it.
_LETTER_MARK = re.compile(r"\w\?\w")
# Letters on both sides of a sign are a name, unless a figure belongs to it: `AT&T`, not `S&P 500`.
_NAME_WITH_AND = re.compile(r"([^\W\d_]{1,4}&[^\W\d_]{1,4})[.,;:!?]*")
_VAGUE_WORD = re.compile(rf"(?<=[^\W\d]){_VAGUE}$")


class Lexeme(NamedTuple):
    """A piece of a query: `kind` is `word`, `phrase`, `(`, `)`, `and`, `or` or `not`.

    Beside these `field` is a field with nothing behind it, and `quote` a quotation mark that nothing closes.
    `sign` is what stands before it, `+`, `-` or nothing; `field` one of the values of FIELDS or "";
    `unknown_field` what was written as a field and is none; `start` where its text begins; `left_out`
    what other query languages write behind it.
    """

    kind: str
    text: str = ""
    sign: str = ""
    field: str = ""
    start: int = 0
    unknown_field: str = ""
    left_out: str = ""


def same_length_clean(text: str) -> str:
    """Return `text` as it is searched, with quotation marks made alike."""
    return clean_text(text) if text.isascii() else clean_text(text).translate(_QUOTES)


def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Return the lexemes of a text from `same_length_clean`; a quotation mark without a second is none."""
    if text.replace(" ", "").isalpha() and not any(map(str.isupper, text.split())):
        # Nothing but words, as most queries are, none of which can be an operator.
        return tuple(Lexeme("word", word[0], start=word.start()) for word in _WORD.finditer(text))
    open_quote: tuple[Lexeme, ...] = ()
    if text.count('"') % 2:
        at = text.rindex('"')
        # Behind a figure it stands for inches.
        if text[at + 1 :].strip() and not text[:at][-1:].isdigit():
            open_quote = (Lexeme("quote", start=at),)
        text = text[:at] + " " + text[at + 1 :]
    shouting = text.isupper() and len(text.split()) > 2
    return open_quote + tuple(_lexeme(match, shouting) for match in _LEXEME.finditer(text))


def _lexeme(match: re.Match[str], shouting: bool) -> Lexeme:
    if match["close"]:
        return Lexeme(")", start=match.start(), left_out=match["vaguer"] or "")
    signs = match["sign"] + (match["inner"] or "")
    sign = "-" if "-" in signs else signs[:1]
    field, unknown = _field(match["field"] or ""), match["unknown"] or ""
    if match["open"]:
        return Lexeme("(", "", sign, field, match.start(), unknown)
    if match["phrase"] is not None:
        vague = match["vague"] or ""
        return Lexeme("phrase", match["phrase"], sign, field, match.start("phrase"), unknown, vague)
    kind = "date" if match["date"] else "text"
    text, start = match[kind], match.start(kind)
    if unknown:
        text, start = f"{unknown}:{text}", match.start("unknown")
    elif not field and text[-1] == ":" and (empty := _field(text[:-1])):
        return Lexeme("field", text[:-1], sign, empty, start)
    elif not field and not signs and (operator := _operator(text, shouting)):
        return Lexeme(operator, start=match.start())
    if not field and "/" not in text and _LETTER_MARK.search(text):
        return Lexeme("word", text.replace("?", "*"), sign, field, start, unknown, "?")
    if shouting and is_function_word(text.lower()):
        # In small letters, for in capitals it is an acronym.
        text = text.lower()
    figure = match.string[match.end() :].lstrip()[:1].isdigit()
    if not unknown and not figure and (name := _NAME_WITH_AND.fullmatch(text)):
        return Lexeme("phrase", name[1], sign, field, start)
    left_out = found[0] if (found := _VAGUE_WORD.search(text)) else ""
    return Lexeme("word", text.removesuffix(left_out), sign, field, start, unknown, left_out)


def _field(written: str) -> str:
    return FIELDS.get(fold(written.lower()), "") if written else ""


def _operator(text: str, shouting: bool) -> str:
    """Return the operator that a word is: of a query in capitals only what is no Romanian word."""
    return _ENGLISH.get(text) or ("" if shouting else _ROMANIAN.get(text, ""))
