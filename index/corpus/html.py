"""Saved web pages: main text and metadata."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from typing import Any

from .encoding import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"head", "noscript", "script", "style", "template"}
_PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date")


def read_webpage(data: bytes) -> dict[str, object]:
    """Return the fields of a saved page; its whole visible text where no main text is found.

    Raises `BadArticle` if the bytes are not text.
    """
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    html = decode(data, declared[1].decode("ascii") if declared else None)
    page = _Page()
    page.feed(html)
    page.close()
    main = _extract(html)
    title = getattr(main, "title", None) or page.title()
    return {
        "title": title,
        "body": _without_headline(getattr(main, "text", None) or page.text(), title),
        "date": next((page.meta[name] for name in _PUBLISHED if name in page.meta), None)
        or getattr(main, "date", None),
        "source": getattr(main, "sitename", None),
        "section": page.meta.get("article:section") or getattr(main, "categories", None),
        "author": getattr(main, "author", None),
        "url": getattr(main, "url", None),
    }


def _without_headline(body: str, title: str) -> str:
    first, _, rest = body.partition("\n")
    return rest if first.strip() == title.strip() else body


def _extract(html: str) -> Any:
    # Here and not above: it takes 0.2 s to load, and most corpora hold no page.
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        return trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    except Exception:  # its parsers raise what they like on broken pages; the visible text still serves
        return None


class _Page(HTMLParser):
    """Title, visible text and `<meta>` fields of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self._title: list[str] = []
        self._text: list[str] = []
        self._unseen: list[str] = []
        self._in_title = False

    def title(self) -> str:
        """Return the text of `<title>`."""
        return "".join(self._title).strip()

    def text(self) -> str:
        """Return the visible text, a block a line."""
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            fields = dict(attrs)
            name = fields.get("property") or fields.get("name") or fields.get("itemprop")
            if name and (content := fields.get("content")):
                self.meta.setdefault(name.lower(), content)
        elif tag == "title" and not self._title:
            self._in_title = True
        elif tag == "body":
            self._unseen.clear()
        elif tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag in _BLOCKS:
            self._text.append("\n")

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # `<![if …]>` of word processors; the inherited method raises AssertionError on most of them.
        return self.rawdata.find(">", i) + 1 or -1

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not self._unseen:
            # A line break inside a paragraph is a blank on the page.
            self._text.append(data.replace("\n", " "))
