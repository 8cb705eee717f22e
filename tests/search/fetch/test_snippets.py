"""Where a passage begins and ends."""

from __future__ import annotations

from random import Random

import pytest
from rasfoi.search.fetch.snippets import _SPAN, MAX_CHARS, Mark, _densest, locate, passage

FILLER = "Un rând de umplutură. " * 20


def shown(text: str, *positions: int) -> str:
    ((_, places),) = locate([("", text)])
    return passage(text, places, [Mark(at + places.first, 0, 1.0) for at in positions]).text


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
    marks = [Mark(numbers[words.index(each)], 0, 1.0) for each in ("soldat", "soldatul")]
    snippet = passage(text, places, marks)
    assert len(snippet.text) <= MAX_CHARS
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["soldat"]
    assert snippet.text.removesuffix("…").split()[-1] in words


def test_a_word_longer_than_a_passage_is_cut() -> None:
    assert shown("x" * 1000) == "x" * (MAX_CHARS - 1) + "…"


def test_of_a_word_longer_than_a_passage_what_is_shown_is_marked() -> None:
    text = "Adresa " + "lung" * 100 + " " + FILLER
    ((_, places),) = locate([("", text)])
    snippet = passage(text, places, [Mark(places.first + 1, 0, 1.0)])
    assert snippet.text == "…" + ("lung" * 100)[: MAX_CHARS - 2] + "…"
    assert snippet.ranges == ((1, MAX_CHARS - 1),)


def densest(marks: list[Mark]) -> tuple[int, int]:
    """Return what `_densest` does, by its definition."""
    best, chosen = -1.0, (0, 0)
    for first in marks:
        near = [mark for mark in marks if first.position <= mark.position < first.position + _SPAN]
        near = [mark for mark in near if mark >= first]
        words = {mark.word: mark.weight for mark in near}
        score = sum(words.values()) + 0.1 * min(len(near) - len(words), 3)
        if score > best:
            best, chosen = score, (first.position, near[-1].position)
    return chosen


@pytest.mark.parametrize("seed", range(50))
def test_the_densest_matches_are_shown(seed: int) -> None:
    random = Random(seed)
    places = sorted(random.sample(range(400), 60))
    # Weights that add up without rounding, so that no order of adding is another sum.
    marks = [Mark(place, word := random.randrange(4), (word + 1) / 4) for place in places]
    assert _densest(marks) == pytest.approx(densest(marks))


def test_a_text_of_nothing_but_matches_is_looked_through_once() -> None:
    # Looking at all that follow for each would take minutes.
    text = "mere la preț de 5 lei, " * 100_000
    ((_, places),) = locate([("", text)])
    marks = [Mark(at, at % 5, 1.0 if at % 5 else 0.5) for at in range(places.first, places.first + 500_000)]
    marks.append(Mark(marks[-1].position + 20, 9, 1.0))
    assert passage(text, places, marks[:-1]).text.startswith("mere la preț de 5 lei, mere")
    assert _densest(marks)[1] == marks[-1].position
