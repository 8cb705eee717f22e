"""Any query, of any article: what is shown is of the article, in order, and what was searched."""

from __future__ import annotations

import numpy as np
import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.tokenizer import find_positions
from rasfoi.search.fetch.snippets import Marks, snippets

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


@settings(max_examples=150)
@given(query=QUERIES, prefix=st.booleans(), correct=st.booleans())
def test_any_query(index: rasfoi.Index, query: str, prefix: bool, correct: bool) -> None:
    try:
        ask(index, query, prefix=prefix, correct=correct)
    except rasfoi.BadQuery as error:
        assert "allowed" in str(error) or "more than" in str(error) or "letters" in str(error)


@settings(max_examples=100)
@given(typed=QUERIES, limit=st.integers(0, 10))
def test_any_beginning_of_a_query(index: rasfoi.Index, typed: str, limit: int) -> None:
    found = index.suggest(typed, limit)
    assert len(found) <= limit
    for each in found:
        check_ranges(each.text, each.ranges)
        assert each.kind in ("word", "title")


@settings(max_examples=100)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3), data=st.data())
def test_any_marks_of_any_text(texts: list[tuple[str, str]], data: st.DataObject) -> None:
    cleaned = [(clean_text(title), clean_text(body)) for title, body in texts]
    rows, bounds = [], [0]
    for title, body in cleaned:
        in_title, in_body = (len(find_positions(text).starts) for text in (title, body))
        numbers = [*range(in_title), *range(in_title + 1, in_title + 1 + in_body)]
        places = st.lists(st.sampled_from(numbers), unique=True) if numbers else st.just([])
        marked = data.draw(places)
        mark = st.tuples(st.integers(0, 3), st.booleans())
        drawn = data.draw(st.lists(mark, min_size=len(marked), max_size=len(marked)))
        rows += [(at, *each) for at, each in zip(sorted(marked), drawn, strict=True)]
        bounds.append(len(rows))
    weights = data.draw(st.lists(st.floats(0, 9), min_size=4, max_size=4))
    positions, words, joined = (np.array([row[at] for row in rows], np.int64) for at in range(3))
    marks = Marks(positions, words, joined.astype(np.bool_), np.array(weights), np.array(bounds))
    encoded = [(title.encode(), body.encode()) for title, body in cleaned]
    shown, all_shown = snippets(encoded, marks), snippets(encoded, marks, whole=True)
    for number, (title, body) in enumerate(cleaned):
        check_passage(shown[number][1], body)
        inside = positions[bounds[number] : bounds[number + 1]]
        first = len(find_positions(title).starts)
        assert shown[number][0] == all_shown[number][0]
        assert bool(shown[number][1].ranges) == bool((inside > first).any())
        here = inside[inside < first], inside[inside > first] - first - 1
        for text, snippet, numbered in zip((title, body), all_shown[number], here, strict=True):
            assert snippet.text == text
            check_ranges(text, snippet.ranges)
            starts, ends = find_positions(text)
            assert all(
                any(first <= start and end <= last for first, last in snippet.ranges)
                for start, end in zip(starts[numbered], ends[numbered], strict=True)
            )
