"""Feeds of every version and WordPress exports give their articles; hostile XML gives a reason."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from rasfoi.index.article import Article
from rasfoi.index.corpus import SourceFile, find_files, read_articles
from rasfoi.index.report import Failure

BODY = "Podul de peste râu s-a redeschis.\nMașinile trec din nou."
MARKUP = "<p>Podul de peste <b>râu</b> s-a redeschis.</p><p>Mașinile trec din nou.</p>"
NOON = datetime(2025, 4, 28, 12, tzinfo=timezone(timedelta(hours=3)))
NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"'
)


def read_all(tmp_path: Path, content: str | bytes, name: str = "flux.xml") -> list[Article | Failure]:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    [source] = find_files(tmp_path / name)
    assert isinstance(source, SourceFile)
    return list(read_articles(source))


def read(tmp_path: Path, content: str | bytes, name: str = "flux.xml") -> list[Article]:
    found = read_all(tmp_path, content, name)
    assert found and not [each for each in found if isinstance(each, Failure)], found
    return [each for each in found if isinstance(each, Article)]


def rss(items: str, version: str = "2.0") -> str:
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="{version}" {NAMES}><channel>'
    return f"{head}<title>Foaia</title><link>https://foaia.ro</link><description>Știri</description>{items}</channel></rss>"


ITEM = f"""<item><title>Podul s-a redeschis</title><link>https://foaia.ro/pod</link>
<description>Pe scurt.</description>
<content:encoded><![CDATA[{MARKUP}]]></content:encoded><pubDate>Mon, 28 Apr 2025 12:00:00 +0300</pubDate>
<dc:creator>Ana Pop</dc:creator><category>Local</category><category>Drumuri</category></item>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Foaia</title><updated>2025-05-01T00:00:00Z</updated>
<author><name>Redacția</name></author><entry><title type="html">Podul s-a &lt;b&gt;redeschis&lt;/b&gt;</title>
<link rel="edit" href="https://foaia.ro/x"/><link href="https://foaia.ro/pod"/><id>tag:foaia.ro,2025:1</id>
<published>2025-04-28T12:00:00+03:00</published><updated>2025-04-30T00:00:00Z</updated>
<author><name>Ana Pop</name></author><category term="local" label="Local"/><summary>Pe scurt.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{MARKUP}</div></content></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" {NAMES}>
<channel><title>Foaia</title></channel><item rdf:about="https://foaia.ro/pod">
<title>Podul s-a redeschis</title>
<link>https://foaia.ro/pod</link><content:encoded><![CDATA[{MARKUP}]]></content:encoded>
<dc:date>2025-04-28T12:00:00+03:00</dc:date><dc:creator>Ana Pop</dc:creator><dc:subject>Local</dc:subject>
</item></rdf:RDF>"""


def test_a_feed_that_does_not_declare_its_prefixes(tmp_path: Path) -> None:
    excerpt = "<excerpt:encoded>Pe scurt, dar mai lung decât textul întreg al articolului.</excerpt:encoded>"
    odd = "<content:encoded:x/><x::/><:y>z</:y>"
    items = rss(ITEM.replace("<description>", excerpt + odd + "<description>")).replace(NAMES, "")
    [article] = read(tmp_path, items)
    assert (article.body, article.author, article.date) == (BODY, "Ana Pop", NOON)
    [article] = read(tmp_path, rss(ITEM).replace("content:encoded", "encoded"))
    assert article.body == BODY


@pytest.mark.parametrize("name", ["flux.xml", "flux.rss", "flux.xml.gz", "salvat.html", "FLUX.XML"])
def test_rss(tmp_path: Path, name: str) -> None:
    content = rss(ITEM + ITEM).encode()
    first, second = read(tmp_path, gzip.compress(content) if name.endswith(".gz") else content, name)
    assert (first.title, first.body, first.date) == ("Podul s-a redeschis", BODY, NOON)
    assert (first.source, first.author, first.url) == ("Foaia", "Ana Pop", "https://foaia.ro/pod")
    assert first.sections == ("Local", "Drumuri") and first.date_source == "metadata"
    assert first.id != second.id


@pytest.mark.parametrize(
    ("content", "name"), [(ATOM, "a.atom"), (ATOM, "a.html"), (RDF, "a.rdf"), (RDF, "a.xml")]
)
def test_atom_and_rdf(tmp_path: Path, content: str, name: str) -> None:
    [found] = read(tmp_path, content, name)
    assert (found.title, found.body, found.date) == ("Podul s-a redeschis", BODY, NOON)
    assert (found.source, found.author, found.url) == ("Foaia", "Ana Pop", "https://foaia.ro/pod")
    assert found.section == "Local"


def test_rss_0_91(tmp_path: Path) -> None:
    item = "<item><title>Podul &amp;amp; râul</title><description>Pe scurt.</description></item>"
    text = rss(item, "0.91").replace(
        "<rss",
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://exemplu.ro/rss.dtd"><rss',
    )
    [found] = read(tmp_path, text)
    assert (found.title, found.body, found.date) == ("Podul & râul", "Pe scurt.", None)


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("<title>a</title><description>&lt;p&gt;Unu&lt;/p&gt;&lt;p&gt;Doi</description>", "body", "Unu\nDoi"),
        ("<title>A &amp; B</title>", "title", "A & B"),
        ("<title>A & B</title>", "title", "A & B"),
        ("<title><![CDATA[A & <i>B</i>]]></title>", "title", "A & B"),
        ("<title>Mo&icirc;n&nbsp;de</title>", "title", "Moîn de"),
        ("<title>a\x0bb</title>", "title", "ab"),
        ("<title>a</title><author>ana@foaia.ro (Ana Pop)</author>", "author", "Ana Pop"),
        ("<title>a</title><guid>https://foaia.ro/pod</guid>", "url", "https://foaia.ro/pod"),
        ('<title>a</title><guid isPermaLink="false">https://foaia.ro/?p=1</guid>', "url", ""),
        ('<title>a</title><source url="https://alta.ro/rss">Alta</source>', "source", "Alta"),
        ("<title>a</title><pubDate>2025-04-28</pubDate>", "date", datetime(2025, 4, 28)),
        ("<title>a</title><pubDate>Mon, 28 Apr 2025 09:00:00 GMT</pubDate>", "date",
         datetime(2025, 4, 28, 9, tzinfo=UTC)),
        ("<title>a</title><pubDate>luni</pubDate><dc:date>2025-04-28</dc:date>", "date",
         datetime(2025, 4, 28)),
        ("<title>a</title><pubDate>luni</pubDate>", "date", None),
    ],
)  # fmt: skip
def test_items(tmp_path: Path, item: str, field: str, value: object) -> None:
    [found] = read(tmp_path, rss(f"<item>{item}</item>"))
    assert getattr(found, field) == value


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2", "utf-16"])
def test_the_encoding_that_the_file_declares(tmp_path: Path, encoding: str) -> None:
    text = rss(ITEM).replace('"utf-8"', f'"{encoding}"').translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    [found] = read(tmp_path, text.encode(encoding))
    assert "Maşinile" in found.body


def post(kind: str = "post", status: str = "publish", text: str = MARKUP, more: str = "") -> str:
    return f"""<item><title>Podul s-a redeschis</title><link>https://foaia.ro/pod</link><dc:creator>ana</dc:creator>
<pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate><content:encoded><![CDATA[{text}]]></content:encoded>
<excerpt:encoded><![CDATA[Pe scurt.]]></excerpt:encoded><wp:post_date>2025-04-28 12:00:00</wp:post_date>
<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{more}
<category domain="category" nicename="local"><![CDATA[Local]]></category>
<category domain="post_tag" nicename="pod"><![CDATA[pod]]></category></item>"""


NAMED = "<wp:author_login>ana</wp:author_login><wp:author_display_name>Ana Pop</wp:author_display_name>"


def test_a_wordpress_export(tmp_path: Path) -> None:
    left_out = [
        post("attachment", "inherit"), post("nav_menu_item"), post(status="draft"), post(status="private"),
        post(status="trash"), post(text=""), post(more="<wp:post_password>x</wp:post_password>"),
    ]  # fmt: skip
    found = read(tmp_path, rss(f"<wp:author>{NAMED}</wp:author>" + post() + "".join(left_out) + post("page")))
    assert [each.body for each in found] == [BODY, BODY]
    assert (found[0].author, found[0].section) == ("Ana Pop", "Local")
    assert (found[0].date, found[0].date_precision) == (datetime(2025, 4, 28, 12), "time")


@pytest.mark.parametrize(
    "text",
    [
        "Podul de peste <b>râu</b> s-a redeschis.\n\nMașinile trec din nou.",
        f"<!-- wp:paragraph -->\n{MARKUP}\n<!-- /wp:paragraph -->",
        f'[gallery ids="1,2"]{MARKUP}[/gallery]',
        f"{MARKUP}<p>Citește și: <a href=/x>alt pod</a></p>",
        "Podul de peste râu s-a redeschis.\nMașinile trec din nou.",
    ],
)
def test_the_text_of_a_post(tmp_path: Path, text: str) -> None:
    [found] = read(tmp_path, rss(post(text=text)))
    assert found.body == BODY


LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{LAUGHS}]><rss><channel><item><title>&i;</title></item></channel></rss>", "declares entities"),
        ("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item></channel></rss>",
         "declares entities"),
        ("<urlset><url><loc>https://foaia.ro</loc></url></urlset>", "no feed: it begins with <urlset>"),
        ('<?xml version="1.0"?><note>text</note>', "no feed"),
        (rss(""), "no article"),
        ("", "empty"),
        ("text simplu", "not valid XML"),
        ("\0\1\2", "binary"),
        ("<a>" * 100_000, "XML"),
        ("<rss " * 50_000, "XML"),
        ("<rss><channel>" + "<!--" * 100_000, "XML"),
        ("<rss><channel>" + "<![CDATA[" * 100_000, "XML"),
    ],
    ids=["laughs", "file", "map", "note", "none", "empty", "text", "binary", "deep", "tag", "open", "data"],
)  # fmt: skip
def test_what_is_no_feed_is_a_failure(tmp_path: Path, content: str, reason: str) -> None:
    [found] = read_all(tmp_path, content)
    assert isinstance(found, Failure) and reason in found.reason


def test_an_unknown_entity_stays_as_written(tmp_path: Path) -> None:
    [found] = read(tmp_path, rss("<item><title>&nimic; &#259;</title></item>"))
    assert found.title == "&nimic; ă"


def test_of_a_feed_cut_short_what_is_there_is_read(tmp_path: Path) -> None:
    content = rss(ITEM + ITEM)
    *found, failure = read_all(tmp_path, content[: content.rindex("<pubDate>")])
    assert isinstance(found[0], Article) and found[0].body == BODY
    assert isinstance(failure, Failure) and "not valid XML, line" in failure.reason
