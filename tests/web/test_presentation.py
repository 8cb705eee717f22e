"""Chips, facet links, pager, marked paragraphs and the timeline."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from rasfoi.search.answer.results import FacetCount, Snippet
from rasfoi.web.i18n import Writer
from rasfoi.web.pages.presentation import chips, facet, marked, pager, paragraphs, period, safe_link
from rasfoi.web.pages.state import SearchState
from rasfoi.web.pages.timeline import HEIGHT, bounds, timeline

RO = Writer("ro")


@pytest.mark.parametrize(
    ("after", "before", "said"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024 – 2025"),
        (date(2025, 4, 1), date(2025, 4, 30), "aprilie 2025"),
        (date(2025, 4, 28), date(2025, 4, 28), "28 aprilie 2025"),
        (date(2025, 4, 28), date(2025, 5, 2), "28 aprilie 2025 – 2 mai 2025"),
        (date(2025, 4, 28), None, "28 aprilie 2025 – …"),
        (None, date(2025, 4, 28), "… – 28 aprilie 2025"),
    ],
)
def test_periods(after: date | None, before: date | None, said: str) -> None:
    assert period(after, before, RO) == said


def test_a_chip_drops_its_filter_and_no_other() -> None:
    state = SearchState(q="x", source=("A", "B"), after=date(2025, 1, 1), page=2)
    assert [(chip.label, chip.url) for chip in chips(state, RO)] == [
        ("A", "?q=x&from=2025-01-01&source=B"),
        ("B", "?q=x&from=2025-01-01&source=A"),
        ("1 ianuarie 2025 – …", "?q=x&source=A&source=B"),
    ]


def test_facet_links_add_and_drop() -> None:
    counts = (FacetCount("A", 5000), FacetCount("", 9), FacetCount("B", 2))
    found = facet("source", counts, SearchState(q="x", source=("B", "C")), RO)
    assert [(c.value, c.hits, c.chosen, c.url) for c in found.choices] == [
        ("B", "2", True, "?q=x&source=C"),
        ("C", "0", True, "?q=x&source=B"),
        ("A", "5.000", False, "?q=x&source=B&source=C&source=A"),
    ]


def test_a_chosen_value_is_known_in_any_spelling() -> None:
    counts = (FacetCount("Orașul", 3), FacetCount("Oraşul", 2), FacetCount("Sport", 1))
    found = facet("section", counts, SearchState(q="x", section=("orasul",)), RO)
    assert [(c.value, c.hits, c.chosen) for c in found.choices] == [
        ("orasul", "5", True),
        ("Sport", "1", False),
    ]


def test_a_long_facet_shows_its_first_values_until_asked_for_all() -> None:
    counts = [FacetCount(f"Sursa {number}", 100 - number) for number in range(20)]
    state = SearchState(q="x", source=("Sursa 15",), page=2)
    first, whole = (facet("source", counts, state, RO, whole) for whole in (False, True))
    assert [choice.value for choice in first.choices] == ["Sursa 15", *(f"Sursa {n}" for n in range(8))]
    assert (first.number, first.all) == (20, "?q=x&source=Sursa+15&page=2&all=1#filters")
    assert (len(whole.choices), whole.all) == (20, "")


@pytest.mark.parametrize(
    ("page", "total", "shown"),
    [
        (1, 11, [1, 2]),
        (1, 200, [1, 2, 3, None, 20]),
        (5, 200, [1, 2, 3, 4, 5, 6, 7, None, 20]),
        (10, 200, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, 200, [1, None, 18, 19, 20]),
    ],
)
def test_pages_linked(page: int, total: int, shown: list[int | None]) -> None:
    found = pager(SearchState(q="x", page=page), total)
    assert found is not None
    numbers: list[int | None] = []
    for link in found.pages:
        if link.after_gap and numbers:
            numbers.append(None)
        numbers.append(link.number)
    assert numbers == shown


def test_one_page_needs_no_pager() -> None:
    assert pager(SearchState(), 10) is None


def test_paragraphs_mark_and_number_matches() -> None:
    body = Snippet("Unu <doi>\n\ntrei doi\ndoi", ((5, 8), (16, 19), (20, 23)))
    assert paragraphs(body, first=2) == [
        'Unu &lt;<mark id="m2">doi</mark>&gt;',
        'trei <mark id="m3">doi</mark>',
        '<mark id="m4">doi</mark>',
    ]


def test_a_match_over_a_line_end_breaks_nothing() -> None:
    assert paragraphs(Snippet("unu\ndoi trei", ((2, 6), (8, 12)))) == [
        'un<mark id="m1">u</mark>',
        'doi <mark id="m2">trei</mark>',
    ]


def test_a_title_is_marked_and_escaped() -> None:
    assert marked(Snippet("<b> doi", ((4, 7),)), count(1)) == '&lt;b&gt; <mark id="m1">doi</mark>'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil", "/a", " http://a"]
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert safe_link(url) == ""


def test_the_timeline_by_month_leaves_room_for_empty_months() -> None:
    found = timeline((FacetCount("2025-01", 4), FacetCount("2025-04", 2)), SearchState(q="x"), RO)
    assert found is not None
    first, last = found.bars
    assert (first.label, first.height, first.x) == ("ianuarie 2025", HEIGHT, 0)
    assert (last.label, last.height, last.x) == ("aprilie 2025", HEIGHT / 2, 210)
    assert last.url == "?q=x&from=2025-04-01&to=2025-04-30"


def test_a_long_timeline_is_by_year() -> None:
    months = (*tuple(FacetCount(f"{year}-05", 1) for year in (2015, 2019)), FacetCount("2019-07", 2))
    found = timeline(months, SearchState(), RO)
    assert found is not None
    assert [(bar.label, bar.hits, bar.url) for bar in found.bars] == [
        ("2015", "1", "./?from=2015-01-01&to=2015-12-31"),
        ("2019", "3", "./?from=2019-01-01&to=2019-12-31"),
    ]


def test_one_month_needs_no_timeline() -> None:
    assert timeline((FacetCount("2025-01", 4),), SearchState(), RO) is None


def test_bounds() -> None:
    assert bounds("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert bounds("2024") == (date(2024, 1, 1), date(2024, 12, 31))
