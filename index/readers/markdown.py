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
_HEADING = re.compile(r"^[ ]{0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
# A line that begins a block, and so does not continue the paragraph of the line before.
_BLOCK = re.compile(r"[ \t]*(?:#{1,6}[ \t]|>|[-*+][ \t]|\d{1,3}[.)][ \t]|\||```|~~~|$)")
_HEADING_LINE = re.compile(r"[ \t]*#{1,6}[ \t]")

# In this order: what is inside a mark may hold the next one.
_MARKUP = [
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"<!--[\s\S]*?-->", ""),
        (r"^[ \t]*(?:```|~~~).*$", ""),  # fences
        (r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]+\S+.*$", ""),  # targets of links
        (r"^[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", ""),  # rules
        (r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*$", ""),
        (r"^[ \t]*\|(.*?)\|?[ \t]*$", r"\1"),
        (r"(?<=\S)[ \t]+\|[ \t]+(?=\S)", " "),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", r"\1"),
        (r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", ""),
        (r"!\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])", r"\1"),
        (r"\[([^\]\n]+)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])", r"\1"),
        (r"<((?:https?|mailto):[^>\s]+)>", r"\1"),
        (r"</?[a-zA-Z][^<>\n]*>", ""),
        (r"(?<!\\)(`+)(.+?)\1", r"\2"),
        (r"(?<!\\)(\*{1,3}|~~)(?=\S)(.+?)(?<=[^\s\\])\1", r"\2"),
        (r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2"),
        (r"\\([\\`*_{}\[\]()#+\-.!~|>])", r"\1"),
    )
]


def read_markdown(text: str) -> dict[str, object]:
    """Return the fields of a Markdown article: its front matter, and `title` and `body` in plain text.

    Without a title in the front matter the first heading of level 1 is it. Raises `BadArticle` if
    the front matter is not YAML.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    record, body = _split_front_matter(text)
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


def _split_front_matter(text: str) -> tuple[dict[str, object], str]:
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
    joined: list[str] = []
    fenced = False
    for line in markdown.split("\n"):
        starts = fenced or bool(_BLOCK.match(line)) or not joined or not joined[-1].strip()
        after_block = bool(joined) and bool(
            _HEADING_LINE.match(joined[-1]) or joined[-1].lstrip()[:3] in ("```", "~~~")
        )
        if starts or after_block or joined[-1].endswith(("  ", "\\")):
            joined.append(line)
        else:
            joined[-1] += " " + line.lstrip()
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
    return "\n".join(joined)
