"""What a web page says of itself: headline, dates, site, author, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..dates.parsing import parse_date
from ..dates.path import path_date
from ..dates.visible import VISIBLE_DATE, visible_date
from ..dates.written import WrittenDate
from .headline import UP, find_headline, first_text, text_of
from .tree import Block, Element, is_around

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "datecreated", "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued",
    "dcterms.created", "dc.date.created", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "published-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "citation_date", "article.published", "article_date_original", "dataarticol",
    "data", "data_publicarii",
)  # fmt: skip
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|NewsItem)$")
_MOST_SCRIPT, _MOST_OBJECTS = 1 << 20, 200
_CHANGED = re.compile(r"updat|modif|actualiz", re.IGNORECASE)
_MOST_MARKED = 5000


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
    url = first_text(_canonical(root), meta.get("og:url"), linked.get("url"))
    site = first_text(
        meta.get("og:site_name"), _name(linked.get("publisher")), meta.get("application-name"),
        meta.get("dc.publisher"), meta.get("publisher"),
    )  # fmt: skip
    title, headline = find_headline(
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
    description = first_text(meta.get("og:description"), meta.get("description"), linked.get("description"))
    return Metadata(record, title, description, first_text(linked.get("articleBody")))


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


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return first_text(value.get("name") if isinstance(value, dict) else value)


def _canonical(root: Element) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower() and (href := link.get("href")):
            return str(href).strip()
    return ""


def _categories(root: Element) -> list[str]:
    """Return the names of the links that say to lead to the article's categories."""
    links = (link for link in root.iter("a") if "category" in (link.get("rel") or "").lower().split())
    return list(dict.fromkeys(filter(None, map(text_of, islice(links, 10)))))


def _author(root: Element, meta: dict[str, str], linked: dict[str, Any]) -> str:
    named = _name(linked.get("author")) or first_text(
        meta.get("author"), meta.get("dc.creator"), meta.get("article:author")
    )
    if named and "://" not in named:
        return named
    for element in root.iter("a", "span", "address", "p", "div"):
        marks = (element.get("rel"), element.get("itemprop"), element.get("class"))
        if any((mark and "author" in mark.lower().split()) or mark == "byline" for mark in marks):
            text = re.sub(r"^(?:de|by|autor|scris de)\b\s*:?\s*", "", text_of(element), flags=re.IGNORECASE)
            if 2 < len(text) < 80 and not any(sign.isdigit() for sign in text):
                return text
    return ""


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
        value = element.get("datetime") or element.get("content") or element.get("title") or text_of(element)
        if not any(map(is_around, islice(element.iterancestors(), UP))) and (date := parse_date(value)):
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
