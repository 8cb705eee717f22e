"""Compiled loops and the same loops in plain Python give the same index, byte for byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.tokenizer import characters, tokenize
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.generation import current
from rasfoi.index.indexer import inverter, merger, term_table, token_interner
from rasfoi.index.indexer.token_interner import Distinct
from rasfoi.index.native import kernel
from rasfoi.index.segment import term_dictionary
from rasfoi.index.segment.term_dictionary import Keys, letters, sort_key, unite

SAMPLE = Path(__file__).parents[3] / "sample"
KERNELS = [
    each
    for module in (token_interner, inverter, merger, term_table, term_dictionary)
    for each in vars(module).values()
    if isinstance(each, kernel.Kernel)
]


@pytest.fixture(params=["plain", "compiled"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    use(request.param, monkeypatch)
    return str(request.param)


def use(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "COMPILE_FROM", 0 if how == "compiled" else 1 << 62)


def arrays(index_dir: Path) -> dict[str, bytes]:
    box = Container(next(current(index_dir).folder.glob("segment-*")))
    return {name: box[name].tobytes() for name in box.names}


def test_both_ways_build_the_same_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for how in ("plain", "compiled"):
        use(how, monkeypatch)
        rasfoi.build(SAMPLE, tmp_path / how)
    plain, compiled = arrays(tmp_path / "plain"), arrays(tmp_path / "compiled")
    assert plain.keys() == compiled.keys()
    assert [name for name in plain if plain[name] != compiled[name]] == []


TEXT = st.text() | st.text("abșțĂ.,- 019\n\u0301\U0001d400ß", max_size=30)


@settings(deadline=None)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=3))
def test_numbers_stand_for_the_tokens_of_the_tokenizer(batches: list[list[str]]) -> None:
    for compiled in (False, True):
        raw, words = Distinct(), list[str]()
        with pytest.MonkeyPatch.context() as patch:
            use("compiled" if compiled else "plain", patch)
            for texts in batches:
                fields = [clean_text(text) for text in texts]
                ends = np.cumsum([len(field) + 1 for field in fields])
                numbers, counts, new = raw.number(characters("\n".join(fields)), ends)
                words += new
                tokens = [tokenize(field).words for field in fields]
                assert [words[number] for number in numbers] == [word for each in tokens for word in each]
                assert counts.tolist() == list(map(len, tokens))
        assert len(set(words)) == len(words) == len(raw)


def keys_of(words: set[str]) -> Keys:
    return Keys.of(np.frombuffer(b"".join(sorted(map(sort_key, words))), np.uint8))


WORDS = st.sets(st.text("abăâșşAB1", min_size=1, max_size=4), max_size=12)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3))
def test_vocabularies_unite_in_the_order_of_their_keys(vocabularies: list[set[str]]) -> None:
    for how in ("plain", "compiled"):
        with pytest.MonkeyPatch.context() as patch:
            use(how, patch)
            united, ranks = unite([keys_of(words) for words in vocabularies])
        ordered = sorted(map(sort_key, set().union(*vocabularies)))
        assert united.text.tobytes() == b"".join(ordered)
        for words, rank in zip(vocabularies, ranks, strict=True):
            assert [ordered[at] for at in rank] == sorted(map(sort_key, words))


def test_letters_are_a_bit_each_and_the_length() -> None:
    keys = keys_of({"ba", "Șă"})
    b, a, s = (1 << (ord(letter) % 26) for letter in "bas")
    assert letters(keys).tolist() == [b | a | 2 << 26, s | a | 2 << 26]
    assert letters(keys_of(set())).tolist() == []
