"""The state of a search in the URL: what is read is what is written."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from rasfoi.web.api.parameters import ApiSearch, BadParameter, Beginning, PageOfResults, Search, read
from rasfoi.web.pages.state import SearchState, article_path, extend
from werkzeug.datastructures import MultiDict

WHOLE = SearchState(
    q="pâine & „ouă”",
    sort="newest",
    after=date(2025, 4, 1),
    before=date(2025, 4, 30),
    source=("Agora", "A & B"),
    section=("Știri",),
    correct=False,
    page=3,
)


def args(query: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))


def read_state(given: MultiDict[str, str]) -> SearchState:
    asked = read(PageOfResults, given)
    return asked.state(asked.page)


def test_a_state_survives_its_url() -> None:
    assert read_state(args(WHOLE.query_string())) == WHOLE


def test_defaults_are_left_out() -> None:
    assert SearchState().query_string() == ""
    assert SearchState().link() == "./"
    assert SearchState(q="a b").link() == "?q=a+b"


def test_a_changed_filter_starts_at_the_first_page() -> None:
    assert WHOLE.but(source=()).page == 1


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("from", "2025-04-28", date(2025, 4, 28)),
        ("from", "2025-04", date(2025, 4, 1)),
        ("from", "2025", date(2025, 1, 1)),
        ("to", "2025-02", date(2025, 2, 28)),
        ("to", "2024-02", date(2024, 2, 29)),
        ("to", "2025", date(2025, 12, 31)),
        ("to", "28.04.2025", date(2025, 4, 28)),
        ("to", "", None),
    ],
)
def test_days(name: str, value: str, expected: date | None) -> None:
    state = read_state(MultiDict({name: value}))
    assert (state.after if name == "from" else state.before) == expected


@pytest.mark.parametrize(
    "query",
    [
        "from=2025-13",
        "to=2025-02-30",
        "from=ieri",
        "from=0000",
        "sort=best",
        "page=0",
        "page=-1",
        "page=x",
        "page=1e9",
    ],
)
def test_what_cannot_be_read_is_named(query: str) -> None:
    with pytest.raises(BadParameter, match=query.partition("=")[0]):
        read_state(args(query))


@pytest.mark.parametrize(
    ("kind", "query", "told"),
    [
        (ApiSearch, "limit=101", "'limit' cannot be '101': give a number from 0 to 100."),
        (ApiSearch, "limit=ten", "'limit' cannot be 'ten': give a number from 0 to 100."),
        (ApiSearch, "offset=-1", "'offset' cannot be '-1': give a number from 0 to 10000000."),
        (ApiSearch, "facets=da", "'facets' cannot be 'da': give 1 or 0."),
        (ApiSearch, "sort=best", "'sort' cannot be 'best': give relevance, newest or oldest."),
        (ApiSearch, "to=ieri", "'to' cannot be 'ieri': give a date such as 2025-04-28, 2025-04 or 2025."),
        (
            ApiSearch,
            f"source=X&source={'a' * 501}",
            f"'source' cannot be '{'a' * 60}': give a name of at most",
        ),
        (ApiSearch, "section=X&" * 51, "'section' cannot be 'X': give at most 50 values."),
        (Beginning, "limit=0", "'limit' cannot be '0': give a number from 1 to 50."),
        (Beginning, "format=xml", "'format' cannot be 'xml': give opensearch, or leave it out."),
        (Beginning, "q=" + "x" * 201, "give at most 200 characters."),
    ],
)
def test_an_error_says_what_is_wanted(kind: type[Search], query: str, told: str) -> None:
    with pytest.raises(BadParameter) as error:
        asked = read(kind, args(query))
        asked.state()
    assert told in str(error.value)


def test_an_empty_parameter_is_none() -> None:
    assert read(ApiSearch, args("q=&limit=&sort=&source=&facets=&from=&unknown=1")) == ApiSearch()


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("TRUE", True), ("0", False), ("false", False)])
def test_flags(value: str, expected: bool) -> None:
    assert read(ApiSearch, args(f"explain={value}")).explain is expected


def test_repeated_parameters() -> None:
    state = read_state(args("q=a&q=b&source=X&source=Y&source=X&source=&sort=newest&sort=oldest"))
    assert (state.q, state.source, state.sort) == ("a", ("X", "Y"), "newest")


def test_extend() -> None:
    assert extend("./", "source", "A & B") == "./?source=A+%26+B"
    assert extend("?q=a", "page", 2) == "?q=a&page=2"


@pytest.mark.parametrize(
    ("identifier", "path"),
    [
        ("stiri/2025/a b.txt", "stiri/2025/a%20b.txt"),
        ("știri?.txt", "%C8%99tiri%3F.txt"),
        ("a/../b", "a%2F..%2Fb"),
        ("/a", "%2Fa"),
        ("a//b", "a%2F%2Fb"),
        ("agora.jsonl#3", "agora.jsonl%233"),
    ],
)
def test_article_paths(identifier: str, path: str) -> None:
    assert article_path(identifier) == path
