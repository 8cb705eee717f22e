"""Sorted strings in one block of bytes, found by binary search over blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..analysis.folding import fold
from ..deadline import checked
from ..directory.array_file import Array, Container
from ..directory.array_writer import ContainerWriter
from ..directory.block_sums import BLOCK
from ..native import loops
from ..native.sorted_sets import distinct
from .format import ragged

_BLOCK = 64
# Near words that are found at most.
_MOST_NEAR = 1024
_LETTERS = 26
_ASCII_END = 0x80
_TAB, _KEY_END = b"\t\n"
_TAB_END = b"\t"
# Sorts after every byte of a word in UTF-8.
_LAST = b"\xff"


def sort_key(word: str) -> bytes:
    """Return what words are ordered by: their lower-case folding, then themselves."""
    folded = fold(word.lower())
    return (f"{folded}\t\n" if folded == word else f"{folded}\t{word}\n").encode()


class Keys(NamedTuple):
    """Sort keys in order: `text` uint8, in which key n is `text[starts[n]:starts[n + 1]]`."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, text: NDArray[np.uint8]) -> Keys:
        """Return the keys of which `text` consists."""
        return cls(text, np.append(0, np.flatnonzero(text == _KEY_END) + 1))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, numbers: NDArray[np.int32]) -> Keys:
        """Return the keys with these numbers, ascending."""
        return self if len(numbers) == len(self) else self.arranged(numbers)

    def arranged(self, numbers: NDArray[np.int32]) -> Keys:
        """Return the keys with these numbers, in the order of the numbers."""
        sizes = np.diff(self.starts)[numbers]
        text = self.text[ragged(self.starts[numbers], sizes)]
        text.flags.writeable = False
        return Keys(text, csr(sizes))


def unite(vocabularies: Sequence[Keys]) -> tuple[Keys, list[NDArray[np.int32]]]:
    """Return the keys of all vocabularies in one order, and for each the rank of every key there."""
    united, ranks = vocabularies[0], [np.arange(len(vocabularies[0]), dtype=np.int32)]
    for keys in vocabularies[1:]:
        old, new = np.empty(len(united), np.int32), np.empty(len(keys), np.int32)
        out = np.empty(len(united.text) + len(keys.text), np.uint8)
        used = loops.merge_keys(*united, *keys, old, new, out)
        united = Keys.of(out[:used].copy())
        ranks = [*(old[each] for each in ranks), new]
    return united, ranks


def write_vocabulary(writer: ContainerWriter, name: str, keys: Keys) -> None:
    """Write sorted keys as `<name>_text` and `<name>_blocks`."""
    writer.add(f"{name}_text", keys.text)
    writer.add(f"{name}_blocks", np.append(keys.starts[:-1:_BLOCK], keys.starts[-1]))


class Looks(NamedTuple):
    """What a spelling check looks at first: what `letters` tells of words, in how many articles each is.

    `numbers` are those of the words, ascending; none where it is all words. All are uint32.
    """

    letters: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    numbers: NDArray[np.uint32]


class Vocabulary:
    """Words numbered by their sort order; words that fold alike have neighbouring numbers."""

    def __init__(self, container: Container, name: str, count: int) -> None:
        self._text = container.part(f"{name}_text")
        self._blocks: NDArray[np.int64] = container[f"{name}_blocks"]
        # Gives Python's numbers, several times faster than an array gives its own.
        self._bounds = self._blocks.data
        self._count = count

    def __len__(self) -> int:
        return self._count

    def _block(self, number: int) -> bytes:
        block: bytes = self._text[self._blocks[number] : self._blocks[number + 1]].tobytes()
        return block

    def lower_bound(self, key: bytes) -> int:
        """Return how many words sort before `key`, the beginning of a sort key."""
        text, unread = self._text.unchecked, self._text.unread
        while (found := loops.lower_bound(text, self._blocks, _BLOCK, key, unread, BLOCK)) < 0:
            self._text.check_block(-1 - found)
        return found

    def prefixed(self, prefix: str) -> range:
        """Return the numbers of all words whose folding begins with the folded `prefix`."""
        key = fold(prefix.lower()).encode()
        return range(self.lower_bound(key), self.lower_bound(key + _LAST))

    def folding(self, folded: str) -> range:
        """Return the numbers of all words with this folding."""
        first, keys = self._beginning(folded.encode() + _TAB_END)
        return range(first, first + keys.count(b"\n"))

    def spelled(self, folded: str) -> dict[int, str]:
        """Return the words with this folding by their numbers."""
        first, keys = self._beginning(folded.encode() + _TAB_END)
        return {first + at: _word(key) for at, key in enumerate(keys.split(b"\n")[:-1])}

    def _beginning(self, key: bytes) -> tuple[int, bytes]:
        """Return the sort keys that begin so, behind the number of the first."""
        text, unread = self._text.unchecked, self._text.unread
        while (found := loops.keys_beginning(text, self._blocks, _BLOCK, key, unread, BLOCK))[0] < 0:
            self._text.check_block(-1 - found[0])
        return found

    def find(self, word: str) -> int:
        """Return the number of exactly this word, or -1."""
        number, keys = self._beginning(sort_key(word))
        return number if keys else -1

    def word(self, number: int) -> str:
        """Return a word by its number."""
        return _word(self._key(number)[:-1])

    def _key(self, number: int) -> bytes:
        return loops.key_at(self._reaching(number // _BLOCK), self._blocks, _BLOCK, number)

    def _reaching(self, block: int) -> Array:
        """Return the text to somebody who reads only this block of words."""
        return self._text.reaching(self._bounds[block], self._bounds[block + 1])

    def near(self, folded: str, distance: int, looks: Looks, articles: range, compared: int) -> list[int]:
        """Return the words whose folding is 1 to `distance` edits from another, ascending.

        Only words that `looks` has are looked at, in one of these numbers of `articles`, and of those
        `compared` at most.
        """
        found = np.empty(_MOST_NEAR, np.int64)
        count = loops.near_keys(
            self._text.whole, self._blocks, _BLOCK, *looks, folded.encode("utf-8", "replace"),
            distance, articles.start, articles.stop - 1, compared, found,
        )  # fmt: skip
        near: list[int] = found[:count].tolist()
        return near

    def folded(self, number: int) -> str:
        """Return the folding of a word by its number."""
        return self._key(number).partition(b"\t")[0].decode()

    def matching(self, numbers: range, pattern: re.Pattern[bytes]) -> NDArray[np.int64]:
        """Return which words of a range match with their folding and the tab behind it, ascending."""
        first, last = numbers.start // _BLOCK, -(-numbers.stop // _BLOCK)
        if not numbers:
            return np.empty(0, np.int64)
        text = self._text[self._blocks[first] : self._blocks[last]]
        places = [match.start() for match in checked(pattern.finditer(text.tobytes()))]
        found = first * _BLOCK + np.searchsorted(np.flatnonzero(text == _KEY_END), places)
        return found[(found >= numbers.start) & (found < numbers.stop)]

    def entries(self, numbers: range) -> list[bytes]:
        """Return the sort keys with these numbers, without their ends."""
        if not numbers:
            return []
        first, last = numbers.start // _BLOCK, -(-numbers.stop // _BLOCK)
        text: bytes = self._text[self._blocks[first] : self._blocks[last]].tobytes()
        skip = first * _BLOCK
        return text.split(b"\n")[numbers.start - skip : numbers.stop - skip]

    def beginning_rare(self) -> NDArray[np.int64]:
        """Return the numbers of all words whose first letter is none of ASCII, ascending."""
        text = self._text.whole
        rare = np.flatnonzero(text[1:] >= _ASCII_END) + 1
        first = rare[(text[rare - 1] == _TAB) | (text[rare - 1] == _KEY_END)]
        numbers = distinct(np.searchsorted(np.flatnonzero(text == _KEY_END), first))
        if len(text) and text[0] >= _ASCII_END:
            numbers = distinct(np.append(0, numbers))
        return numbers[[not self.word(number)[0].isascii() for number in numbers.tolist()]]

    def words_from(self, number: int) -> Iterator[str]:
        """Yield the words from a number on, in order."""
        skip = number % _BLOCK
        for block in range(number // _BLOCK, len(self._blocks) - 1):
            for entry in self._block(block).splitlines()[skip:]:
                yield _word(entry)
            skip = 0


def letters(keys: Keys) -> NDArray[np.uint32]:
    """Return which letters the folding in each key has, a bit each, and above them its length in bytes.

    Two words an edit apart differ in at most two letters: what a spelling check looks at first.
    """
    if not len(keys):
        return np.zeros(0, np.uint32)
    tabs = np.flatnonzero(keys.text == _TAB)
    bits = np.left_shift(np.uint32(1), keys.text % np.uint8(_LETTERS), dtype=np.uint32)
    bounds = np.stack([keys.starts[:-1], tabs], axis=1).ravel()
    found: NDArray[np.uint32] = np.bitwise_or.reduceat(bits, bounds)[::2]
    found[tabs == keys.starts[:-1]] = 0
    found |= np.minimum(tabs - keys.starts[:-1], 63).astype(np.uint32) << np.uint32(_LETTERS)
    return found


def _word(entry: bytes) -> str:
    folded, word = entry.split(b"\t")
    return (word or folded).decode()


def csr(counts: Array) -> Any:
    """Return the starts of consecutive groups of these sizes: int64, one more than the groups."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
