"""Plain text files: a title, lines that name fields, and the text."""

from __future__ import annotations

import re

from ..dates.parsing import parse_date
from ..records.fields import canonical
from .line_breaks import join_hyphenated

_LONGEST_TITLE = 200
_LONG_LINE = 120
# A shorter line is no wrapped line of a paragraph.
_SHORTEST_WRAPPED = 50
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_LABELLED = re.compile(r"([^\W\d_][\w -]{1,24}?)[ \t]*:(?!//)[ \t]*(.*)$")
_UNDERLINE = re.compile(r"[ \t]*([=~*_-])\1{2,}[ \t]*$")
_NAME = r"[A-ZȘȚŞŢĂÎÂ][\w.'-]*"
_BYLINE = re.compile(rf"(?:De|Scris de|Text|By|Text de)[ \t]*:?[ \t]+({_NAME}(?:[ \t]+{_NAME}){{1,3}})$")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”»)]*(?=\s)")
_SHORTEST_SENTENCE, _LONGEST_DATE = 20, 40
# A lone line such as `Text: ce spune legea` is a title; these are sure to be fields.
_SURE = frozenset({"title", "url", "date"})


def read_text(text: str) -> dict[str, object]:
    """Return the fields of a text: its labelled lines, its title and the rest as its body.

    The title is the first line. Where that is a paragraph, its first sentence is the title, cut at a
    word to 200 characters at most, and all of the text is the body.
    """
    text = join_hyphenated(_LINE_END.sub("\n", text).strip())
    record, text = _take_labels(text)
    line, _, rest = text.partition("\n")
    if rest.strip() and len(line) <= _LONGEST_DATE and "date" not in record and parse_date(line.strip()):
        record["date"] = line.strip()
        text = rest.lstrip()
        line, _, rest = text.partition("\n")
    if "title" in record:
        return {**record, "body": text}
    if _is_paragraph(line, rest):
        paragraph = text.partition("\n\n")[0]
        return {**record, "title": _first_sentence(paragraph), "body": text}
    underline, _, below = rest.partition("\n")
    labels, body = _take_labels((below if _UNDERLINE.match(underline) else rest).lstrip("\n"))
    first, _, below = body.partition("\n")
    if (byline := _BYLINE.match(first.strip())) and below.strip():
        labels.setdefault("author", byline[1])
        body = below
    return {**labels, **record, "title": line, "body": body}


def _take_labels(text: str) -> tuple[dict[str, object], str]:
    """Return the fields that lines at the head of a text name, and the text behind them."""
    found: dict[str, object] = {}
    rest = text
    while match := _LABELLED.match(rest.partition("\n")[0]):
        field = canonical(match[1])
        if field is None or field in found or (field == "body" and not found):
            break
        rest = rest.partition("\n")[2].lstrip("\n")
        if field == "body":
            return found, f"{match[2]}\n{rest}".strip()
        found[field] = match[2].strip()
    return (found, rest) if len(found) > 1 or found.keys() & _SURE else ({}, text)


def _is_paragraph(line: str, rest: str) -> bool:
    """Tell whether the first line of a text is, or begins, a paragraph instead of a headline."""
    if len(line) > _LONGEST_TITLE or (len(line) >= _SHORTEST_WRAPPED and rest[:1].islower()):
        return True
    sentences = _SENTENCE_END.search(line.rstrip()) is not None
    return sentences and (not rest.strip() or (len(line) > _LONG_LINE and line.rstrip().endswith(".")))


def _first_sentence(paragraph: str) -> str:
    head = " ".join(paragraph[: 4 * _LONGEST_TITLE].split())
    end = _SENTENCE_END.search(head + " ", _SHORTEST_SENTENCE)
    if end and end.end() <= _LONGEST_TITLE:
        return head[: end.end()]
    if len(head) <= _LONGEST_TITLE:
        return head
    cut = head[: _LONGEST_TITLE - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:–- ") + "…"
