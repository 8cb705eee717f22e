"""Markdown files: front matter and plain text."""

from __future__ import annotations

import re

import yaml

from ..errors import BadArticle

try:
    from yaml import CBaseLoader as _Loader
except ImportError:
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<title>[^\s#>*\-|].*)\n(?:(?P<one>=+)|-{3,})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ ]{0,3}#[ \t]+(.+?)[ \t]*#{0,9}[ \t]*$", re.MULTILINE)
# A line that begins a block, and so does not continue the paragraph of the line before.
_BLOCK = re.compile(r"[ \t]*(?:#{1,6}[ \t]|>|[-*+][ \t]|\d{1,3}[.)][ \t]|\||```|~~~|$)")
_LONG_BLANK = re.compile(r"[ \t]{9,}")
_FENCES = ("```", "~~~")
_HEADING_LINE = re.compile(r"[ \t]*#{1,6}[ \t]")

# In this order: what is inside a mark may hold the next one. Lengths are bounded, as a search for the
# end of every opening mark takes hours in a large file that closes none.
_MARKUP = [
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"<!--[\s\S]{0,5000}?-->", ""),
        (r"^[ \t]*(?:```|~~~).*$", ""),  # fences
        (r"^[ ]{0,3}\[[^\]\n]{1,500}\]:[ \t]+\S+.*$", ""),  # targets of links
        (r"^[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", ""),  # rules
        (r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*$", ""),
        (r"^[ \t]*\|(.*?)\|?[ \t]*$", r"\1"),
        (r"(?<=\S)[ \t]+\|[ \t]+(?=\S)", " "),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#{0,9}[ \t]*$", r"\1"),
        (r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", ""),
        (r"!\[([^\]\n]{0,500})\](?:\([^)\n]{0,999}\)|\[[^\]\n]*\])", r"\1"),
        (r"\[([^\]\n]{1,500})\](?:\((?:[^()\n]|\([^()\n]{0,99}\)){0,999}\)|\[[^\]\n]{0,99}\])", r"\1"),
        (r"<((?:https?|mailto):[^>\s]+)>", r"\1"),
        (r"</?[a-zA-Z][^<>\n]{0,999}>", ""),
        (r"(?<!\\)(`{1,3})(.{1,500}?)\1", r"\2"),
        (r"(?<!\\)(\*{1,3}|~~)(?=\S)(.{1,500}?)(?<=[^\s\\])\1", r"\2"),
        (r"(?<![\w\\])(_{1,3})(?=\S)(.{1,500}?)(?<=[^\s\\])\1(?!\w)", r"\2"),
        (r"\\([\\`*_{}\[\]()#+\-.!~|>])", r"\1"),
    )
]


def read_markdown(text: str) -> dict[str, object]:
    """Return the fields of a Markdown article: its front matter, and `title` and `body` in plain text.

    Without a title in the front matter the first heading of level 1 is it. Raises `BadArticle` if
    the front matter is not YAML.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    record, body = split_front_matter(text)
    body = _LONG_BLANK.sub(" " * 8, body)
    body = _UNDERLINED.sub(lambda line: ("# " if line["one"] else "## ") + line["title"], body)
    heading = _HEADING.search(body)
    title = record.get("title")
    if heading and (not title or plain_text(heading[1]) == title):
        record["title"] = plain_text(heading[1])
        body = body[: heading.start()] + body[heading.end() :]
    if body.strip():
        record["body"] = plain_text(body)
    return record


def plain_text(markdown: str) -> str:
    """Return Markdown without its marks, one line a paragraph."""
    text = _join_lines(markdown)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    matter = _FRONT_MATTER.match(text)
    if not matter:
        return {}, text
    try:
        fields = yaml.load(matter[1], Loader=_Loader)  # as strings only: dates are read elsewhere
    except (yaml.YAMLError, RecursionError) as error:
        raise BadArticle(f"the front matter is not valid YAML: {_first_line(error)}") from error
    if not isinstance(fields, dict):
        return {}, text
    return {str(name): value for name, value in fields.items()}, text[matter.end() :]


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    return f"{problem}, line {mark.line + 2}" if mark else problem


def _join_lines(markdown: str) -> str:
    parts: list[str] = []
    previous = ""
    fenced = False
    for line in markdown.split("\n"):
        if fenced or _BLOCK.match(line) or _ends_block(previous):
            parts.append("\n" + line)
        else:
            parts.append(" " + line.lstrip())
        if line.lstrip().startswith(_FENCES):
            fenced = not fenced
        previous = line
    return "".join(parts)[1:]


def _ends_block(line: str) -> bool:
    hard_break = line.endswith(("  ", "\\"))
    return (
        not line.strip() or hard_break or bool(_HEADING_LINE.match(line)) or line.lstrip().startswith(_FENCES)
    )
