"""The state of a search in the URL: what is read is what is written."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from rasfoi.web.state import BadParameter, SearchState, article_path, extend, read_page, read_state
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


def test_a_state_survives_its_url() -> None:
    read = args(WHOLE.query_string())
    assert read_state(read).but(page=read_page(read)) == WHOLE


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
        read_page(args(query))


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
