"""Sorted strings in one block of bytes, found by binary search over blocks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .container import Array, Container, ContainerWriter
from .romanian.spelling import fold

_BLOCK = 64


def sort_key(word: str) -> bytes:
    """Return what words are ordered by: their lower-case folding, then themselves."""
    folded = fold(word.lower())
    return f"{folded}\t{'' if folded == word else word}\n".encode()


def write_vocabulary(writer: ContainerWriter, name: str, keys: Sequence[bytes]) -> None:
    """Write sorted `keys` (from `sort_key`) as `<name>_text` and `<name>_blocks`."""
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    starts = np.concatenate([[0], np.cumsum(lengths)])[: len(keys) + 1]
    blocks = np.append(starts[:-1:_BLOCK], starts[-1])
    writer.add(f"{name}_text", np.frombuffer(b"".join(keys) or b"", np.uint8))
    writer.add(f"{name}_blocks", blocks)


class Vocabulary:
    """Words numbered by their sort order; words that fold alike have neighbouring numbers."""

    def __init__(self, container: Container, name: str, count: int) -> None:
        self._text = container[f"{name}_text"]
        self._blocks: list[int] = container[f"{name}_blocks"].tolist()
        self._count = count

    def __len__(self) -> int:
        return self._count

    def _block(self, number: int) -> bytes:
        block: bytes = self._text[self._blocks[number] : self._blocks[number + 1]].tobytes()
        return block

    def _key(self, block: int) -> bytes:
        start = self._blocks[block]
        head: bytes = self._text[start : min(start + 300, self._blocks[block + 1])].tobytes()
        return head[: head.find(b"\n") + 1]

    def lower_bound(self, key: bytes) -> int:
        """Return how many words sort before `key`, the beginning of a sort key."""
        if not self._count:
            return 0
        block = max(bisect_right(range(len(self._blocks) - 1), key, key=self._key) - 1, 0)
        before = 0
        for entry in self._block(block).splitlines(keepends=True):
            if entry >= key:
                break
            before += 1
        return block * _BLOCK + before

    def prefixed(self, prefix: str) -> range:
        """Return the numbers of all words whose folding begins with the folded `prefix`."""
        key = fold(prefix.lower()).encode()
        return range(self.lower_bound(key), self.lower_bound(key + b"\xff"))

    def folding(self, folded: str) -> range:
        """Return the numbers of all words with this folding."""
        first = self.lower_bound(folded.encode() + b"\t")
        last = first
        for word in self.words_from(first):
            if fold(word.lower()) != folded:
                break
            last += 1
        return range(first, last)

    def find(self, word: str) -> int:
        """Return the number of exactly this word, or -1."""
        at = self.lower_bound(sort_key(word))
        return at if at < self._count and self.word(at) == word else -1

    def word(self, number: int) -> str:
        """Return a word by its number."""
        return _word(self._block(number // _BLOCK).splitlines()[number % _BLOCK])

    def words_from(self, number: int) -> Iterator[str]:
        """Yield the words from a number on, in order."""
        skip = number % _BLOCK
        for block in range(number // _BLOCK, len(self._blocks) - 1):
            for entry in self._block(block).splitlines()[skip:]:
                yield _word(entry)
            skip = 0

    def keys(self) -> list[bytes]:
        """Return all sort keys, in order."""
        text: bytes = self._text.tobytes()
        return text.splitlines(keepends=True)


def letters(key: bytes) -> int:
    """Return which letters the folding in a sort key has, a bit each, and above them its length.

    Two words an edit apart differ in at most two letters: what a spelling check looks at first.
    """
    folded = key[: key.index(b"\t")]
    bits = 0
    for letter in set(folded):
        bits |= 1 << (letter % 26)
    return bits | min(len(folded), 63) << 26


def _word(entry: bytes) -> str:
    folded, word = entry.split(b"\t")
    return (word or folded).decode()


def csr(counts: Array) -> Any:
    """Return the starts of consecutive groups of these sizes: int64, one more than the groups."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
