"""The pages without script: what they list, where their links lead, what they say when they fail."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
import rasfoi
from flask.testing import FlaskClient
from lxml import html
from rasfoi.web import create_app
from rasfoi.web.pages.state import article_path

QUERY = "/?q=Valea+Seacă"


def titles(page: html.HtmlElement) -> list[str]:
    return [link.text_content() for link in page.xpath("//ol[@class='hits']/li/h2/a")]


def href(page: html.HtmlElement, path: str) -> str:
    """Return the address of the one link at `path`, seen from the results page."""
    (link,) = page.xpath(path)
    return urljoin("/", link.get("href"))


def test_page_and_api_show_the_same(get, client: FlaskClient) -> None:
    answer = client.get("/api/v1" + QUERY.replace("/?", "/search?")).get_json()
    page = get(QUERY)
    assert titles(page) == [hit["title"] for hit in answer["hits"]]
    assert page.xpath("string(//p[@class='count']/strong)").split()[0] == str(answer["total"])


def test_matches_are_marked_in_their_forms(get) -> None:
    marks = {mark.text_content().lower() for mark in get("/?q=oraș").xpath("//p[@class='snippet']/mark")}
    assert len(marks) > 2
    assert all(mark.startswith("ora") for mark in marks)


def test_dates_are_written_out(get, index: rasfoi.Index) -> None:
    (newest,) = index.search("", sort="newest", limit=1).hits
    assert newest.date is not None
    (first, *_) = get("/?sort=newest").xpath("//ol[@class='hits']//time")
    assert first.get("datetime") == newest.date.date().isoformat()
    assert first.text_content().endswith(str(newest.date.year))


def test_the_first_page_lists_the_newest(get, index: rasfoi.Index) -> None:
    page = get("/")
    assert titles(page) == [hit.title or hit.id for hit in index.search("", sort="newest").hits]


def test_pages_follow_each_other(get, index: rasfoi.Index) -> None:
    first = get("/?sort=newest")
    second = get(href(first, "//a[@rel='next']"))
    assert titles(second) == [hit.title or hit.id for hit in index.search("", sort="newest", offset=10).hits]
    assert second.xpath("//ol[@class='hits']/@start") == ["11"]
    assert titles(get(href(second, "//a[@rel='prev']"))) == titles(first)


def test_a_page_past_the_end_leads_back(get) -> None:
    page = get(QUERY + "&page=500")
    assert titles(page) == []
    assert titles(get(href(page, "//main//p[@class='empty']/a")))


@pytest.mark.parametrize("name", ["source", "section"])
def test_a_facet_narrows_and_its_chip_widens(get, index: rasfoi.Index, name: str) -> None:
    facets = index.search("oraș", facets=True).facets
    assert facets is not None
    chosen = next(each for each in getattr(facets, name) if each.value)
    whole = get("/?q=oraș")
    narrow = get(href(whole, f"//aside//a[span[1][text()='{chosen.value}']]"))
    assert narrow.xpath("string(//p[@class='count']/strong)").split()[0] == str(chosen.count)
    assert titles(get(href(narrow, "//a[@class='chip']"))) == titles(whole)


def test_filters_and_query_survive_each_other(get, index: rasfoi.Index) -> None:
    page = get("/?q=oraș&section=Sport&sort=newest&from=2020")
    (form,) = page.xpath("//form[@role='search']")
    assert dict(form.form_values()) == {
        "q": "oraș",
        "section": "Sport",
        "sort": "newest",
        "from": "2020-01-01",
    }


def test_a_bar_of_the_timeline_narrows_the_period(get) -> None:
    page = get("/")
    (bar, *_) = page.xpath("//svg[@class='timeline']//a")
    said, number = bar.xpath("string(title)").split(": ")
    narrow = get(urljoin("/", bar.get("href")))
    assert narrow.xpath("string(//a[@class='chip']/text())").strip() == said
    assert narrow.xpath("string(//p[@class='count']/strong)").split()[0] == number
    rows = page.xpath("//aside//table/tbody/tr")
    assert next(row.xpath("string(th)") for row in rows) == said


def test_no_hits_say_why_and_what_to_do(get) -> None:
    page = get("/?q=qwertyuiop&section=Sport")
    assert "qwertyuiop" in page.xpath("string(//main//h2)")
    assert href(page, "//a[@class='drop']") == "/?q=qwertyuiop"


def test_a_misspelt_word_is_corrected_in_sight(get) -> None:
    page = get("/?q=biblioteka")
    assert "bibliotec" in page.xpath("string(//*[@class='corrected' or @class='offer']//strong)")


def test_examples_in_the_help_run(get) -> None:
    examples = get("/").xpath("//dialog[@id='help']//dt/a/@href")
    assert len(examples) >= 6
    for example in examples:
        get(example)


def test_titles_and_canonical_links(get) -> None:
    page = get("/?q=pâine&lang=ro&page=1")
    assert page.xpath("string(//title)") == "pâine – Răsfoi"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://localhost/?q=p%C3%A2ine"]
    assert not page.xpath("//meta[@name='robots']")


def test_the_partial_is_the_part_of_the_page(get, client: FlaskClient) -> None:
    part = client.get(QUERY + "&partial=1").text
    assert part.startswith('<div id="live"')
    assert titles(html.fromstring(part)) == titles(get(QUERY))


def test_an_article(get, index: rasfoi.Index) -> None:
    results = get("/?q=oraș&sort=newest")
    (first, *_) = results.xpath("//ol[@class='hits']/li/h2/a")
    article = get(first.get("href"))
    (main,) = article.xpath("//main")
    numbers = [mark.get("id") for mark in main.xpath(".//mark")]
    assert article.xpath("string(//h1)").strip() == first.text_content()
    assert numbers == [f"m{n}" for n in range(1, len(numbers) + 1)]
    assert article.xpath("//nav[@id='marks']/@data-total") == [str(len(numbers))]
    assert href(article, "//p[@class='back']/a") == "/?q=ora%C8%99&sort=newest"
    assert article.xpath("//aside[@id='similar']//li")
    assert article.xpath("//link[@rel='canonical']/@href")[0].count("?") == 0


def test_every_article_opens(get, index: rasfoi.Index) -> None:
    for hit in index.search("", sort="newest", limit=100).hits:
        page = get(f"/articol/{article_path(hit.id)}")
        assert page.xpath("string(//h1)").strip() == (hit.title or hit.id)


def test_an_article_links_to_its_original(get, index: rasfoi.Index) -> None:
    hit = next(hit for hit in index.search("", sort="newest", limit=100).hits if hit.url.startswith("http"))
    page = get(f"/articol/{article_path(hit.id)}")
    assert page.xpath("//article//p[@class='meta']/a/@href") == [hit.url]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/articol/nothing", 404),
        ("/?page=0", 400),
        ("/?from=never", 400),
        ("/?q=" + "a" * 3000, 400),
    ],
)
def test_error_pages_help(get, path: str, status: int) -> None:
    page = get(path, status, Accept_Language="en")
    assert page.xpath("string(//p[@class='status'])") == str(status)
    assert page.xpath("//form[@role='search']")
    assert page.xpath("//main//a/@href")


def test_no_index_is_a_page_that_says_so(tmp_path: Path) -> None:
    response = create_app(tmp_path / "missing").test_client().get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "rasfoi rebuild" in response.text


def test_a_known_page_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(QUERY).headers["ETag"]
    known = {"If-None-Match": tag}
    assert client.get(QUERY, headers=known).status_code == 304
    assert client.get(QUERY, headers={**known, "Accept-Language": "en"}).status_code == 200


def test_static_files_are_kept_by_their_hash(get, client: FlaskClient) -> None:
    (style,) = get("/").xpath("//link[@rel='stylesheet']/@href")
    hashed, plain = client.get(style), client.get("/static/style.css")
    assert "immutable" in hashed.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "no-cache"
    assert client.get(style, headers={"If-None-Match": hashed.headers["ETag"]}).status_code == 304
    assert client.get("/static/nothing.css").status_code == 404


def test_the_whole_page_is_small(get, client: FlaskClient) -> None:
    page = client.get(QUERY)
    tree = html.fromstring(page.text)
    files = tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href") + tree.xpath("//script/@src")
    sizes = [len(client.get(file, headers={"Accept-Encoding": "gzip"}).data) for file in files]
    assert len(files) == 3
    assert len(page.data) + sum(sizes) < 60_000


def test_mounted_under_a_prefix(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/?q=oraș", environ_overrides={"SCRIPT_NAME": "/cauta"}).text)
    addresses = [urljoin("/cauta/", address) for address in page.xpath("//@href | //@src | //@action")]
    assert [a for a in addresses if not a.startswith(("/cauta/", "#", "http"))] == []


def test_the_embeddable_box(client: FlaskClient) -> None:
    response = client.get("/embed.js")
    assert response.mimetype == "text/javascript"
    assert "suggest?q=" in response.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ro", "„0” nu poate fi valoarea lui „page”. Folosiți un număr de la 1 la 1.000.000."),
        ("en", "“0” cannot be the value of “page”. Use a number from 1 to 1,000,000."),
    ],
)
def test_an_unusable_parameter_is_explained_in_the_readers_language(get, language: str, said: str) -> None:
    page = get("/?page=0", 400, Accept_Language=language)
    assert [each.text_content() for each in page.xpath("//main/p")][1] == said


def test_searching_as_typed_is_for_that_query_only(get) -> None:
    page = get("/?q=oras&correct=0&source=x")
    assert page.xpath("//form[@role='search']/input[@type='hidden']/@name") == ["source"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?q=oras&source=NOPE", "Nicio sursă nu se numește „NOPE”."),
        ("/?q=oras&source=NOPE&lang=en", "No source is called “NOPE”."),
        (
            "/?q=oras+data:garbage",
            "„garbage” nu este o dată. Scrieți 2025-04-28, 28.04.2025, 2025-04, 2025 sau „28 aprilie 2025”.",
        ),
        ("/?q=oras&from=2019&to=2015", "Perioada se încheie înainte să înceapă: 2019-01-01 – 2015-12-31."),
        ("/?q=autor:oras&lang=en", "“autor:” is no field and was read as a word."),
    ],
)
def test_the_page_says_what_was_read_otherwise_and_why_it_is_empty(get, address: str, said: str) -> None:
    assert said in " ".join(get(address).xpath("//p[contains(@class, 'remark')]/text()"))


SPELLING, FEWER = "Check the spelling", "Use fewer"
OTHER_WORD, NAME, PERIOD, FILTERS = (
    "Try another word",
    "Choose another one",
    "Choose another period",
    "Remove one filter",
)


@pytest.mark.parametrize(
    ("query", "advised"),
    [
        ("q=qwertyuiop", [SPELLING, OTHER_WORD]),
        ("q=qwertyuiop asdfghjkl", [SPELLING, FEWER]),
        ("q=qwertyuiop&from=2020", [SPELLING, OTHER_WORD]),
        ("q=oras data:2130", [PERIOD]),
        ("q=oras dupa:2130", [PERIOD]),
        ("q=oras&from=2130", [PERIOD]),
        ("from=2130", [PERIOD]),
        ("q=oras&from=2019&to=2015", [PERIOD]),
        ("q=oras sursa:NOPE", [NAME]),
        ("q=oras&source=NOPE", [NAME]),
        ("q=oras&section=NOPE&from=2130", [NAME]),
        ("q=oras&source=Agora&from=2130", [FILTERS]),
        ('q="seacă orașul valea"', ["Without quotation marks"]),
        ("q=oras -oras", ["Take out the word"]),
        ("q=data:garbage", []),
        ("q=(((", []),
    ],
)
def test_what_to_try_fits_the_reason(get, query: str, advised: list[str]) -> None:
    empty = get(f"/?{query}", Accept_Language="en").xpath("//section[@class='empty']")[0]
    tips = empty.xpath(".//li/text()")
    assert [tip.startswith(begins) for tip, begins in zip(tips, advised, strict=True)] == [True] * len(
        advised
    )
    assert empty.xpath(".//p[@class='remark']")
    assert empty.xpath(".//a[@href='#help']")


def test_a_page_beyond_the_last_one_leads_back(get, index: rasfoi.Index) -> None:
    found = index.search("", sort="newest", limit=1)
    page = get("/?page=900")
    (told,) = page.xpath("//p[contains(@class, 'remark')]/text()")
    number = found.total - found.folded
    assert told == f"Nu mai este niciun rezultat după numărul 8.990: ultimul are numărul {number}."
    for back in ("//p[@class='empty']/a", "//a[@rel='prev']"):
        last = get(href(page, back))
        assert titles(last)
        assert not last.xpath("//a[@rel='next']")
    assert titles(get(href(get("/?q=Seacă&page=9"), "//p[@class='empty']/a")))


def test_the_help_lists_all_fields(get) -> None:
    told = get("/").xpath("string(//dialog//dl)")
    for field in ("titlu:", "sursa:", "sectiune:", "data:", "dupa:", "inainte:"):
        assert field in told
    assert "în toate formele" in get("/").xpath("string(//dialog//dt[contains(., 'salariul minim')]/../dd)")


def test_a_date_in_the_query_is_a_link(get, client: FlaskClient, index: rasfoi.Index) -> None:
    (newest,) = index.search("", sort="newest", limit=1).hits
    assert newest.date is not None
    named = f"{newest.date:%d.%m.%Y}"
    link = href(get(f"/?q=oras+{named}"), "//p[contains(@class, 'by-date')]/a")
    assert f"q=oras&from={newest.date:%Y-%m-%d}&to={newest.date:%Y-%m-%d}" in link
    hint = client.get(f"/api/v1/search?q=oras+{named}").get_json()["date_hint"]
    assert hint == {"query": "oras", "from": f"{newest.date:%Y-%m-%d}", "to": f"{newest.date:%Y-%m-%d}"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ro", "Căutarea are operatori: 500."),
        ("en", "The query has 500 operators (AND, OR, NOT); 100 are allowed."),
    ],
)
def test_a_query_with_too_much_is_refused(client: FlaskClient, language: str, said: str) -> None:
    answer = client.get("/", query_string={"q": "NU " * 500 + "a", "lang": language})
    assert answer.status_code == 400
    assert said in html.fromstring(answer.get_data(as_text=True)).xpath("string(//main)")


def test_a_page_tells_how_many_have_all_the_words(get, client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=oraș+Valea+tramvai").get_json()
    assert answer["all_words"] < answer["total"]
    told = get("/?q=oraș+Valea+tramvai").xpath("string(//p[@class='count'])")
    number = answer["all_words"] or "niciunul"
    assert f", {number} cu toate cuvintele" in told
    assert "cuvintele" not in get("/?q=oraș").xpath("string(//p[@class='count'])")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ro", "Încă nu a fost publicat niciun index."), ("en", "`rasfoi rebuild CORPUS")],
)
def test_a_page_says_in_its_language_why_there_is_no_index(tmp_path: Path, language: str, said: str) -> None:
    answer = create_app(tmp_path / "none").test_client().get(f"/?q=pod&lang={language}")
    assert answer.status_code == 503
    shown = html.fromstring(answer.text).xpath("//main/p//text()")
    assert any(said in text for text in shown)
    assert any("There is no index" in text for text in shown) == (language == "en")
