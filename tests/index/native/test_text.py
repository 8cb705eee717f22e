"""Characters to tokens and tokens to numbers: the loops in C, and the same by array operations."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rasfoi.index.analysis.characters import RARE, _rare_kinds, code_points, tables
from rasfoi.index.analysis.folding import fold
from rasfoi.index.analysis.lines import Lines
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.tokenizer import characters, find_positions, tokenize
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.array_writer import ContainerWriter
from rasfoi.index.indexer.term_table import TermTable
from rasfoi.index.indexer.token_interner import Distinct
from rasfoi.index.segment.term_dictionary import (
    Keys,
    Looks,
    Vocabulary,
    letters,
    sort_key,
    unite,
    write_vocabulary,
)

SPACE, WORD, LETTER, DIGIT, HYPHEN, DOT, COMMA, GAP, PERCENT = range(9)
PAD = 5
TEXT = st.text("abȘĂ.,- 0123\n \U0001d400ß→%") | st.text("123., a-%", max_size=20) | st.text()


def near(kinds: NDArray[np.uint8], where: NDArray[np.intp], step: int) -> NDArray[np.uint8]:
    return kinds[where + step]


def is_word(kinds: NDArray[np.uint8]) -> Any:
    # One comparison: SPACE wraps around to 255.
    return kinds - np.uint8(WORD) <= DIGIT - WORD


class Around(NamedTuple):
    """What stands around some marks between digits: bool by mark, and by distance from -4 to 4 plus 4."""

    digit: Any
    word: Any

    @classmethod
    def of(cls, kinds: NDArray[np.uint8], marks: NDArray[np.intp]) -> Around:
        window = kinds[np.add.outer(np.arange(-4, 5), marks)]
        return cls(window == DIGIT, is_word(window))


def are_thousands(around: Around) -> Any:
    """Tell which marks part groups of three digits, as in `11.000`."""
    digit, word = around
    two_before, three_before = digit[2], digit[2] & digit[1]
    longer = three_before & digit[0]
    # A letter before the digits makes them part of a name, as in `A1.000`.
    name = (word[2] & ~two_before) | (two_before & word[1] & ~digit[1]) | (three_before & word[0])
    return digit[6] & digit[7] & ~word[8] & ~longer & ~name


def are_decimal(kinds: NDArray[np.uint8], marks: NDArray[np.intp], around: Around) -> Any:
    """Tell which dots or commas are decimal marks: `1,5` and `20.30`, not those of `28.04.2025`."""
    digit, word = around
    mark = kinds[marks]
    one = ~word[6]
    two = digit[6] & ~word[7]
    follows = np.where(one, (kinds[marks + 2] == mark) & digit[7], (kinds[marks + 3] == mark) & digit[8])
    leads = (kinds[marks - 2] == mark) | (digit[2] & (kinds[marks - 3] == mark))
    return (one | two) & ~follows & ~leads


def are_abbreviations(kinds: NDArray[np.uint8], at: NDArray[np.intp]) -> Any:
    """Tell which of the dots `at` stand between single letters, as in `S.U.A.`."""
    letters = (near(kinds, at, -1) == LETTER) & (near(kinds, at, 1) == LETTER)
    return letters & ~is_word(near(kinds, at, -2)) & ~is_word(near(kinds, at, 2))


class Joiners(NamedTuple):
    """Where characters that hold a raw token together stand."""

    hyphens: NDArray[np.intp]
    thousands: NDArray[np.intp]
    decimals: NDArray[np.intp]


def find_tokens(points: Any) -> tuple[Any, Joiners]:
    """Return the mask of characters in raw tokens, and the joiners among them."""
    kinds = np.zeros(len(points) + 2 * PAD, np.uint8)
    np.take(tables()[0], points, out=kinds[PAD:-PAD], mode="clip")
    kinds[np.flatnonzero(points >= RARE) + PAD] = _rare_kinds(points)
    inside = is_word(kinds)
    marks = np.flatnonzero(kinds - np.uint8(HYPHEN) <= COMMA - HYPHEN)
    kind, before, after = kinds[marks], near(kinds, marks, -1), near(kinds, marks, 1)
    hyphens = marks[(kind == HYPHEN) & inside[marks - 1] & inside[marks + 1]]
    initials = marks[(kind == DOT) & (before == LETTER) & (after == LETTER)]
    # Few marks stand between digits; only they are worth a closer look.
    marks = marks[(kind > HYPHEN) & (before == DIGIT) & (after == DIGIT)]
    gaps = np.flatnonzero((kinds[1:] == GAP) & (kinds[:-1] == DIGIT)) + 1
    gaps = gaps[kinds[gaps + 1] == DIGIT]
    marks = np.concatenate([marks, gaps])
    around, kind = Around.of(kinds, marks), kinds[marks]
    thousands = marks[are_thousands(around) & (kind != COMMA)]
    decimals = marks[are_decimal(kinds, marks, around) & (kind != GAP)]
    signs = np.flatnonzero(kinds == PERCENT)
    signs = signs[(near(kinds, signs, -1) == DIGIT) & ~is_word(near(kinds, signs, 1))]
    for joiners in (hyphens, thousands, decimals, initials[are_abbreviations(kinds, initials)], signs):
        inside[joiners] = True
    return inside[PAD:-PAD], Joiners(hyphens - PAD, thousands - PAD, decimals - PAD)


def bounds(mask: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the runs of true begin and end."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[:1].any():
        edges = np.append(0, edges)
    if mask[-1:].any():
        edges = np.append(edges, len(mask))
    return edges[::2], edges[1::2]


@settings(max_examples=500)
@given(TEXT)
def test_tokens_are_those_of_array_operations(text: str) -> None:
    points = code_points(text)
    inside, joiners = find_tokens(points)
    codes = np.take(tables()[1], points, mode="clip")
    codes[points >= RARE] = points[points >= RARE]
    codes[joiners.thousands], codes[joiners.decimals] = ord("."), ord(",")
    found = characters(text)
    assert found.codes.tolist() == codes.tolist()
    assert found.inside.tolist() == inside.tolist()
    assert found.tokens == len(bounds(inside)[0])
    tokens = tokenize(text)
    assert [tokens.starts.tolist(), tokens.ends.tolist()] == [each.tolist() for each in bounds(inside)]


@settings(max_examples=500)
@given(TEXT)
def test_positions_are_tokens_cut_at_their_hyphens(text: str) -> None:
    positions = find_positions(text)
    inside, joiners = find_tokens(code_points(text))
    inside[joiners.hyphens] = False
    assert [each.tolist() for each in positions] == [each.tolist() for each in bounds(inside)]
    parts = [part for word in tokenize(text).words for part in word.split("-") if part]
    assert len(positions.starts) == len(parts)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=3))
def test_numbers_stand_for_the_tokens_of_the_tokenizer(batches: list[list[str]]) -> None:
    raw, words = Distinct(), list[str]()
    for texts in batches:
        fields = [clean_text(text) for text in texts]
        ends = np.cumsum([len(field) + 1 for field in fields])
        numbers, counts, new = raw.number(characters("\n".join(fields)), ends)
        words += map(new.text, range(len(new)))
        tokens = [tokenize(field).words for field in fields]
        assert [words[number] for number in numbers] == [word for each in tokens for word in each]
        assert counts.tolist() == list(map(len, tokens))
    assert len(set(words)) == len(words) == len(raw)


def test_a_hash_table_grows_with_its_words() -> None:
    raw = Distinct()
    for first in range(0, 9000, 1500):
        text = " ".join(f"w{number}" for number in range(first, first + 3000))
        numbers, _, new = raw.number(characters(text), np.array([len(text) + 1]))
        assert numbers.tolist() == list(range(first, first + 3000))
        assert len(new) == (1500 if first else 3000)


def test_pairs_of_concept_and_form_are_numbered_as_they_come() -> None:
    table, pairs = TermTable(), dict[tuple[int, int], int]()
    for first in range(0, 3000, 700):
        concepts, forms = np.random.default_rng(first).integers(0, 60, (2, 900)).astype(np.uint32)
        table.concepts.number(Lines.of([f"c{number}" for number in range(60)]))
        numbers = table._number_pairs(concepts, forms)
        expected = [
            pairs.setdefault(pair, len(pairs)) for pair in zip(concepts.tolist(), forms.tolist(), strict=True)
        ]
        assert numbers.tolist() == expected
    rows = table._pairs.array.tolist()
    seen = dict.fromkeys(range(60), 0)
    for (concept, form), row in zip(pairs, rows, strict=True):
        assert row == [concept, form, min(seen[concept], 31)]
        seen[concept] += 1


def keys_of(words: set[str]) -> Keys:
    return Keys.of(np.frombuffer(b"".join(sorted(map(sort_key, words))), np.uint8))


WORDS = st.sets(st.text("abăâșşAB1", min_size=1, max_size=4), max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_vocabularies_unite_in_the_order_of_their_keys(vocabularies: list[set[str]]) -> None:
    united, ranks = unite([keys_of(words) for words in vocabularies])
    ordered = sorted(map(sort_key, set().union(*vocabularies)))
    assert united.text.tobytes() == b"".join(ordered)
    for words, rank in zip(vocabularies, ranks, strict=True):
        assert [ordered[at] for at in rank] == sorted(map(sort_key, words))


def vocabulary_of(words: set[str]) -> Vocabulary:
    keys = keys_of(words)
    with tempfile.TemporaryDirectory() as folder:
        writer = ContainerWriter(Path(folder) / "words.ras")
        write_vocabulary(writer, "form", keys)
        writer.close({}, sync=False)
        return Vocabulary(Container(Path(folder) / "words.ras"), "form", len(keys))


SPELLED = st.sets(st.text("aăâsșSȘ", min_size=1, max_size=3), min_size=1)


@given(SPELLED, st.text("as", min_size=1, max_size=3), st.integers(0, 200))
def test_words_that_fold_alike_stand_together(words: set[str], folded: str, others: int) -> None:
    words |= {f"a{number:03}" for number in range(others)}
    vocabulary, ordered = vocabulary_of(words), sorted(words, key=sort_key)
    expected = {at: word for at, word in enumerate(ordered) if fold(word.lower()) == folded}
    assert vocabulary.spelled(folded) == expected
    assert list(vocabulary.folding(folded)) == list(expected)
    assert [vocabulary.find(word) for word in ordered] == list(range(len(ordered)))
    assert vocabulary.find(f"{folded}x") == -1


def test_a_search_compares_the_blocks_that_it_looks_at_and_no_others() -> None:
    words = {f"cuvânt{number:05}" for number in range(9000)}
    vocabulary = vocabulary_of(words)
    text = vocabulary._text
    assert vocabulary.find("cuvânt08999") == 8999
    assert 1 < text.unread.count(0) < len(text.unread)
    for number in range(0, 9000, 7):
        assert vocabulary.find(f"cuvânt{number:05}") == number
    assert text.unread.count(0) == len(text.unread)


@given(st.sets(st.text("abăâșşAB1", min_size=1, max_size=4), max_size=200), st.text("abăâșşAB1", max_size=5))
def test_words_are_found_by_their_keys(words: set[str], other: str) -> None:
    vocabulary = vocabulary_of(words)
    ordered = sorted(map(sort_key, words))
    for word in {*words, other}:
        key = sort_key(word)
        assert vocabulary.lower_bound(key) == sum(each < key for each in ordered)
        assert vocabulary.find(word) == (ordered.index(key) if word in words else -1)
        assert list(vocabulary.prefixed(word)) == [
            at for at, each in enumerate(ordered) if each.startswith(key.partition(b"\t")[0])
        ]
    assert [vocabulary.word(at) for at in range(len(words))] == list(vocabulary.words_from(0))


def test_letters_are_a_bit_each_and_the_length() -> None:
    keys = keys_of({"ba", "Șă"})
    b, a, s = (1 << (ord(letter) % 26) for letter in "bas")
    assert letters(keys).tolist() == [b | a | 2 << 26, s | a | 2 << 26]
    assert letters(keys_of(set())).tolist() == []


@given(
    st.sets(st.text("abcdăâșя", min_size=1, max_size=6), min_size=1, max_size=80),
    st.text("abcdsя", min_size=1, max_size=6),
    st.integers(1, 2),
    st.integers(0, 9),
)
def test_near_words_are_those_a_few_edits_away(words: set[str], typed: str, distance: int, seed: int) -> None:
    keys, vocabulary = keys_of(words), vocabulary_of(words)
    counts = np.random.default_rng(seed).integers(0, 5, len(keys)).astype(np.uint32)
    bits = np.ascontiguousarray(letters(keys))
    every = Looks(bits, counts, np.empty(0, np.uint32))
    near = vocabulary.near(typed, distance, every, range(1, 4), 1000)
    foldings = [each.partition(b"\t")[0].decode() for each in sorted(map(sort_key, words))]
    expected = [
        at
        for at, folding in enumerate(foldings)
        if 1 <= OSA.distance(typed, folding) <= distance
        and 1 <= counts[at] < 4
        and abs(len(folding.encode()) - len(typed.encode())) <= distance
        and alike(typed, folding, distance)
    ]
    assert near == expected
    assert [vocabulary.folded(at) for at in near] == [foldings[at] for at in near]
    assert vocabulary.near("a" * 62, 1, every, range(1, 4), 1000) == []
    common = np.flatnonzero(counts >= 2)
    some = Looks(bits[common], counts[common], common.astype(np.uint32))
    assert vocabulary.near(typed, distance, some, range(1, 4), 1000) == [at for at in near if counts[at] >= 2]


def alike(first: str, other: str, distance: int) -> bool:
    """Tell whether two words differ in few letters, as all do that are a few edits apart and are ASCII."""
    bits = [sum({1 << (byte % 26) for byte in word.encode()}) for word in (first, other)]
    few = (bits[0] ^ bits[1]).bit_count() <= 2 * distance
    if not first.isascii():
        return few
    longer = len(other.encode()) - len(first)
    gone, new = (bits[0] & ~bits[1]).bit_count(), (bits[1] & ~bits[0]).bit_count()
    return few and gone <= distance - max(longer, 0) and new <= distance + min(longer, 0)
