"""What a web page says of itself: headline, dates, site, author, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..analysis.folding import fold
from .dates import VISIBLE_DATE, WrittenDate, parse_date, path_date
from .html_tree import Block, Element, is_around
from .visible_date import visible_date

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "datecreated", "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued",
    "dcterms.created", "dc.date.created", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "published-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "citation_date", "article.published", "article_date_original", "dataarticol",
    "data", "data_publicarii",
)  # fmt: skip
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|NewsItem)$")
_MOST_SCRIPT, _MOST_OBJECTS, _MOST_TITLE = 1 << 20, 200, 500
_SEPARATOR = re.compile(r"\s+[|–—·•»«:~-]+\s+|\s*[|»«]\s*")
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|site-?title|site-?name|masthead)(?:$|[\s_-])", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|actualiz", re.IGNORECASE)
_UP, _MOST_MARKED = 40, 5000


class Metadata(NamedTuple):
    """The fields of a page, as a record of an article has them, and what serves in their stead."""

    record: dict[str, object]
    title: str
    description: str
    article_body: str


def read_metadata(root: Element, blocks: Sequence[Block], places: dict[Element, int]) -> Metadata:
    """Return what a page says of itself."""
    meta = _meta_fields(root)
    linked = _linked_data(root)
    url = _first(_canonical(root), meta.get("og:url"), linked.get("url"))
    site = _first(
        meta.get("og:site_name"), _name(linked.get("publisher")), meta.get("application-name"),
        meta.get("dc.publisher"), meta.get("publisher"),
    )  # fmt: skip
    title, headline = _title(
        root,
        meta,
        linked,
        {block.text for block in blocks},
        [site, (urlsplit(url).hostname or "").removeprefix("www.")],
    )
    place = places.get(headline, 0) if headline is not None else 0
    last = _text_under_way(blocks, place)
    record: dict[str, object] = {
        "date": _published(meta, linked, _marked(root, headline, places, last)),
        "source": site or (urlsplit(url).hostname or "").removeprefix("www."),
        "section": meta.get("article:section") or linked.get("articleSection") or _categories(root),
        "author": _author(root, meta, linked),
        "url": url,
    }
    if not parse_date(record["date"]):
        shown = _shown(blocks, place, last, title)
        if shown:
            record[VISIBLE_DATE] = shown
        elif in_address := path_date(urlsplit(url).path.strip("/") + "/"):
            record["date"] = in_address
    description = _first(meta.get("og:description"), meta.get("description"), linked.get("description"))
    return Metadata(record, title, description, _first(linked.get("articleBody")))


def _meta_fields(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(root: Element) -> dict[str, Any]:
    """Return the first object of JSON-LD that describes an article."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or len(script.text or "") > _MOST_SCRIPT:
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for each in islice(_objects(data), _MOST_OBJECTS):
            kinds = each.get("@type")
            if any(
                _ARTICLE_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return each
    return {}


def _objects(data: object) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting[:0] = each[:_MOST_OBJECTS]
        elif isinstance(each, dict):
            yield each
            waiting += [each[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in each]


def _first(*values: object) -> str:
    return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return _first(value.get("name") if isinstance(value, dict) else value)


def _canonical(root: Element) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower() and (href := link.get("href")):
            return str(href).strip()
    return ""


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext("a", "b", "em", "i", "span", "strong", element.tag)).split())


def _categories(root: Element) -> list[str]:
    """Return the names of the links that say to lead to the article's categories."""
    links = (link for link in root.iter("a") if "category" in (link.get("rel") or "").lower().split())
    return list(dict.fromkeys(filter(None, map(_text, islice(links, 10)))))


def _author(root: Element, meta: dict[str, str], linked: dict[str, Any]) -> str:
    named = _name(linked.get("author")) or _first(
        meta.get("author"), meta.get("dc.creator"), meta.get("article:author")
    )
    if named and "://" not in named:
        return named
    for element in root.iter("a", "span", "address", "p", "div"):
        marks = (element.get("rel"), element.get("itemprop"), element.get("class"))
        if any((mark and "author" in mark.lower().split()) or mark == "byline" for mark in marks):
            text = re.sub(r"^(?:de|by|autor|scris de)\b\s*:?\s*", "", _text(element), flags=re.IGNORECASE)
            if 2 < len(text) < 80 and not any(sign.isdigit() for sign in text):
                return text
    return ""


def _title(
    root: Element, meta: dict[str, str], linked: dict[str, Any], shown: set[str], sites: Sequence[str]
) -> tuple[str, Element | None]:
    """Return the page's own headline, and the heading that shows it."""
    names = {_key(name) for site in sites for name in (site, site.partition(".")[0])} - {""}
    whole = _first(next((each.text for each in root.iter("title")), ""))[:_MOST_TITLE]
    names |= _logos(root, whole)
    headings = [
        (text, each) for each in islice(root.iter("h1", "h2"), 200) if (text := _heading(each, names))
    ]
    first = [(text, each) for text, each in headings if each.tag == "h1"]
    claimed = [
        _own(text, names)
        for text in (_first(linked.get("headline"), meta.get("headline")), meta.get("og:title", ""))
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
        bare = "header" in above and not above & {"article", "main"} and _key(_text(element)) == _key(whole)
        if marked or (bare and next(root.iter("h2"), None) is not None):
            found.add(_key(_text(element)))
    return found - {""}


def _heading(element: Element, names: set[str]) -> str:
    """Return the text of a heading unless it is a logo or stands in a menu or among comments."""
    text = _text(element)
    links = list(element.iter("a"))
    home = (
        len(links) == 1
        and _text(links[0]) == text
        and (links[0].get("href") or "").split("?")[0] in ("/", "#", "./", "index.html")
    )
    if not text or home or _key(text) in names or any(map(is_around, islice(element.iterancestors(), _UP))):
        return ""
    return text[:_MOST_TITLE]


def _showing(title: str, headings: Sequence[tuple[str, Element]]) -> Element | None:
    return next((each for text, each in headings if _key(text) == _key(title)), None)


def _own(title: str, names: set[str]) -> str:
    """Return a title without the name of the site before or behind it."""
    title = _first(title)
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


def _published(meta: dict[str, str], linked: dict[str, Any], marked: WrittenDate | None) -> object:
    """Return what the page gives as its date of publication, read or not."""
    values = [linked.get("datePublished"), linked.get("dateCreated"), linked.get("uploadDate")]
    values += [meta[name] for name in _PUBLISHED if name in meta]
    readable = next((found for value in values if (found := parse_date(value))), None)
    return readable or marked or next(filter(None, values), None)


def _marked(
    root: Element, headline: Element | None, places: dict[Element, int], last: int
) -> WrittenDate | None:
    """Return the date of the `time` or `itemprop` of the article; the times of other articles are none.

    A `time` counts in the `article` of the headline, or before the block `last`, where the text is under way.
    """
    above = set() if headline is None else set(headline.iterancestors("article"))
    for element in islice(root.iter("time", "abbr", "span", "div", "p"), _MOST_MARKED):
        prop = (element.get("itemprop") or "").lower()
        if (element.tag != "time" or prop == "datemodified") and prop not in ("datepublished", "datecreated"):
            continue
        around = next(element.iterancestors("article"), None)
        here = around in above or (around is None and (bool(prop) or places.get(element, last) < last))
        if not here or _CHANGED.search(element.get("class") or ""):
            continue
        value = element.get("datetime") or element.get("content") or element.get("title") or _text(element)
        if not any(map(is_around, islice(element.iterancestors(), _UP))) and (date := parse_date(value)):
            return date
    return None


def _text_under_way(blocks: Sequence[Block], place: int) -> int:
    """Return the place of the second paragraph behind a headline; a list of links ends the text too."""
    paragraphs = 0
    for block in blocks[place:]:
        if paragraphs and block.linked == len(block.text) and " " in block.text:
            return block.place
        paragraphs += block.says_something
        if paragraphs == 2:
            return block.place
    return len(blocks)


def _shown(blocks: Sequence[Block], place: int, last: int, title: str) -> WrittenDate | None:
    """Return the date that stands behind the headline, or right before it behind a label."""
    behind = (block.text for block in blocks[place:last] if not block.around and block.text != title)
    if found := visible_date(islice(behind, 12)):
        return found
    before = [block.text for block in blocks[max(place - 2, 0) : place] if not block.around]
    return visible_date(text for text in before if ":" in text or text[:8].lower() == "publicat")
