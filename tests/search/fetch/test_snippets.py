"""Where a passage begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.tokenizer import find_positions
from rasfoi.search.answer.results import Snippet
from rasfoi.search.fetch.snippets import MAX_CHARS, Marks, no_marks, snippets

from tests.search.fetch import plain_passages
from tests.search.fetch.plain_passages import Mark

FILLER = "Un rând de umplutură. " * 20
# A body's first position, where the title has none.
FIRST = 1


def marks_at(
    *positions: int,
    words: Sequence[int] = (),
    weights: Sequence[float] = (1.0,),
    reach: Sequence[int] = (),
) -> Marks:
    """Return marks of one article at positions of its body."""
    return Marks(
        np.array(positions, np.int64) + FIRST,
        np.array(words or [0] * len(positions), np.int64),
        np.array(reach or [0] * len(positions), np.uint8),
        np.array(weights),
        np.array([0, len(positions)]),
    )


def passage(text: str, marks: Marks) -> Snippet:
    [(_, shown)] = snippets([(b"", text.encode())], marks)
    return shown


def shown(text: str, *positions: int) -> str:
    return passage(text, marks_at(*positions)).text


PIECES = st.sampled_from(
    [
        *"ab. ,-–!?…”»)(„\n123ș\u00a0\u2010\u2003",
        ". ",
        "! ",
        " mil. ",
        " Ana",
        " are",
        " nord-coreean",
        "ș" * 90,
        "x" * 300,
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=150), st.lists(PIECES, max_size=9), st.data())
def test_passages_are_as_in_plain_steps(pieces: list[str], start: list[str], data: st.DataObject) -> None:
    title, body = "".join(start), "".join(pieces)
    in_title, in_body = (len(find_positions(text).starts) for text in (title, body))
    weights = [0.25, 0.5, 0.75, 1.0]
    rows = data.draw(
        st.dictionaries(
            st.integers(0, in_title + in_body + 2),
            st.tuples(st.integers(0, 3), st.integers(0, 3)),
            max_size=40,
        )
    )
    marks: list[Mark] = sorted((position, *rest) for position, rest in rows.items())
    columns = [[mark[at] for mark in marks] for at in range(3)]
    both = snippets(
        [(b"a", b"b"), (title.encode(), body.encode())],
        Marks(
            np.array(columns[0], np.int64), np.array(columns[1], np.int64), np.array(columns[2], np.uint8),
            np.array(weights), np.array([0, 0, len(marks)]),
        ),
    )  # fmt: skip
    assert both[0] == (Snippet("a"), Snippet("b"))
    of_title = [mark for mark in marks if mark[0] < in_title]
    of_body = [(at - in_title - 1, *rest) for at, *rest in marks if in_title < at <= in_title + in_body]
    assert both[1][0] == Snippet(title, tuple(plain_passages.mark_ranges(title, of_title)))
    text, ranges = plain_passages.passage(body, of_body, weights)
    assert both[1][1] == Snippet(text, tuple(ranges))
    whole = snippets(
        [(title.encode(), body.encode())],
        marks_at(*(at - FIRST for at in columns[0]), words=columns[1], weights=weights, reach=columns[2]),
        whole=True,
    )
    assert whole == [(both[1][0], Snippet(body, tuple(plain_passages.mark_ranges(body, of_body))))]


@pytest.mark.parametrize(
    ("ending", "shown_ending", "following"),
    [
        ("la sfârșit.", "la sfârșit.", ""),
        ("la sfârșit!”", "la sfârșit!”", ""),
        ("la sfârșit,", "la sfârșit…", ""),
        ("la sfârșit –", "la sfârșit…", ""),
        ("la sfârșit", "la sfârșit…", ""),
        ("la 1,6 mil.", "la 1,6 mil…", "lei de la bun început. "),
        ("la art.", "la art…", "15 din lege. "),
    ],
)
def test_an_ellipsis_never_meets_other_punctuation(ending: str, shown_ending: str, following: str) -> None:
    first = "a" * (MAX_CHARS - len(ending) - 4) + " " + ending
    assert shown(f"{first} {following}{FILLER}").endswith(shown_ending)


def test_a_passage_ends_between_words_where_a_match_lies_beyond_it() -> None:
    # Both matches are within a passage's span of positions, but the words are too long for its characters.
    text = FILLER + "soldat " + "neîncăpător" * 2 + " " + "interminabil " * 17 + "soldatul " + FILLER
    words = [text[start:end] for start, end in zip(*find_positions(text), strict=True)]
    snippet = passage(text, marks_at(*map(words.index, ("soldat", "soldatul"))))
    assert len(snippet.text) <= MAX_CHARS
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["soldat"]
    assert snippet.text.removesuffix("…").split()[-1] in words


def test_a_word_longer_than_a_passage_is_cut() -> None:
    assert shown("x" * 1000) == "x" * (MAX_CHARS - 1) + "…"


def test_of_a_word_longer_than_a_passage_what_is_shown_is_marked() -> None:
    text = "Adresa " + "lung" * 100 + " " + FILLER
    snippet = passage(text, marks_at(1))
    assert snippet.text == "…" + ("lung" * 100)[: MAX_CHARS - 2] + "…"
    assert snippet.ranges == ((1, MAX_CHARS - 1),)


@pytest.mark.parametrize("seed", range(50))
def test_the_densest_matches_are_shown(seed: int) -> None:
    random = Random(seed)
    positions = sorted(random.sample(range(400), 60))
    words = [random.randrange(4) for _ in positions]
    # Weights that add up without rounding, so that no order of adding is another sum.
    weights = [0.25, 0.5, 0.75, 1.0]
    letters = "abcdefghijklmnopqrst"
    names = [first + second for first in letters for second in letters]
    text = " ".join(names)
    found = passage(text, marks_at(*positions, words=words, weights=weights))
    marks = [(position, word, False) for position, word in zip(positions, words, strict=True)]
    first, last = plain_passages.densest(marks, weights)
    marked = {found.text[start:end] for start, end in found.ranges}
    assert {names[first], names[last]} <= marked


def test_a_text_of_nothing_but_matches_is_looked_through_once() -> None:
    # Looking at all that follow for each would take minutes.
    text = "mere la preț de lei, " * 100_000
    words, weights = [at % 5 for at in range(500_000)], [0.5, 1, 1, 1, 1, 0, 0, 0, 0, 1]
    marks = marks_at(*range(500_000), words=words, weights=weights)
    assert passage(text, marks).text.startswith("mere la preț de lei, mere")
    marks = marks_at(*range(500_000), 500_018, words=[*words, 9], weights=weights)
    assert passage(text + "x " * 18 + "ultima", marks).text.endswith("ultima")


@pytest.mark.parametrize(
    ("positions", "words", "bounds"),
    [
        ([1, 2], [0, 1], [0, 1]),
        ([1, 2], [0, 1], [0, 3]),
        ([1, 2], [0, 2], [0, 2]),
        ([1, -3], [0, 1], [0, 2]),
        ([1, 2], [0, 1], [0, 1, 2]),
    ],
)
def test_marks_that_cannot_be(positions: list[int], words: list[int], bounds: list[int]) -> None:
    marks = marks_at(*positions, words=words, weights=[1.0, 1.0])
    with pytest.raises(ValueError):
        passage(FILLER, marks._replace(bounds=np.array(bounds)))


def test_texts_without_marks_begin_at_their_beginning() -> None:
    [(title, body), (_, short)] = snippets([(b"Un titlu", FILLER.encode()), (b"", b"Scurt.")], no_marks(2))
    assert title == Snippet("Un titlu")
    assert FILLER.startswith(body.text.removesuffix("…"))
    assert MAX_CHARS - 20 < len(body.text) <= MAX_CHARS
    assert short == Snippet("Scurt.")
