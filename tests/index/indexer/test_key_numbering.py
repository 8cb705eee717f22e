"""Words by number and in the order of their keys."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.analysis.lines import Lines
from rasfoi.index.indexer.key_numbering import KeyNumbering
from rasfoi.index.segment.term_dictionary import sort_key

WORDS = st.lists(
    st.text("aăbcșțîSU01éжﬁ½", min_size=1, max_size=12)
    | st.text(st.characters(exclude_characters="\n\t", exclude_categories=["Cs"]), min_size=1),
    max_size=60,
)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_words_are_numbered_once_and_sorted_by_their_keys(batches: list[list[str]]) -> None:
    numbering, numbers = KeyNumbering(), dict[str, int]()
    for words in batches:
        for word, number in zip(words, numbering.number(Lines.of(words)).tolist(), strict=True):
            assert numbers.setdefault(word, number) == number
        assert sorted(numbers.values()) == list(range(len(numbering)))
        by_number = sorted(numbers, key=numbers.__getitem__)
        expected = sorted(range(len(numbering)), key=lambda number: sort_key(by_number[number]))
        assert numbering.in_order().tolist() == expected
    keys = [sort_key(word) for word in by_number]
    assert numbering.keys().text.tobytes() == b"".join(keys)
    hashes = [zlib.crc32(key.split(b"\t")[0]) & ~1 | key[:1].isdigit() for key in keys]
    assert numbering.hashes.tolist() == hashes


def test_many_words_that_begin_alike_are_sorted() -> None:
    numbering = KeyNumbering()
    words = [f"neînțelegător{number * 7919 % 5003}" for number in range(5003)]
    numbering.number(Lines.of(words[:3000]))
    numbering.in_order()
    numbering.number(Lines.of(words))
    assert [words[number] for number in numbering.in_order()] == sorted(words, key=sort_key)


def test_an_empty_line_has_no_number() -> None:
    numbering = KeyNumbering()
    assert numbering.number(Lines.of(["ana", "", "mere", ""])).tolist()[::2] == [0, 1]
    assert len(numbering) == 2
