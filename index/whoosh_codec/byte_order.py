"""The words of a segment in the order of their bytes, as Whoosh lists them, found without listing them all.

A segment sorts its words by their folding; words with one beginning have neighbouring foldings all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from ..analysis.folding import fold
from ..segment.term_dictionary import Vocabulary

_ASCII_END = 0x80
Present = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


class ByteOrder:
    """Lists those words of a vocabulary that `present` admits: it takes numbers int64 and returns bool."""

    def __init__(self, words: Vocabulary, present: Present) -> None:
        self._words, self._present = words, present

    def starting(self, prefix: bytes) -> list[bytes]:
        """Return the words that begin with a prefix of at least a letter."""
        # Bytes of half a letter stand for all letters that begin so.
        beginning = prefix.decode("utf-8", "ignore")
        if not beginning or not fold(beginning + "a").startswith(fold(beginning)):
            return [word for word in self._rare() if word.startswith(prefix)]
        numbers = self._words.prefixed(beginning)
        entries = self._words.entries(numbers)
        found = [(number, _word(entry)) for number, entry in zip(numbers, entries, strict=True)]
        return self._sorted([(number, word) for number, word in found if word.startswith(prefix)])

    def _rare(self) -> list[bytes]:
        """Return the words whose first letter is none of ASCII."""
        numbers = self._words.beginning_rare().tolist()
        return self._sorted([(number, self._words.word(number).encode()) for number in numbers])

    def _sorted(self, found: list[tuple[int, bytes]]) -> list[bytes]:
        numbers = np.array([number for number, _ in found], np.int64)
        return sorted(compress((word for _, word in found), self._present(numbers).tolist()))

    def starting_from(self, prefix: bytes) -> Iterator[bytes]:
        """Yield all words from a prefix on, first those that begin with it, then with ever less of it.

        So who stops at the first one that begins otherwise has not waited for the rest.
        """
        if prefix:
            yield from self.starting(prefix)
        for size in range(len(prefix) - 1, 0, -1):
            passed = prefix[: size + 1]
            yield from (word for word in self.starting(prefix[:size]) if word[: size + 1] > passed)
        first = prefix[0] + 1 if prefix else 0
        for letter in range(first, _ASCII_END):
            yield from self.starting(bytes([letter]))
        yield from (word for word in self._rare() if word[0] >= first)


def _word(entry: bytes) -> bytes:
    folded, _, word = entry.partition(b"\t")
    return word or folded
