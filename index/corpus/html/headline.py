"""The headline of a web page, and the heading that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...analysis.folding import fold
from .tree import Element, is_around

_SEPARATOR = re.compile(r"\s+[|–—·•»«:~-]+\s+|\s*[|»«]\s*")
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|site-?title|site-?name|masthead)(?:$|[\s_-])", re.IGNORECASE)
_MOST_TITLE = 500
# Elements around one that are looked at.
UP = 40


def find_headline(
    root: Element, meta: dict[str, str], linked: dict[str, Any], shown: set[str], sites: Sequence[str]
) -> tuple[str, Element | None]:
    """Return the page's own headline, and the heading that shows it."""
    names = {_key(name) for site in sites for name in (site, site.partition(".")[0])} - {""}
    whole = first_text(next((each.text for each in root.iter("title")), ""))[:_MOST_TITLE]
    names |= _logos(root, whole)
    headings = [
        (text, each) for each in islice(root.iter("h1", "h2"), 200) if (text := _heading(each, names))
    ]
    first = [(text, each) for text, each in headings if each.tag == "h1"]
    claimed = [
        _own(text, names)
        for text in (first_text(linked.get("headline"), meta.get("headline")), meta.get("og:title", ""))
    ]
    last = _SEPARATOR.split(whole)[-1]
    for text, each in sorted((*first, *headings), key=lambda heading: heading[0] == last):
        key = _key(text)
        if key and any(key in _key(other) for other in (claimed[0], whole, claimed[1]) if other):
            return text, each
    spoken = [text for text in claimed if text and (not whole or _key(text) in _key(whole))]
    title = _own(whole, names)
    if claimed[0] or (spoken and not first):
        return claimed[0] or spoken[0], _showing(claimed[0] or spoken[0], headings)
    if first:
        return first[0]
    if title and not (claimed[1] == title and headings):
        parts = [part for part in _SEPARATOR.split(title) if part in shown]
        return parts[0] if len(parts) == 1 else title, None
    return headings[0] if headings else (title or claimed[1], None)


def _logos(root: Element, whole: str) -> set[str]:
    """Return the names that headings in the place of a logo give to the site."""
    found = set()
    for element in islice(root.iter("h1"), 20):
        frames = [element, *islice(element.iterancestors(), 3)]
        marked = any(_LOGO.search(f"{each.get('class', '')} {each.get('id', '')}") for each in frames)
        above = {each.tag for each in element.iterancestors()}
        bare = "header" in above and not above & {"article", "main"} and _key(text_of(element)) == _key(whole)
        if marked or (bare and next(root.iter("h2"), None) is not None):
            found.add(_key(text_of(element)))
    return found - {""}


def _heading(element: Element, names: set[str]) -> str:
    """Return the text of a heading unless it is a logo or stands in a menu or among comments."""
    text = text_of(element)
    links = list(element.iter("a"))
    home = (
        len(links) == 1
        and text_of(links[0]) == text
        and (links[0].get("href") or "").split("?")[0] in ("/", "#", "./", "index.html")
    )
    if not text or home or _key(text) in names or any(map(is_around, islice(element.iterancestors(), UP))):
        return ""
    return text[:_MOST_TITLE]


def _showing(title: str, headings: Sequence[tuple[str, Element]]) -> Element | None:
    return next((each for text, each in headings if _key(text) == _key(title)), None)


def _own(title: str, names: set[str]) -> str:
    """Return a title without the name of the site before or behind it."""
    title = first_text(title)
    parts = [part for part in _SEPARATOR.split(title)]
    if len(parts) < 2:
        return "" if _key(title) in names else title
    for at in (-1, 0):
        edge = parts[at]
        if _key(edge) in names and (rest := title.removesuffix(edge) if at else title.removeprefix(edge)):
            return _own(rest.strip(" |–—·•»«:~-\t"), names)
    if "|" in title:
        return title.split("|")[0].strip() or title
    return title


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text.lower())))


def first_text(*values: object) -> str:
    """Return the first of some values that is a text and not blank, in one line, or ""."""
    return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")


def text_of(element: Element) -> str:
    """Return the text of an element in one line, without that of the blocks in it."""
    return " ".join("".join(element.itertext("a", "b", "em", "i", "span", "strong", element.tag)).split())
