"""What each distinct raw token puts into the index: analysed once, then looked up in arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .romanian.analyzer import analyze
from .vocabulary import sort_key

# A posting's mask has a bit for each form; the last one stands for all forms from there on.
MASK_BITS = 32
_SHIFT = 32


class TermArrays(NamedTuple):
    """The terms of numbered tokens.

    `tokens` int32[W+1, 2]: the positions that a token takes, and its first row in `terms` (the last
    row closes the table). `terms` int32[T, 4]: position in the token, concept, bit of the form in the
    concept's masks, and the pair of concept and form.
    """

    tokens: NDArray[np.int32]
    terms: NDArray[np.int32]


class Lexemes(NamedTuple):
    """A vocabulary: concepts, forms, and which belong together.

    `concepts` and `forms` are sort keys in order; `concept_ids` and `form_ids` int32 are the numbers
    that the keys have in runs and pairs. `pairs` int64[P, 4] tells of each concept and form: concept,
    form, bit in the concept's masks, articles; ordered by concept, then bit.
    """

    concepts: list[bytes]
    concept_ids: NDArray[np.int32]
    forms: list[bytes]
    form_ids: NDArray[np.int32]
    pairs: NDArray[np.int64]


class Numbering:
    """Distinct words numbered as they come, and their order by sort key."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.keys: list[bytes] = []
        self._order: list[int] = []

    def in_order(self) -> list[int]:
        """Return all numbers in the order of their words' sort keys."""
        known = len(self.keys)
        self.keys.extend(map(sort_key, list(self.numbers)[known:]))
        # What was sorted before is one run to the sort, so that only new words cost time.
        self._order.extend(range(known, len(self.keys)))
        self._order.sort(key=self.keys.__getitem__)
        return self._order


class TermTable:
    """Collects the terms of tokens that are numbered from 0 in the order of their coming."""

    def __init__(self) -> None:
        self.concepts, self.forms = Numbering(), Numbering()
        self._tokens = array("i", [0, 0])
        self._terms = array("i")
        self._pairs: dict[int, int] = {}
        self._bits = array("i")
        self._variants = array("i")
        self.pair_counts = np.zeros(0, np.int64)

    def add(self, tokens: Iterable[str]) -> None:
        """Analyse the next tokens."""
        rows, terms, bits = self._tokens, self._terms, self._bits
        concepts, forms, pairs = self.concepts.numbers, self.forms.numbers, self._pairs
        for token in tokens:
            positions, analysed = analyze(token)
            rows[-2] = positions
            for offset, form, concept in analysed if len(analysed) == 1 else sorted(analysed, key=_offset):
                key = concepts.setdefault(concept, len(concepts)) << _SHIFT
                key |= forms.setdefault(form, len(forms))
                pair = pairs.setdefault(key, len(pairs))
                if pair == len(bits):
                    self._add_bit(key >> _SHIFT)
                terms.extend((offset, key >> _SHIFT, bits[pair], pair))
            rows.extend((0, len(terms) // 4))

    def _add_bit(self, concept: int) -> None:
        """Give the newest pair the next bit of its concept."""
        if concept == len(self._variants):
            self._variants.append(0)
        self._bits.append(min(self._variants[concept], MASK_BITS - 1))
        self._variants[concept] += 1

    def arrays(self) -> TermArrays:
        """Return the terms of all tokens, as views that hold until the next `add`."""
        missing = len(self._pairs) - len(self.pair_counts)
        self.pair_counts = np.concatenate([self.pair_counts, np.zeros(missing, np.int64)])
        tokens = np.frombuffer(self._tokens, np.int32).reshape(-1, 2)
        terms = np.frombuffer(self._terms, np.int32) if self._terms else np.zeros(0, np.int32)
        return TermArrays(tokens, terms.reshape(-1, 4))

    def lexemes(self) -> Lexemes:
        """Return the vocabulary of all tokens, with the articles counted so far."""
        concept_ids, form_ids = self.concepts.in_order(), self.forms.in_order()
        keys = np.fromiter(self._pairs, np.int64, len(self._pairs))
        concepts, forms = keys >> _SHIFT, keys & ((1 << _SHIFT) - 1)
        pairs = np.stack([concepts, forms, np.array(self._bits, np.int64), self.pair_counts], axis=1)
        return Lexemes(
            [self.concepts.keys[at] for at in concept_ids],
            np.array(concept_ids, np.int32),
            [self.forms.keys[at] for at in form_ids],
            np.array(form_ids, np.int32),
            pairs[np.argsort(pairs[:, 0], kind="stable")],
        )


def _offset(term: Any) -> int:
    offset: int = term[0]
    return offset
