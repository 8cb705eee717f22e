"""Where a passage begins and ends."""

from __future__ import annotations

import pytest
from rasfoi.search.fetch.snippets import MAX_CHARS, Mark, locate, passage

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
