"""Any query, of any article: what is shown is of the article, in order, and what was searched."""

from __future__ import annotations

import json
import random

import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.search.fetch.snippets import Mark, locate, passage, whole

from .answers import ask, check_passage, check_ranges

WORDS = """guvern guvernul banca băncii ora orei soldat soldaților nord-coreean nord coreene nordcoreean
    11.000 11 000 1,5 S.U.A. SUA PSD-ului s-a într-o sînt sunt pâine pîine președinte președintele
    președintelui neîncredere Știri ştiri anti-corupție www.exemplu.ro de la în și a""".split()
SLIPS = "guverm guvrnul bancca soldațlor presedintle nord-coreni neincredre bancaguvern treipatru".split()
MARKS = [
    *" \n\t.,;:!?-–—+*/()[]{}\"'„”«»…<>&_|~^", ". ", "\u00a0", "\u2011", "\u00ad", "\u0301", "\u200b",
    "\u200d", "\u202e", "😀", "👨\u200d👩\u200d👧", "\U0001d400", "ﬁ", "İ", "ß", "ŉ", "ǆ", "中", "\0",
    "\ud800", "\ue000",
]  # fmt: skip
FIELDS = ["titlu:", "sursa:", "sectiune:", "data:", "dupa:", "inainte:", "ora:", "http://", "ȘI", "SAU", "NU"]
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
    """Articles of random words and odd characters, and enough of the plain words to correct others."""
    folder = tmp_path_factory.mktemp("any-query")
    draw = random.Random(13)
    plain = [" ".join(draw.choices(WORDS, k=draw.choice((5, 60)))) for _ in range(60)]
    odd = ["".join(draw.choices(WORDS * 3 + MARKS, k=draw.choice((10, 100, 400)))) for _ in range(60)]
    with (folder / "a.jsonl").open("w", encoding="utf-8") as lines:
        for number, text in enumerate(plain + odd):
            title, body = text[: draw.randrange(40)], text
            lines.write(json.dumps({"id": str(number), "title": title, "body": body}) + "\n")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


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
        marks = [
            Mark(at, data.draw(st.integers(0, 3)), data.draw(st.floats(0, 9)), data.draw(st.booleans()))
            for at in sorted(marked)
        ]
        shown = passage(body, of_body, marks)
        check_passage(shown, body)
        for text, places in ((title, of_title), (body, of_body)):
            snippet = whole(text, places, marks)
            check_ranges(text, snippet.ranges)
            spans = [places.span(mark.position) for mark in places.among(marks)]
            assert all(
                any(first <= start and end <= last for first, last in snippet.ranges) for start, end in spans
            )
        assert bool(shown.ranges) or not of_body.among(marks)
