"""What generators of sites add to Markdown, rewritten as CommonMark or left out, with the text in it kept."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SHORTCODE = re.compile(r"\{\{[<%]?([^{}\n]{0,2000})\}\}|\{%([^{}\n]{0,2000})%\}")
_CAPTION = re.compile(r"""\b(?:caption|alt|title|text)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')""")
_WORDPRESS = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|youtube|vc_\w+|et_pb_\w+|wp_\w+)(?:\s[^\[\]\n]{0,2000})?\]"
)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?:[.#][\w-]|[\w-]+=|:)[^{}\n]{0,500}\}")
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{1,500}))?\]\]")
_CONTAINER = re.compile(r"[ \t]*:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*)(?:\[([^\]\n]*)\])?[ \t]*(.*)$")
_IMPORT = re.compile(
    r"""(?:import\s(?:.{0,500}\sfrom\s+)?["'][^"'\n]{1,500}["'];?[ \t]*"""
    r"""|export\s+(?:const|default|let|function)\b.*)$"""
)
_DEFINITION = re.compile(r" {0,3}\[([^\]\n]{1,500})\]:[ \t]*(\S*)")
_ADDRESS = re.compile(
    r"<|[#/]|\.{1,2}/|[a-zA-Z][a-zA-Z+.-]*:\S|www\.|[\w%-]+(?:/|\.[\w%-]+)*(?:/|\.(?:[a-z]{2,5}))(?:[/?#]\S*)?$"
)
# Of deeper lists and quotations markdown-it leaves the text out.
_DEEP = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){40,}")
_CODE = re.compile(r"(`+[^`\n]*`+)")


def to_commonmark(text: str) -> str:
    """Return Markdown without shortcodes, attributes, containers and imports; code stays as it is."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip(" \t`~"):
                fence = ""
            lines.append(line)
        elif found:
            fence = found[1]
            lines.append(line)
        else:
            lines.append(_line(line))
    return "\n".join(lines)


def _line(line: str) -> str:
    if "[" in line and (definition := _DEFINITION.match(line)):
        line = _definition(line, definition)
    if line[:7] in ("import ", "export ") and _IMPORT.match(line):
        return ""
    if ":::" in line and (container := _CONTAINER.match(line)):
        return container[1] or container[2]
    if deep := _DEEP.match(line):
        line = line[deep.end() :].lstrip()
    if "{" not in line and "[" not in line:
        return line
    parts = _CODE.split(line)
    return "".join(part if at % 2 else _inline(part) for at, part in enumerate(parts))


def _definition(line: str, found: re.Match[str]) -> str:
    """Return a line `[name]: …` as a target of links, or, if it holds no address, as text."""
    if found[1].startswith("^"):
        return line[found.start(2) :]
    if _ADDRESS.match(found[2]):
        return line
    return line.replace("[", "\\[", 1)


def _inline(text: str) -> str:
    if "{" in text:
        text = _SHORTCODE.sub(_caption, text)
        text = _ATTRIBUTES.sub("", text)
    if "[" in text:
        text = _WIKI_LINK.sub(lambda link: link[2] or link[1], text)
        text = _WORDPRESS.sub(_caption, text)
    return text


def _caption(shortcode: re.Match[str]) -> str:
    return " ".join(double or single for double, single in _CAPTION.findall(shortcode[0]))
