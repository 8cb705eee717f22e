"""Texts that hold HTML, as programs store them: without it."""

from __future__ import annotations

import re

_NAMES = (
    "a abbr address article aside audio b blockquote body br center cite code dd del div dl dt em figcaption "
    "figure font footer h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins li main mark meta nav ol p "
    "pre q s script section small source span strong style sub sup svg table tbody td th thead title tr u "
    "ul video"
).split()
# A name of HTML behind `<`, and the end of the tag: `a < b` and `x<y` hold none.
_TAG = re.compile(rf"</?(?:{'|'.join(_NAMES)})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|br|div|li|h[1-6]|td|blockquote)\b", re.IGNORECASE)
_EMPTY_LINE, _LINE_END = re.compile(r"\n[ \t\r]*\n"), re.compile(r"\r?\n")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][\w:-]*(?:\s[^<>]*|/)?>|!)")


def has_markup(text: str) -> bool:
    """Tell whether a text holds tags of HTML."""
    return "<" in text and _TAG.search(text) is not None


def strip_markup(text: str) -> str:
    """Return the visible text of a piece of HTML, a block a line; other text stays as it is."""
    if not has_markup(text):
        return text
    # Here, as most texts hold none and its libraries take long to load.
    from .webpage import markup_to_text

    text = _NO_TAG.sub("&lt;", text)
    # An empty line parts paragraphs, as in what WordPress stores; where no block does, any line end parts.
    text = (_EMPTY_LINE if _BLOCK.search(text) else _LINE_END).sub("<br>", text)
    return markup_to_text(text)
