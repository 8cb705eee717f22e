"""Where a passage begins and ends."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import rasfoi
from rasfoi.search.fetch.snippets import _SPAN, MAX_CHARS, Marks, densest, locate, passage, whole

FILLER = "Un rând de umplutură. " * 20


def marks_at(*positions: int, words: list[int] | None = None, weights: list[float] | None = None) -> Marks:
    return Marks(
        np.array(positions, np.int64),
        np.array(words or [0] * len(positions), np.int64),
        np.zeros(len(positions), np.bool_),
        np.array(weights or [1.0]),
    )


def shown(text: str, *positions: int) -> str:
    ((_, places),) = locate([("", text)])
    return passage(text, places, marks_at(*(at + places.first for at in positions))).text


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
    ((_, places),) = locate([("", text)])
    numbers = range(places.first, places.first + len(places.starts))
    words = [text[slice(*places.span(number))] for number in numbers]
    marks = marks_at(*(numbers[words.index(each)] for each in ("soldat", "soldatul")))
    snippet = passage(text, places, marks)
    assert len(snippet.text) <= MAX_CHARS
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["soldat"]
    assert snippet.text.removesuffix("…").split()[-1] in words


def test_a_word_longer_than_a_passage_is_cut() -> None:
    assert shown("x" * 1000) == "x" * (MAX_CHARS - 1) + "…"


def test_of_a_word_longer_than_a_passage_what_is_shown_is_marked() -> None:
    text = "Adresa " + "lung" * 100 + " " + FILLER
    ((_, places),) = locate([("", text)])
    snippet = passage(text, places, marks_at(places.first + 1))
    assert snippet.text == "…" + ("lung" * 100)[: MAX_CHARS - 2] + "…"
    assert snippet.ranges == ((1, MAX_CHARS - 1),)


def by_definition(positions: list[int], words: list[int], weights: list[float]) -> tuple[int, int]:
    """Return what `densest` does."""
    best, chosen = -1.0, (0, 0)
    for at, first in enumerate(positions):
        near = [n for n in range(at, len(positions)) if positions[n] < first + _SPAN]
        different = {words[n] for n in near}
        score = sum(weights[word] for word in different) + 0.1 * min(len(near) - len(different), 3)
        if score > best:
            best, chosen = score, (first, positions[near[-1]])
    return chosen


@pytest.mark.parametrize("seed", range(50))
def test_the_densest_matches_are_shown(seed: int) -> None:
    random = Random(seed)
    positions = sorted(random.sample(range(400), 60))
    words = [random.randrange(4) for _ in positions]
    # Weights that add up without rounding, so that no order of adding is another sum.
    weights = [0.25, 0.5, 0.75, 1.0]
    marks = marks_at(*positions, words=words, weights=weights)
    assert densest(marks, 0, 60) == by_definition(positions, words, weights)
    assert densest(marks, 20, 40) == by_definition(positions[20:40], words[20:40], weights)


def test_a_text_of_nothing_but_matches_is_looked_through_once() -> None:
    # Looking at all that follow for each would take minutes.
    text = "mere la preț de 5 lei, " * 100_000
    ((_, places),) = locate([("", text)])
    positions = range(places.first, places.first + 500_000)
    words, weights = [at % 5 for at in positions], [0.5, 1, 1, 1, 1, 0, 0, 0, 0, 1]
    marks = marks_at(*positions, words=words, weights=weights)
    assert passage(text, places, marks).text.startswith("mere la preț de 5 lei, mere")
    last = positions[-1] + 20
    marks = marks_at(*positions, last, words=[*words, 9], weights=weights)
    assert densest(marks, 0, 500_001)[1] == last


@pytest.mark.parametrize(
    ("positions", "words", "begin", "end"),
    [([1, 2], [0, 1], 1, 1), ([1, 2], [0, 1], 0, 3), ([1, 2], [0, 2], 0, 2), ([1, -2], [0, 1], 0, 2)],
)
def test_marks_that_cannot_be(positions: list[int], words: list[int], begin: int, end: int) -> None:
    with pytest.raises(ValueError):
        densest(marks_at(*positions, words=words, weights=[1.0, 1.0]), begin, end)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ('"curs de schimb"', ["cursul de schimb", "curs de schimb"]),
        ('"curs de schimb" curs', ["cursul de schimb", "Cursul", "curs de schimb"]),
        ('"curs de schimb" "schimb valutar"', ["cursul de schimb valutar", "curs de schimb"]),
        ("curs schimb", ["cursul", "schimb", "Cursul", "curs", "schimb"]),
    ],
)
def test_a_phrase_is_one_match(tmp_path: Path, query: str, marked: list[str]) -> None:
    text = "Scade cursul de schimb valutar. Cursul râului crește; alt curs de schimb nu există."
    (tmp_path / "a.txt").write_text(f"Știri\n\n{text}\n", encoding="utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    body = index.highlight(index.search(query).hits[0].id, query)[1]
    assert [body.text[start:end] for start, end in body.ranges] == marked


def test_words_of_a_phrase_that_stand_apart_are_matches_of_their_own() -> None:
    text = "a b c d e f g"
    ((_, places),) = locate([("", text)])
    marks = marks_at(
        *(at + places.first for at in (0, 1, 3, 4, 6)), words=[1, 0, 1, 1, 1], weights=[1.0, 1.0]
    )
    found = whole(text, places, marks._replace(phrases=frozenset({1})))
    assert [text[start:end] for start, end in found.ranges] == ["a", "b", "d e", "g"]
