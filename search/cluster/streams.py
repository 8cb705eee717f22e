"""Where lemmas stand in articles that a cluster sent, read from the streams of their lemmas.

What a stream is tells `index/cluster/articles/mapping.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from ...index.cluster.articles.mapping import BETWEEN_LEMMAS, BETWEEN_POSITIONS
from ...index.native.sorted_sets import distinct, intersect
from ...index.segment.postings.positions import Numbers, Occurrences, PhraseWord
from ...index.segment.term_dictionary import csr

_BLANK, _BAR = BETWEEN_POSITIONS.encode(), BETWEEN_LEMMAS.encode()
# So many lemmas of 20 articles are found one by one as fast as all words are looked at: 1 ms.
_FEW = 16
# Bits of a position below the number of its article, in one number for both.
_POSITION_BITS = 32
_NONE = np.empty(0, np.int64)


class Streams:
    """Finds lemmas in some articles, which are numbered from 0 in the order of their streams.

    Of 20 articles of 450 positions it takes 1 ms whatever is looked for, or .05 ms for each of a few lemmas.
    """

    def __init__(
        self, streams: Sequence[str], title_lengths: NDArray[np.uint32], word: Callable[[int], str]
    ) -> None:
        """`word` returns a lemma by its number, as `Occurrences` and `PhraseWord` have it."""
        self._title_lengths, self._word = title_lengths, word
        # Every lemma and every bar has a blank on both sides.
        text = b"".join(_BLANK + stream.encode() for stream in streams if stream) + _BLANK
        self._text = text.replace(_BAR, _BLANK + _BAR + _BLANK)
        letters = np.frombuffer(self._text, np.uint8)
        self._blanks = np.flatnonzero(letters == ord(_BLANK))
        # A lemma behind a bar stands where the one before it does.
        places = np.arange(len(self._blanks) - 1) - 2 * np.cumsum(letters[self._blanks[:-1] + 1] == ord(_BAR))
        lengths = [stream.count(BETWEEN_POSITIONS) + bool(stream) for stream in streams]
        self.lengths: Numbers = np.array(lengths, np.int64)
        self._articles = np.repeat(np.arange(len(streams)), self.lengths)[places]
        self._positions = places - csr(self.lengths)[self._articles]

    @cached_property
    def _lemmas(self) -> list[bytes]:
        return self._text[1:-1].split(_BLANK)

    def find(self, concepts: Sequence[int], docs: Numbers) -> Occurrences:
        """Return where any of some concepts stands in a few articles, ascending, in one go."""
        wanted = [self._word(concept).encode() for concept in concepts]
        whose, at = self._some(wanted) if len(wanted) <= _FEW else self._many(wanted)
        places = np.full(len(self.lengths), -1, np.int64)
        places[docs] = np.arange(len(docs))
        articles = places[self._articles[at]]
        kept = articles >= 0
        return Occurrences(whose[kept], articles[kept], self._positions[at[kept]])

    def _some(self, wanted: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        """Return of every place of some lemmas which of them it is, and the place in `_lemmas`."""
        found = [list(_starts(self._text, _BLANK + lemma + _BLANK)) for lemma in wanted]
        whose = np.repeat(np.arange(len(wanted)), list(map(len, found)))
        return whose, self._blanks.searchsorted(np.array([at for each in found for at in each], np.int64))

    def _many(self, wanted: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        """Return what `_some` does."""
        numbers = {lemma: number for number, lemma in enumerate(dict.fromkeys(wanted))}
        whose = np.fromiter(map(numbers.get, self._lemmas, repeat(-1)), np.int64, len(self._lemmas))
        at = np.flatnonzero(whose >= 0)
        at = at[np.argsort(whose[at], kind="stable")]
        bounds = whose[at].searchsorted(np.arange(len(numbers) + 1))
        # Two words of a query may have a lemma in common.
        places = [at[bounds[number] : bounds[number + 1]] for number in map(numbers.__getitem__, wanted)]
        return np.repeat(np.arange(len(wanted)), list(map(len, places))), np.concatenate(places)

    def phrase(
        self, words: Sequence[PhraseWord], *, within: Numbers | None = None, in_title: bool = False
    ) -> tuple[Numbers, Numbers]:
        """Return where a phrase begins: articles and positions in them, ordered by both.

        `within` limits the search to some articles, ascending, `in_title` to what begins in a title.
        """
        docs = np.arange(len(self.lengths)) if within is None else within
        starts = self._starts_of(words[0], docs)
        for word in words[1:]:
            starts = intersect(starts, self._starts_of(word, docs))
        articles, positions = docs[starts >> _POSITION_BITS], starts & ((1 << _POSITION_BITS) - 1)
        kept = positions < self._title_lengths[articles] if in_title else slice(None)
        return articles[kept], positions[kept]

    def _starts_of(self, word: PhraseWord, docs: Numbers) -> Numbers:
        """Return where phrases would begin that have a word where it stands, ascending, each once."""
        found = self.find(word.concepts, docs)
        starts = found.positions - word.offset
        return distinct(((found.articles << _POSITION_BITS) + starts)[starts >= 0])

    def articles_with_phrase(self, words: Sequence[PhraseWord], *, in_title: bool = False) -> Numbers:
        """Return the articles, ascending, that have a phrase, in their titles or anywhere."""
        return distinct(self.phrase(words, in_title=in_title)[0])

    def count_pairs(
        self, words: Sequence[Sequence[int]], apart: Sequence[int], within: Numbers
    ) -> NDArray[np.uint8]:
        """Return how many pairs of neighbours in a row of words stand together in articles, ascending.

        A word is any of some concepts, and stands together with the one before it where it is 1 to `apart`
        places behind.
        """
        starts = [self._starts_of(PhraseWord(0, concepts), within) for concepts in words]
        pairs = np.zeros(len(within), np.uint8)
        for first, second, span in zip(starts, starts[1:], apart[1:], strict=False):
            behind = [intersect(first + gap, second) for gap in range(1, span + 1)]
            together = np.concatenate([_NONE, *behind]) >> _POSITION_BITS
            pairs[distinct(together)] += 1
        return pairs


def _starts(text: bytes, wanted: bytes) -> Iterator[int]:
    """Yield where bytes begin that end as they begin: the end of one may be the beginning of the next."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted) - 1)
