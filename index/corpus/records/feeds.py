"""RSS 0.91 to 2.0, RSS 1.0 (RDF), Atom, and the export of a WordPress site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from lxml import etree

from ...errors import BadArticle
from ..dates.parsing import parse_date
from ..html.tree import Element
from ..html.webpage import markup_to_text
from ..text.encoding import decode

_DECLARATION = re.compile(
    r"\s*<\?xml\b[^>]{0,300}?(?:encoding\s*=\s*[\"']([\w.:-]{1,40})[\"'])?[^>]{0,300}\?>\s*"
)
_OPENING = re.compile(
    r"(?:\s|<\?[^>]{0,1000}>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,1000}>)*+<(?:rss|feed|rdf:RDF)\b", re.S
)
_BARE_AMPERSAND = re.compile(r"&(?!#\w{1,8};|[A-Za-z]\w{1,30};)")
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{1,30});")
# What XML admits nowhere; editors paste it, and parsers stop at it.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|youtube|vc_\w+|et_pb_\w+|[a-z][\w-]{1,30}(?=\s+\w+=))"
    r"[^\[\]]{0,500}\]"
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_PREFIXED = re.compile(r"([a-z_][\w.-]*):([a-z_][\w.-]*)", re.ASCII | re.IGNORECASE)
_KINDS_WITHOUT_TEXT = (
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation",
)  # fmt: skip


def is_feed(data: bytes) -> bool:
    """Tell whether a file begins as a feed does, whatever its name."""
    return bool(_OPENING.match(data[:8000].decode("latin-1").lstrip("ï»¿")))


def read_feed(data: bytes) -> Iterator[dict[str, object]]:
    """Yield the records of a feed's articles; of a WordPress export those that are published and have text.

    Raises `BadArticle` if the file is no feed, is damaged or declares entities; of a damaged one what can be
    read comes first.
    """
    root, damage = _parse(data)
    kind = _local(root)
    if kind not in ("rss", "feed", "RDF"):
        raise BadArticle(
            f"the file is XML but no feed: it begins with <{kind}>, not with <rss>, <feed> or <rdf:RDF>"
        )
    source = _source(root)
    authors = {
        _said(each, "author_login"): _said(each, "author_display_name") for each in _children(root, "author")
    }
    any_item = False
    for item in root.iter("{*}item", "{*}entry"):
        any_item = True
        if _is_published(item):
            yield _record(item, source, authors)
    if damage:
        raise BadArticle(damage)
    if not any_item:
        raise BadArticle("the feed holds no article")


def _parse(data: bytes) -> tuple[Element, str]:
    """Return the root of a document, and what is wrong with it."""
    declared = _DECLARATION.match(data[:600].decode("latin-1").lstrip("ï»¿"))
    text = decode(data, declared[1] if declared else None)
    text = _DECLARATION.sub("", text, count=1) if _DECLARATION.match(text) else text.lstrip()
    if not text:
        raise BadArticle("the file is empty")
    if "<!ENTITY" in text:
        raise BadArticle("the XML declares entities, which are not expanded")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    text = _BARE_AMPERSAND.sub("&amp;", _FORBIDDEN.sub("", text))
    text = _NAMED_ENTITY.sub(_letter, text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise BadArticle(f"not valid XML: {error.msg}") from error
    if root is None:
        raise BadArticle("not valid XML")
    if parser.error_log:
        _name_spaces(root)
    wrong = next((each for each in parser.error_log if each.level >= etree.ErrorLevels.FATAL), None)
    return root, f"not valid XML, line {wrong.line}: {wrong.message}; what could be read was" if wrong else ""


def _name_spaces(root: Element) -> None:
    """Take the prefixes that a document does not declare for the names of their name spaces."""
    for element in root.iter(etree.Element):
        space, end, name = element.tag.rpartition("}")
        if ":" in name:
            written = _PREFIXED.fullmatch(name)
            element.tag = f"{{{written[1]}}}{written[2]}" if written else f"{space}{end}unnamed"


def _letter(entity: re.Match[str]) -> str:
    """Return an entity of HTML, which XML does not know, as its letter; an unknown one as it is written."""
    return html5.get(f"{entity[1]};", f"&amp;{entity[1]};")


def _local(element: Element) -> str:
    return str(etree.QName(element).localname)


def _children(root: Element, name: str) -> Iterator[Element]:
    for parent in (root, *root.iterchildren("{*}channel")):
        yield from parent.iterchildren("{*}" + name)


def _said(element: Element, *names: str) -> str:
    """Return the text of the first child of one of these names that has any."""
    for name in names:
        for child in element.iterchildren("{*}" + name):
            if text := "".join(child.itertext()).strip():
                return text
    return ""


def _source(root: Element) -> str:
    titles = (_plain("".join(each.itertext())) for each in _children(root, "title"))
    return next(filter(None, titles), "")


def _origin(item: Element) -> str:
    """Return the source that an entry was taken over from."""
    return next(
        (_plain(_said(each, "title") or each.text or "") for each in item.iterchildren("{*}source")), ""
    )


def _is_published(item: Element) -> bool:
    """Tell whether an entry of a WordPress export is an article for readers; any other entry is."""
    kind, status = _said(item, "post_type"), _said(item, "status")
    if not kind:
        return True
    readable = status in ("", "publish") and not _said(item, "post_password")
    return readable and kind not in _KINDS_WITHOUT_TEXT and bool(_body(item))


def _record(item: Element, source: str, authors: dict[str, str]) -> dict[str, object]:
    return {
        "title": _plain(_said(item, "title")),
        "body": _body(item),
        "date": _date(item),
        "source": _origin(item) or source,
        "section": _sections(item),
        "author": _authors(item, authors),
        "url": _address(item),
    }


def _plain(text: str) -> str:
    return markup_to_text(text) if "<" in text or "&" in text else text


def _body(item: Element) -> str:
    """Return the longest text of an entry: its content, or its summary where there is none."""
    for name in ("encoded", "content", "description", "summary"):
        for child in item.iterchildren("{*}" + name):
            if name == "encoded" and "excerpt" in (etree.QName(child).namespace or ""):
                continue
            if text := _markup(child):
                return text
    return ""


def _markup(element: Element) -> str:
    if len(element):
        return markup_to_text(etree.tostring(element, encoding="unicode", with_tail=False))
    text = _SHORTCODE.sub(" ", element.text or "")
    if "<" not in text:
        text = unescape(text)
    if "<" not in text:
        return text.strip()
    return markup_to_text(text if re.search(r"<p\b", text) else _PARAGRAPHS.sub("<p>", text))


def _date(item: Element) -> object:
    names = ("pubDate", "published", "issued", "date", "post_date", "created", "updated")
    values = [value for name in names if (value := _said(item, name))]
    return next((found for value in values if (found := parse_date(value))), values[0] if values else None)


def _sections(item: Element) -> list[str]:
    found = []
    for each in (*item.iterchildren("{*}category"), *item.iterchildren("{*}subject")):
        if each.get("domain") in (None, "category") or "://" in each.get("domain"):
            found.append(_plain(each.text or "") or each.get("label") or each.get("term") or "")
    return list(dict.fromkeys(filter(None, (" ".join(name.split()) for name in found))))


def _authors(item: Element, known: dict[str, str]) -> list[str]:
    found = []
    for each in (*item.iterchildren("{*}creator"), *item.iterchildren("{*}author")):
        name = _said(each, "name") if len(each) else (each.text or "").strip()
        # RSS 2.0 wants `ana@exemplu.ro (Ana Pop)`.
        inner = re.fullmatch(r"\S+@\S+\s*\(([^()]+)\)", name)
        found.append(inner[1] if inner else known.get(name) or _plain(name))
    return list(dict.fromkeys(filter(None, found)))


def _address(item: Element) -> str:
    for link in item.iterchildren("{*}link"):
        if (link.get("rel") or "alternate") == "alternate" and (
            address := link.get("href") or (link.text or "").strip()
        ):
            return str(address)
    for guid in item.iterchildren("{*}guid", "{*}id"):
        if (address := (guid.text or "").strip()).startswith(("http://", "https://")) and guid.get(
            "isPermaLink"
        ) != "false":
            return address
    return ""
