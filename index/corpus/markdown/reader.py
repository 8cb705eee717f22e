"""Markdown files: front matter and plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..records.fields import canonical
from .dialects import to_commonmark
from .front_matter import split_front_matter

_PANDOC_TITLE = re.compile(r"\s*%[ \t]+(\S.*)\n((?:%.*\n)*)")
# In longer paragraphs, and with more brackets that nothing closes, marks are left alone: to pair them
# takes more than linear time.
_LONGEST_PARAGRAPH = 50_000
_MOST_OPEN = 100
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
_PARTING = frozenset(
    "address article aside blockquote br caption center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section table tbody td th thead tr ul".split()
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,99}\]")
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_MARKS = frozenset(f"{mark}_{side}" for mark in ("em", "strong", "s", "link") for side in ("open", "close"))


class _Block(NamedTuple):
    """A paragraph, heading, code, HTML or row of a table, as plain text, and its lines in the file."""

    text: str
    level: int
    first: int
    last: int


def read_markdown(text: str) -> dict[str, object]:
    """Return the fields of a Markdown article: its front matter, and `title` and `body` in plain text.

    Without a title in the front matter it is the first heading of level 1, else the first heading.
    """
    text = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\u2028"))
    record, body = split_front_matter(text)
    title = next((value for name, value in record.items() if canonical(name) == "title"), None)
    if not title and (pandoc := _PANDOC_TITLE.match(body)):
        record["title"] = title = plain_text(pandoc[1])
        body = body[pandoc.end() :]
    blocks = list(_blocks(body))
    headings = [block for block in blocks if block.level and block.text]
    heading = next((block for block in headings if block.level == 1), headings[0] if headings else None)
    if heading and (not title or heading.text == title):
        blocks.remove(heading)
        if not title:
            record["title"] = heading.text
    if body := _join(blocks):
        record["body"] = body
    return record


def plain_text(markdown: str) -> str:
    """Return Markdown without its marks, one line a paragraph."""
    return _join(list(_blocks(markdown)))


@cache
def _parser(marks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    return parser.enable("strikethrough") if marks else parser.disable(_INLINE)


_INLINE = ["emphasis", "link", "image", "autolink", "html_inline", "backticks", "entity", "escape"]


def _takes_long(paragraph: str) -> bool:
    return len(paragraph) > _LONGEST_PARAGRAPH or paragraph.count("[") - paragraph.count("]") > _MOST_OPEN


def _blocks(markdown: str) -> Iterator[_Block]:
    markdown = to_commonmark(markdown)
    paragraphs = _EMPTY_LINE.split(markdown)
    row: list[str] = []
    level = row_first = 0
    in_row = False
    for token in _parser(not any(map(_takes_long, paragraphs))).parse(markdown):
        first, last = token.map or (0, 0)
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "tr_open":
            row, row_first, in_row = [], first, True
        elif token.type == "tr_close":
            in_row = False
            yield _Block(" ".join(filter(None, row)), 0, row_first, row_first + 1)
        elif token.type == "inline":
            text = _inline_text(token.children or [])
            if token.level and (task := _TASK.match(text)):
                text = text[task.end() :]
            if in_row:
                row.append(text)
            else:
                yield _Block(text, level, first, last)
        elif token.type in ("fence", "code_block"):
            yield _Block(token.content.rstrip("\n"), 0, first, last)
        elif token.type == "html_block":
            yield _Block(_html_text(token.content), 0, first, last)


def _inline_text(tokens: Sequence[Token]) -> str:
    """Return the visible text of what stands in a paragraph."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "text":
            parts.append(_FOOTNOTE.sub("", token.content))
        elif token.type == "code_inline":
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "image":
            parts.append(_inline_text(token.children or []))
        elif token.type == "html_inline":
            parts.append(_tag_text(token.content, parts[-1][-1:] if parts else ""))
        elif token.type not in _MARKS:
            parts.append(token.content)
    lines = "".join(parts).split("\n")
    return "\n".join(line.strip() for line in lines).strip("\n")


def _tag_text(tag: str, before: str) -> str:
    """Return what a tag leaves in the text: `List<String>` is none, a block parts words."""
    found = _TAG.fullmatch(tag)
    if not found:
        return ""
    if found[2].lower() in _PARTING:
        return "\n" if found[2].lower() in ("br", "p", "li", "div", "tr") else " "
    return tag if found[2][0].isupper() and before.isalnum() and not found[1] else ""


def _html_text(text: str) -> str:
    for start, end in _HIDDEN:
        text = _without(text, start, end)
    text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _PARTING else "", text)
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(filter(None, lines))


def _without(text: str, start: str, end: str) -> str:
    """Return a text without what stands between two marks; one that is never closed hides nothing."""
    lower = text.lower() if start in text.lower() else ""
    parts: list[str] = []
    at = 0
    while lower and (opening := lower.find(start, at)) >= 0:
        if (closing := lower.find(end, opening)) < 0:
            break
        parts.append(text[at:opening])
        at = closing + len(end)
    return "".join([*parts, text[at:]])


def _join(blocks: Sequence[_Block]) -> str:
    """Return the texts of blocks with an empty line between those that have one in the file."""
    parts: list[str] = []
    end = 0
    for text, _, first, last in blocks:
        if text := text.strip("\n"):
            parts += ["\n\n" if first > end else "\n", text]
            end = last
    return "".join(parts).strip()
