"""A web page to a tree and to blocks of text, in time and memory that grow with its size alone."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeAlias

from lxml import etree
from lxml import html as lxml_html

from ...errors import BadArticle

Element: TypeAlias = Any  # lxml comes without types

MAX_CHARACTERS = 16 * 1024 * 1024
_MOST_TAGS = 400_000
_LARGE = 2 * 1024 * 1024
_DATA_ADDRESS = re.compile(r"data:[\w/+.-]{1,99};base64,[A-Za-z0-9+/=%\s]++")
# A tag as the parser reads one; possessive, as every other way takes quadratic time on one that never ends.
_TAG = re.compile(r"<([A-Za-z][\w:-]*+)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>?")
_PARTS = re.compile(r"[\s/\"'=]+")
_LONG_TAG, _MOST_PARTS = 500, 200
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"head", "iframe", "noscript", "object", "script", "style", "svg", "template", "textarea"}
_AROUND = {"aside", "button", "dialog", "footer", "form", "nav", "select"}
_AROUND_NAMES = re.compile(
    r"(?:^|\s)(?!has-|no-|with-|without-)(?:[a-z]+[_-]){0,2}"
    r"(?:comments?|comentarii?|respond|disqus|related|recomand\w*|similare?|sidebar|widgets?|footer|subsol|"
    r"nav(?:bar|igation)?|men[iu]u?|breadcrumbs?|share|social|newsletter|promo|popular\w*|trending|recent\w*|"
    r"ultimele|citeste|tags|cookies?|gdpr|banner|login|abonare|copyright)(?:[_-][\w-]*)?(?:$|\s)",
    re.IGNORECASE,
)
_HOLD_THE_ARTICLE = {"article", "body", "html", "main"}


class Block(NamedTuple):
    """A paragraph, a heading or another piece of text that stands apart on the page.

    `linked` counts the characters that are links; `around` tells that it stands in a menu, among
    comments, in a footer or the like. `tag` is the name of the innermost element that sets it apart.
    """

    text: str
    linked: int
    around: bool
    tag: str
    place: int

    @property
    def says_something(self) -> bool:
        """Whether it is likely a paragraph of the article."""
        return not self.around and len(self.text) >= 80 and self.linked * 3 < len(self.text)


class Page(NamedTuple):
    """A parsed page; of a `large` or deep one only the visible text can be had in bounded time."""

    root: Element
    large: bool


def parse_page(html: str) -> Page:
    """Parse a page; raises `BadArticle` for one that no parser reads to its end."""
    html = _bounded(html)
    root, whole = _parse(html, huge=False)
    if whole:
        return Page(root, large=len(html) > _LARGE)
    root, whole = _parse(html, huge=True)
    if not whole:
        raise BadArticle("the page nests its elements thousands deep")
    return Page(root, large=True)


def _bounded(html: str) -> str:
    if ";base64," in html:
        html = _DATA_ADDRESS.sub("data:,", html)
    if len(html) > MAX_CHARACTERS:
        raise BadArticle(
            f"the page has {len(html) >> 20} MB of markup, above the limit of {MAX_CHARACTERS >> 20} MB"
        )
    if (tags := html.count("<")) > _MOST_TAGS:
        raise BadArticle(f"the page has {tags} tags, above the limit of {_MOST_TAGS}")
    # The parser takes quadratic time for the attributes of one element.
    return _TAG.sub(_few_attributes, html)


def _few_attributes(tag: re.Match[str]) -> str:
    text = tag[0]
    if len(text) < _LONG_TAG or len(_PARTS.findall(text)) < _MOST_PARTS:
        return text
    return f"<{tag[1]}>"


def _parse(html: str, *, huge: bool) -> tuple[Element, bool]:
    """Return the tree, and whether the parser came to the end of the page."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=huge, remove_comments=True, remove_pis=True, no_network=True,
        collect_ids=False,
    )  # fmt: skip
    try:
        root = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise BadArticle("no title and no body: the page is empty") from error
    last = parser.error_log[-1] if len(parser.error_log) else None
    return root, not (last is not None and last.level >= etree.ErrorLevels.FATAL)


def is_around(element: Element) -> bool:
    """Tell whether an element is a menu, a footer, comments or the like by its own name.

    One that holds the headline is not, whatever it is called, nor is a form around a whole page.
    """
    if element.tag == "form":
        return element.find(".//p") is None and element.find(".//h1") is None
    if element.tag in _AROUND or element.get("role") in ("navigation", "complementary", "contentinfo"):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (
        len(names) > 3
        and element.tag not in _HOLD_THE_ARTICLE
        and _AROUND_NAMES.search(names[:300]) is not None
        and element.find(".//h1") is None
    )


def blocks(root: Element) -> tuple[list[Block], dict[Element, int]]:
    """Return the visible text of a page, block by block, and before which its headings and times stand."""
    collector = _Collector()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            collector.start(element)
        else:
            collector.end(element)
    collector.finish("")
    return collector.found, collector.places


class _Collector:
    """Puts the text of a tree together as it is walked."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.places: dict[Element, int] = {}
        self._parts: list[str] = []
        self._linked = self._unseen = self._around = self._links = 0
        self._opened: list[bool] = []
        self._tag = ""

    def start(self, element: Element) -> None:
        """Enter an element."""
        tag = element.tag
        if tag in _BLOCKS:
            self.finish(tag)
        around = is_around(element)
        self._opened.append(around)
        self._around += around
        self._unseen += tag in _UNSEEN or element.get("hidden") is not None
        self._links += tag == "a"
        if tag in ("h1", "h2", "time"):
            self.places[element] = len(self.found)
        self._add(element.text)

    def end(self, element: Element) -> None:
        """Leave an element, whose tail follows."""
        tag = element.tag
        if tag in _BLOCKS:
            self.finish("")
        self._around -= self._opened.pop()
        self._unseen -= tag in _UNSEEN or element.get("hidden") is not None
        self._links -= tag == "a"
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text and not self._unseen:
            self._parts.append(text)
            if self._links:
                self._linked += len(text)

    def finish(self, tag: str) -> None:
        """Close the block; the next one begins at `tag`."""
        if text := " ".join("".join(self._parts).split()):
            self.found.append(Block(text, self._linked, self._around > 0, self._tag, len(self.found)))
        self._parts, self._linked, self._tag = [], 0, tag
