"""Saved web pages: main text and metadata."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...errors import BadArticle
from ..markdown.front_matter import split_front_matter
from ..text.encoding import decode
from .metadata import Metadata, read_metadata
from .tree import Block, Element, Page, blocks, parse_page

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
# Of a larger page the visible text serves: what extracts the main text is made for articles.
_MOST_ELEMENTS = 20_000
_SHORT_INVITATION, _MOST_WRAPPERS = 250, 6
_INVITING = {"aside", "blockquote", "div", "h2", "h3", "h4", "h5", "h6", "li", "p", "section"}
_LONG_CELL = 300
_HEADINGS, _MOST_HEADINGS = ("h2", "h3", "h4", "h5", "h6"), 200
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
    if not any(map(str.isalnum, body)):
        body = ""
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
    found = [each for each in root.iter() if each.text and _INVITATION.match(each.text.lstrip()[:80])]
    for element in found:
        block = _opened_by(element)
        if block is None or block.getparent() is None:
            continue
        following = block.getnext()
        if len(_collapsed(block)) < 40 and following is not None and following.tag in ("ul", "ol"):
            following.drop_tree()
        block.drop_tree()


def _opened_by(element: Element) -> Element | None:
    """Return the largest block, short as an invitation is, that begins with the text of an element."""
    found = None
    for block in (element, *islice(element.iterancestors(), _MOST_WRAPPERS)):
        if block.tag == "body" or len(_collapsed(block)) > _SHORT_INVITATION:
            break
        if block.tag in _INVITING:
            found = block
        parent = block.getparent()
        if parent is None or block.getprevious() is not None or (parent.text or "").strip():
            break
    return found


def _collapsed(element: Element) -> str:
    return " ".join("".join(islice(element.itertext(), 200)).split())


def _open_layout_tables(root: Element) -> None:
    """Make plain blocks of tables that only arrange the page."""
    tables = list(root.iter("table"))
    if not tables:
        return
    arranging = {table for table in tables if table.get("role") in ("presentation", "none")}
    for element in root.iter("table", "h1", "h2", "h3", "p", "form", "td"):
        around = next(element.iterancestors("table"), None)
        if around is not None and (element.tag != "td" or _is_long(element)):
            arranging.add(around)
    for part in list(root.iter("tbody", "thead", "tfoot", "tr", "td", "th", "caption")):
        if next(part.iterancestors("table"), None) in arranging:
            part.tag = "div"
    for table in arranging:
        table.tag = "div"


def _is_long(cell: Element) -> bool:
    texts = [cell.text or "", *(child.tail or "" for child in islice(cell, 1000))]
    return sum(map(len, texts)) > _LONG_CELL


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
        return _with_headings(text, found)
    visible = "\n".join(block.text for block in found if not block.around)
    if not _built_by_script(page.root, found):
        return text or visible or "\n".join(block.text for block in found)
    if metadata.article_body or metadata.description:
        return metadata.article_body or metadata.description
    if not _speaks(visible):
        raise BadArticle("the page holds no text of an article; its scripts would have loaded it")
    return text or visible


def _with_headings(text: str, found: Sequence[Block]) -> str:
    """Return an extracted text with the headings between its paragraphs that the extractor left out."""
    headings = [at for at, block in enumerate(found[:-1]) if block.tag in _HEADINGS and not block.around]
    for at in headings[:_MOST_HEADINGS]:
        heading, following = found[at], found[at + 1].text[:60]
        place = text.find(following)
        if heading.linked or heading.text in text or place < 0 or text[place - 1 : place] not in ("", "\n"):
            continue
        text = f"{text[:place]}{heading.text}\n{text[place:]}"
    return text


def _speaks(text: str) -> bool:
    """Tell whether a text has a sentence, which a menu has not."""
    return any(_SENTENCE.search(line) and line.count(" ") >= 2 for line in text.splitlines())


def _built_by_script(root: Element, found: Sequence[Block]) -> bool:
    linked, size = sum(block.linked for block in found), sum(len(block.text) for block in found)
    return next(root.iter("script"), None) is not None and (linked * 2 > size or size < 200)


def _extracted(page: Page) -> str:
    # Here and not above: it takes 0.2 s to load, and most corpora hold no page.
    import trafilatura

    if page.large or sum(1 for _ in islice(page.root.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        return ""
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        document: Any = trafilatura.bare_extraction(page.root, include_comments=False, with_metadata=False)
    except Exception:  # its parsers raise what they like on broken pages; the visible text still serves
        return ""
    return str(document.text or "") if document else ""
