"""Saved web pages: main text and metadata."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ..errors import BadArticle
from .encoding import decode
from .html_metadata import Metadata, read_metadata
from .html_tree import Block, Element, Page, blocks, parse_page
from .markdown import split_front_matter

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
# Of a larger page the visible text serves: what extracts the main text is made for articles.
_MOST_ELEMENTS = 20_000
_SHORT_INVITATION = 250
_INVITATION = re.compile(
    r"(?:cite[sșş]te|citi[tțţ]i|vezi|mai cite[sșş]te|afl[aă])\s+(?:[sșş]i|mai mult|pe larg|mai multe|aici|"
    r"integral)\b|"
    r"(?:pe aceea[sșş]i tem[aă]|articole (?:similare|recomandate|pe aceea)|[tțţ]i-ar putea pl[aă]cea|"
    r"recomand[aă]ri|te-ar putea interesa|v[aă] recomand[aă]m|nu rata|read (?:also|more)|see also|"
    r"subscribe|share this)\b|"
    r"(?:aboneaz[aă](?:-te|[tțţ]i-v[aă])|abona[tțţ]i-v[aă]|[iî]nscrie-te|urm[aă]re[sșş]te-ne|urm[aă]ri[tțţ]i-ne|"
    r"distribuie|d[aă] share|d[aă]-ne (?:un )?like|intr[aă] [iî]n comunitatea)\b",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{%[^%}]{0,500}%\}|\{\{[^{}]{0,500}\}\}")
_SENTENCE = re.compile(r"[.!?…][”\"»)]?\s*$")


def read_webpage(data: bytes) -> dict[str, object]:
    """Return the fields of a saved page; its whole visible text where no main text is found.

    Raises `BadArticle` if the bytes are not text, or the page holds none.
    """
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    charset = declared[1].decode("ascii") if declared else ""
    # A page whose `meta` can be read as ASCII is in no such encoding.
    html = decode(data, None if charset.lower().startswith(("utf-16", "utf-32", "ucs")) else charset)
    front, html = split_front_matter(html)
    if front:
        html = _TEMPLATE.sub(" ", html)
    page = parse_page(html)
    _drop_invitations(page.root)
    _open_layout_tables(page.root)
    found, places = blocks(page.root)
    metadata = read_metadata(page.root, found, places)
    body = _without_headline(_main_text(page, found, metadata), metadata.title)
    return {"title": metadata.title, "body": body, **metadata.record, **front}


def markup_to_text(markup: str) -> str:
    """Return the visible text of a piece of HTML, a block a line, without invitations to other articles."""
    root = parse_page(f"<div>{markup}</div>").root
    _drop_invitations(root)
    return "\n".join(block.text for block in blocks(root)[0])


def _without_headline(body: str, title: str) -> str:
    first, _, rest = body.partition("\n")
    return rest if first.strip() == title.strip() else body


def _drop_invitations(root: Element) -> None:
    """Take out what invites to other articles, and the list that follows such an invitation."""
    for element in list(
        root.iter("p", "div", "li", "h2", "h3", "h4", "h5", "h6", "span", "strong", "b", "section")
    ):
        start = "".join(islice(element.itertext(), 8)).strip()[: _SHORT_INVITATION + 1]
        if not _INVITATION.match(start) or len(text := _collapsed(element)) > _SHORT_INVITATION:
            continue
        following = element.getnext()
        if len(text) < 40 and following is not None and following.tag in ("ul", "ol"):
            _remove(following)
        if element.tag not in ("span", "strong", "b") or text == _collapsed(element.getparent()):
            _remove(element)


def _collapsed(element: Element | None) -> str:
    return "" if element is None else " ".join(islice("".join(islice(element.itertext(), 200)).split(), 200))


def _remove(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _open_layout_tables(root: Element) -> None:
    """Make plain blocks of tables that only arrange the page, innermost last."""
    for table in list(root.iter("table")):
        if _arranges(table):
            for each in table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th"):
                if next(each.iterancestors("table"), table) is table or each is table:
                    each.tag = "div"


def _arranges(table: Element) -> bool:
    if table.get("role") in ("presentation", "none"):
        return True
    return next(table.iterdescendants("table", "h1", "h2", "h3", "p", "form"), None) is not None or any(
        len(cell.text_content()) > 300 for cell in table.iterdescendants("td")
    )


def _main_text(page: Page, found: Sequence[Block], metadata: Metadata) -> str:
    """Return the text of the article: extracted, but not less than the page shows of it."""
    text = _extracted(page)
    said = [block for block in found if block.says_something]
    size = sum(len(block.text) for block in said)
    missing = sum(
        len(block.text) for block in said if block.text[:60] not in text and block.text[-40:] not in text
    )
    if said and missing * 3 > size:
        first, last = said[0].place, said[-1].place
        text = "\n".join(
            block.text
            for block in found[first : last + 1]
            if not block.around and block.linked * 2 < len(block.text)
        )
    if len(metadata.article_body) > max(2 * len(text), 200):
        return metadata.article_body
    if said or _speaks(text):
        return text
    visible = "\n".join(block.text for block in found if not block.around)
    if not _built_by_script(page.root, found):
        return text or visible or "\n".join(block.text for block in found)
    if metadata.article_body or metadata.description:
        return metadata.article_body or metadata.description
    if not _speaks(visible):
        raise BadArticle("the page holds no text of an article; its scripts would have loaded it")
    return text or visible


def _speaks(text: str) -> bool:
    """Tell whether a text has a sentence, which a menu has not."""
    return any(_SENTENCE.search(line) and line.count(" ") >= 2 for line in text.splitlines())


def _built_by_script(root: Element, found: Sequence[Block]) -> bool:
    linked, size = sum(block.linked for block in found), sum(len(block.text) for block in found)
    return next(root.iter("script"), None) is not None and (linked * 2 > size or size < 200)


def _extracted(page: Page) -> str:
    # Here and not above: it takes 0.2 s to load, and most corpora hold no page.
    import trafilatura

    if page.deep or sum(1 for _ in islice(page.root.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        return ""
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        document: Any = trafilatura.bare_extraction(page.root, include_comments=False, with_metadata=False)
    except Exception:  # its parsers raise what they like on broken pages; the visible text still serves
        return ""
    return str(document.text or "") if document else ""
