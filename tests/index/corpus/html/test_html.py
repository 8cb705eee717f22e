"""Saved web pages: the headline of the page, its text, its date, and pages made to cost much."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from rasfoi.index.article import Article
from rasfoi.index.corpus import SourceFile, find_files, read_articles
from rasfoi.index.report import Failure

FIRST = "Podul de peste râu s-a redeschis luni dimineața, după ce lucrările au ținut aproape doi ani întregi."
SECOND = "Primarul spune că mașinile grele vor trece doar noaptea, iar pietonii au acum o bandă largă a lor."
THIRD = "Locuitorii din satele vecine așteptau ziua aceasta, fiindcă ocolul pe la baraj le lua o oră la drum."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
DAY = datetime(2025, 4, 28)


def read_all(tmp_path: Path, page: str | bytes, name: str = "pagina.html") -> list[Article | Failure]:
    (tmp_path / name).write_bytes(page if isinstance(page, bytes) else page.encode())
    [source] = find_files(tmp_path / name)
    assert isinstance(source, SourceFile)
    return list(read_articles(source))


def read(tmp_path: Path, page: str | bytes, name: str = "pagina.html") -> Article:
    [article] = read_all(tmp_path, page, name)
    assert isinstance(article, Article), article
    return article


def page(body: str, head: str = "", title: str = "Podul s-a redeschis") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def meta(**fields: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in fields.items()
    )


def article(inside: str = "", after: str = "") -> str:
    return f"<article><h1>Podul s-a redeschis</h1>{inside}{TEXT}</article>{after}"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (article(after="<footer>© 2012-2019 Foaia</footer>"), ""),
        (article(), '<link rel="stylesheet" href="/style.css?v=20260817">'),
        (article(after='<a href="/2026/02/03/alt-pod">Alt pod</a>'), ""),
        (article("<p>Fabrica de lângă pod a fost închisă în 1995 și așa a rămas.</p>"), ""),
        (article(after='<section class="comments"><time datetime="2024-02-03">3 feb.</time></section>'), ""),
        (article(after='<div id="comments"><p>Ion, 3 mai 2024, ora 12:30</p></div>'), ""),
        (article(after='<aside><time datetime="2024-02-03">3 februarie 2024</time></aside>'), ""),
        (article(), meta(article__modified_time="2025-05-01T10:00:00+03:00")),
        (article('<p>Actualizat: 29 aprilie 2025</p>'), ""),
        (article(after='<div class="related"><p>Alt pod</p><p>3 martie 2024</p></div>'), ""),
        ("<header><p>marți, 3 martie 2026</p></header>" + article(), ""),
        (article(after="<article><h2>Alt pod</h2><time datetime='2024-01-01'>1 ian</time></article>"), ""),
        (article(after="<div><a href=/a>Alt pod</a><time datetime='2024-01-01'>1 ian</time></div>"), ""),
        (f"<h1>Podul s-a redeschis</h1><p>{FIRST}</p><div><a href=/a>Alt pod</a><i>03.02.2026</i></div>", ""),
        (f"<h1>Podul s-a redeschis</h1><p>{FIRST}</p><p><a href=/a>Alt pod</a><p>03.02.2026</p>", ""),
        (f"<h1>Podul s-a redeschis</h1>{TEXT}<div><a href=/a>Alt pod</a><p>03.02.2026</p></div>", ""),
        (article(after="<script>var d = '2024-05-06';</script>"), ""),
        (article(), '<meta name="date" content="ieri">'),
    ],
)  # fmt: skip
def test_a_page_without_a_date_has_none(tmp_path: Path, body: str, head: str) -> None:
    assert read(tmp_path, page(body, head)).date is None


LINKED = {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2025-04-28T14:35"}


@pytest.mark.parametrize(
    ("body", "head", "date", "source"),
    [
        (article("<p>Publicat: luni, 28 aprilie 2025, ora 14:35</p>", "<p>© 2024 Foaia</p>"), "",
         datetime(2025, 4, 28, 14, 35), "text"),
        (article("<div class=info>28.04.2025 | Ana Pop</div>"), "", DAY, "text"),
        (article("<span>de Ana Pop</span> <span>28 aprilie 2025</span>"), "", DAY, "text"),
        ("<div>Publicat: 28.04.2025</div>" + article(), "", DAY, "text"),
        (article("<time datetime=2025-04-28>luni</time>"), meta(article__modified_time="2025-05-01"), DAY,
         "metadata"),
        (article('<time datetime="2025-04-28T14:35:00+03:00">luni</time>'), "",
         datetime(2025, 4, 28, 14, 35, tzinfo=timezone(timedelta(hours=3))), "metadata"),
        (article('<time class="updated" datetime="2025-05-01">x</time><time datetime="2025-04-28">y</time>'),
         "", DAY, "metadata"),
        (article('<span itemprop="datePublished" content="2025-04-28">luni</span>'), "", DAY, "metadata"),
        (article(), f'<script type="application/ld+json">{json.dumps(LINKED)}</script>',
         datetime(2025, 4, 28, 14, 35), "metadata"),
        (article(), f'<script type="application/ld+json">{json.dumps({"@graph": [{}, LINKED]})}</script>',
         datetime(2025, 4, 28, 14, 35), "metadata"),
        (article(), meta(article__published_time="2025-04-28T09:30:00Z"),
         datetime(2025, 4, 28, 9, 30, tzinfo=UTC), "metadata"),
        (article(), '<meta name="DC.date.issued" content="2025-04-28">', DAY, "metadata"),
        (article(), '<link rel="canonical" href="https://foaia.ro/2025/04/28/pod">', DAY, "metadata"),
        (f"<article><h1>Podul</h1><p>{THIRD}</p><p>28.04.2025</p>{TEXT}</article>", "", DAY, "text"),
        (f"<article><h1>Pod</h1>{TEXT}<p>Pus <time datetime=2025-04-28>luni</time></p></article>", "", DAY,
         "metadata"),
        (article("<p>3 mai 2024</p>"), meta(article__published_time="2025-04-28"), DAY, "metadata"),
    ],
)  # fmt: skip
def test_dates_of_pages(tmp_path: Path, body: str, head: str, date: datetime, source: str) -> None:
    found = read(tmp_path, page(body, head))
    assert (found.date, found.date_source) == (date, source)
    assert found.date and found.date.utcoffset() == date.utcoffset()


@pytest.mark.parametrize(
    "frame",
    [
        '<div class="post-12 post tag-pod category-local has-comments">{}</div>',
        '<div id="page" class="site no-sidebar with-sidebar">{}</div>',
        '<div class="sidebar-right">{}</div>',
        '<form id="aspnetForm" action="/">{}</form>',
        '<div class="banner-page">{}</div>',
    ],
)
def test_names_of_what_holds_the_whole_page(tmp_path: Path, frame: str) -> None:
    body = frame.format(f"<h1>Podul s-a redeschis</h1><div>Publicat: 28.04.2025</div>{TEXT}")
    found = read(tmp_path, page(body))
    assert (found.date, found.title) == (DAY, "Podul s-a redeschis")
    assert found.body.endswith("\n".join((FIRST, SECOND, THIRD)))


def test_the_categories_of_a_post(tmp_path: Path) -> None:
    links = "<a rel='category tag' href=/l>Local</a> <a rel=category href=/d>Drumuri</a> <a rel=tag>pod</a>"
    assert read(tmp_path, page(article(links))).sections == ("Local", "Drumuri")


def test_the_name_of_the_file_comes_last(tmp_path: Path) -> None:
    assert read(tmp_path, page(article()), "2025-04-28-pod.html").date_source == "filename"
    found = read(tmp_path, page(article("<p>3 mai 2024</p>")), "2025-04-28-pod.html")
    assert (found.date, found.date_source) == (datetime(2024, 5, 3), "text")


@pytest.mark.parametrize(
    ("body", "head", "title"),
    [
        (article(), meta(og__title="Foaia"), "Podul s-a redeschis"),
        (article(), meta(og__title="Foaia", og__site_name="Foaia"), "Foaia"),
        (article(), meta(og__title="Foaia de dimineață, știri din oraș"), "Podul s-a redeschis – Foaia"),
        ("<h1><a href='/'>Foaia</a></h1>" + article(), "", "Podul s-a redeschis"),
        ("<h1><a href='/'><img alt=Foaia src=a.png></a></h1>" + article(), "", "Podul s-a redeschis – Foaia"),
        ("<h1>Foaia</h1><h2>Podul s-a redeschis</h2>" + TEXT, meta(og__site_name="Foaia"), "Foaia"),
        ("<h1 class=logo>Foaia</h1><h2>Podul s-a redeschis</h2>" + TEXT, "", "Podul s-a redeschis - Foaia"),
        (f"<div>{TEXT}</div>", meta(og__site_name="Foaia"), "Podul s-a redeschis – Foaia"),
        (f"<div>{TEXT}</div>", meta(og__site_name="Foaia"), "Foaia | Podul s-a redeschis"),
        (f"<div>{TEXT}</div>", meta(og__site_name="Foaia"), "Podul s-a redeschis | Local | Foaia"),
        (f"<div>{TEXT}</div>", meta(og__url="https://www.foaia.ro/pod"), "Podul s-a redeschis - Foaia.ro"),
        (f"<div>{TEXT}</div>", meta(og__title="Podul s-a redeschis - Foaia", og__site_name="Foaia"), ""),
        (f"<div>{TEXT}</div>", "", "Podul s-a redeschis"),
        ("<div id=brand><h1>Foaia</h1></div><h2>Podul s-a redeschis</h2>" + TEXT, "", ""),
        ("<p class=logo><h1 class=logo>Foaia</h1><h2>Podul s-a redeschis</h2>" + TEXT, "", "Foaia"),
        ("<header><h1>Foaia</h1></header><h2>Podul s-a redeschis</h2>" + TEXT, "", "Foaia"),
        (f"<b>Podul s-a redeschis</b><br>{TEXT}", "", "Foaia Zilei - Podul s-a redeschis"),
    ],
)  # fmt: skip
def test_the_headline_of_the_page_itself(tmp_path: Path, body: str, head: str, title: str) -> None:
    assert read(tmp_path, page(body, head, title)).title == "Podul s-a redeschis"


def test_linked_data(tmp_path: Path) -> None:
    data = LINKED | {
        "headline": "Podul s-a redeschis", "author": [{"name": "Ana Pop"}, {"name": "Dan Ion"}],
        "publisher": {"name": "Foaia"}, "articleSection": "Local", "articleBody": f"{FIRST} {SECOND} {THIRD}",
    }  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = read(
        tmp_path, page("<div id=app></div><nav><a href=/>Acasă</a> <a href=/b>Sport</a></nav>", head, "Foaia")
    )
    assert (found.title, found.body) == (data["headline"], data["articleBody"])
    assert (found.author, found.source, found.section) == ("Ana Pop, Dan Ion", "Foaia", "Local")


def test_front_matter(tmp_path: Path) -> None:
    front = "layout: post\ntitle: Podul nou\ndate: 2025-04-28 10:30:00 +0300\nauthor: Ana Pop"
    found = read(tmp_path, f"---\n{front}\n---\n{{% include a.html %}}{TEXT}")
    assert (found.title, found.author) == ("Podul nou", "Ana Pop")
    assert found.date and found.date.isoformat() == "2025-04-28T10:30:00+03:00"
    assert found.body.splitlines() == [FIRST, SECOND, THIRD]


def test_a_table_that_arranges_the_page(tmp_path: Path) -> None:
    menu = "".join(f"<tr><td><a href=/{name}>{name}</a></td></tr>" for name in ("Acasă", "Sport", "Contact"))
    body = (
        f"<table><tr><td><table>{menu}</table></td><td><h1>Podul s-a redeschis</h1>{FIRST}<br><br>{SECOND}"
        f"<br>{THIRD}</td></tr></table>"
    )
    found = read(tmp_path, page(body))
    assert all(part in found.body for part in (FIRST, SECOND, THIRD))
    assert "|" not in found.body and "Contact" not in found.body


def test_what_the_extractor_cuts_is_kept(tmp_path: Path) -> None:
    parts = [f"{number}. {SECOND}" for number in range(20)]
    body = f"<article><h1>Podul s-a redeschis</h1><p>{FIRST}</p>" + "".join(
        f"<div class=slide><div>{part}</div></div>" for part in parts
    )
    found = read(tmp_path, page(body + "</article>"))
    assert all(part in found.body for part in (FIRST, *parts))


def test_a_page_that_scripts_build(tmp_path: Path) -> None:
    menu = "<ul><li><a href=/>Acasă</a><li><a href=/c>Contact</a></ul><div id=root></div><script></script>"
    [failure] = read_all(tmp_path, page(menu))
    assert isinstance(failure, Failure) and "scripts" in failure.reason
    assert read(tmp_path, page(menu, f'<meta name="description" content="{FIRST}">')).body == FIRST


@pytest.mark.parametrize(
    "invitation",
    [
        "<p>Citește și: <a href=/x>Alt pod s-a închis pentru reparații</a></p>",
        "<p><strong>CITEŞTE ŞI</strong> <a href=/x>Alt pod s-a închis</a></p>",
        "<h3>Vezi și</h3><ul><li><a href=/x>Alt pod s-a închis pentru reparații</a></li></ul>",
        "<p>Citiți și despre alt pod s-a închis</p>",
        "<div>Abonează-te la newsletter ca să afli că alt pod s-a închis</div>",
        "<p>Abonați-vă pe canalul nostru: alt pod s-a închis</p>",
        "<p>Urmărește-ne pe Facebook. Alt pod s-a închis</p>",
    ],
)
def test_invitations_are_left_out(tmp_path: Path, invitation: str) -> None:
    body = f"<article><h1>Podul s-a redeschis</h1><p>{FIRST}</p>{invitation}<p>{SECOND}</p><p>{THIRD}</p>"
    assert read(tmp_path, page(body)).body.splitlines() == [FIRST, SECOND, THIRD]


def test_a_sentence_that_begins_like_an_invitation_stays(tmp_path: Path) -> None:
    sentence = (
        "Vezi și de pe deal podul cel nou, spun localnicii, " + "iar seara se aprind luminile lui albe. " * 8
    )
    assert "podul cel nou" in read(tmp_path, page(article(f"<p>{sentence}</p>"))).body


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", "utf-32", "iso-10646-ucs-2"])
@pytest.mark.parametrize("encoding", ["cp1250", "utf-8"])
def test_a_charset_that_cannot_be(tmp_path: Path, charset: str, encoding: str) -> None:
    text = page(article(), f"<meta charset={charset}>").replace("ș", "ş").replace("ț", "ţ")
    assert "dimineaţa" in read(tmp_path, text.encode(encoding)).body


@pytest.mark.parametrize(
    "markup",
    [
        "<a " * 20_000,
        "<a " * 20_000 + ">",
        "<!--" * 100_000,
        "<p a=" * 40_000,
        "<p a=\"" * 40_000,
        "<a " + " ".join(f"n{number}=1" for number in range(100_000)) + ">",
        "<a x='>' " + " ".join(f"n{number}" for number in range(100_000)) + ">",
        "&#" + "1" * 4301 + ";",
        "&" * 200_000,
        "<" * 200_000,
        "<script>" * 50_000,
        "<![CDATA[" * 50_000,
        "<?" * 100_000,
        "</p>" * 100_000,
        "<div><p>x" + "</b>" * 100_000,
        "<p>propoziție</p>" * 100_000,
        "<table><tr><td>" * 500,
        "<b>" * 1_500,
        ("<div>" * 200 + "Abonează-te" + "</div>" * 200) * 300,
        "<table><tr><td><p>a" * 60 + "<table><tr><td>x</td></tr></table>" * 20_000,
        "<span class='a b'>x</span>" * 50_000,
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        f"<img src='data:image/png;base64,{'A' * 20_000_000}'>",
    ],
)  # fmt: skip
def test_pages_made_to_cost_much(tmp_path: Path, markup: str) -> None:
    [found] = read_all(tmp_path, page(article() + markup))
    assert isinstance(found, Article) and FIRST in found.body


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<div>" * 20_000 + "text", "nests"),
        ("<p>cuvinte multe " * 1_500_000, "MB of markup"),
        ("<b>x</b>" * 500_000, "tags, above the limit"),
        ("<p>&#" + "1" * 4301 + ";", "no title and no body"),
        ("<p>***</p>", "no title and no body"),
    ],
    ids=["deep", "large", "tags", "figure", "signs"],
)
def test_pages_that_cost_too_much(tmp_path: Path, markup: str, reason: str) -> None:
    [failure] = read_all(tmp_path, page(markup, title=""))
    assert isinstance(failure, Failure) and reason in failure.reason
