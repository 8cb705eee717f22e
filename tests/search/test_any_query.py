"""Any query, of any article: what is shown is of the article, in order, and what was searched."""

from __future__ import annotations

import numpy as np
import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.search.fetch.snippets import Marks, locate, passage, whole

from .answers import ask, check_passage, check_ranges
from .odd_articles import FIELDS, MARKS, SLIPS, WORDS, build

TEXTS = st.lists(st.sampled_from(WORDS + MARKS) | st.text(max_size=6) | st.just("x" * 130), max_size=120).map(
    "".join
) | st.lists(st.sampled_from(WORDS), max_size=200).map(" ".join)
QUERIES = (
    st.lists(st.sampled_from(WORDS + SLIPS + MARKS + FIELDS), max_size=24).map("".join)
    | st.lists(st.sampled_from(WORDS + SLIPS), min_size=1, max_size=8).map(" ".join)
    | st.lists(st.sampled_from(SLIPS + WORDS), min_size=1, max_size=4).map(":".join)
    | st.text(max_size=60)
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    return build(tmp_path_factory.mktemp("any-query"))


@settings(deadline=None, max_examples=150)
@given(query=QUERIES, prefix=st.booleans(), correct=st.booleans())
def test_any_query(index: rasfoi.Index, query: str, prefix: bool, correct: bool) -> None:
    try:
        ask(index, query, prefix=prefix, correct=correct)
    except rasfoi.BadQuery as error:
        assert "allowed" in str(error) or "more than" in str(error) or "letters" in str(error)


@settings(deadline=None, max_examples=100)
@given(typed=QUERIES, limit=st.integers(0, 10))
def test_any_beginning_of_a_query(index: rasfoi.Index, typed: str, limit: int) -> None:
    found = index.suggest(typed, limit)
    assert len(found) <= limit
    for each in found:
        check_ranges(each.text, each.ranges)
        assert each.kind in ("word", "title")


@settings(deadline=None, max_examples=100)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3), data=st.data())
def test_any_marks_of_any_text(texts: list[tuple[str, str]], data: st.DataObject) -> None:
    cleaned = [(clean_text(title), clean_text(body)) for title, body in texts]
    for (title, body), (of_title, of_body) in zip(cleaned, locate(cleaned), strict=True):
        numbers = [
            number
            for places in (of_title, of_body)
            for number in range(places.first, places.first + len(places.starts))
        ]
        marked = data.draw(st.lists(st.sampled_from(numbers), unique=True) if numbers else st.just([]))
        words = data.draw(st.lists(st.integers(0, 3), min_size=len(marked), max_size=len(marked)))
        joined = data.draw(st.lists(st.booleans(), min_size=len(marked), max_size=len(marked)))
        weights = data.draw(st.lists(st.floats(0, 9), min_size=4, max_size=4))
        marks = Marks(
            np.array(sorted(marked), np.int64), np.array(words, np.int64), np.array(joined, np.bool_),
            np.array(weights), frozenset(data.draw(st.sets(st.integers(0, 3)))),
        )  # fmt: skip
        shown = passage(body, of_body, marks)
        check_passage(shown, body)
        for text, places in ((title, of_title), (body, of_body)):
            snippet = whole(text, places, marks)
            check_ranges(text, snippet.ranges)
            here = slice(*places.among(marks))
            spans = [places.span(position) for position in marks.positions[here].tolist()]
            assert all(
                any(first <= start and end <= last for first, last in snippet.ranges) for start, end in spans
            )
        begin, end = of_body.among(marks)
        assert bool(shown.ranges) == (begin < end)
