"""What each distinct raw token puts into the index: analysed once, then looked up in arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..analysis.analyzer import analyze
from ..analysis.tokenizer import RawTokens
from ..directory.array_builder import Growing
from ..native import loops
from ..segment.term_dictionary import Keys
from .key_numbering import KeyNumbering


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
    that the keys have in runs and pairs. `pairs` int64[P, PAIR_COLUMNS] tells of each concept and form:
    concept, form, bit in the concept's masks, articles, places where it begins with a capital and where it
    does not, those in capital letters not counted; ordered by concept, then bit.
    """

    concepts: Keys
    concept_ids: NDArray[np.int32]
    forms: Keys
    form_ids: NDArray[np.int32]
    pairs: NDArray[np.int64]


class TermTable:
    """Collects the terms of tokens that are numbered from 0 in the order of their coming."""

    def __init__(self) -> None:
        self.concepts, self.forms = KeyNumbering(), KeyNumbering()
        self._tokens = Growing(np.int32, 2)
        self._terms = Growing(np.int32, 4)
        self._tokens.extend(np.zeros((1, 2), np.int32))
        self._pairs = Growing(np.int64, 3)
        self._variants = Growing(np.int64)
        self._slots = np.zeros(1 << 10, np.int32)
        self._hashes = Growing(np.uint32)
        self._cases = Growing(np.int64, 2)
        self._places = np.zeros(0, np.int64)
        self.pair_counts = np.zeros(0, np.int64)

    def add(self, tokens: RawTokens) -> None:
        """Analyse the next tokens."""
        if not len(tokens):
            return
        found = analyze(tokens)
        total = int(found.counts.sum())
        rows = np.empty((total, 4), np.int32)
        concepts, forms = np.empty((2, total), np.uint32)
        for terms in (found.plain, found.others):
            rows[terms.rows, 0] = terms.offsets
            concepts[terms.rows] = self.concepts.number(terms.concepts)
            forms[terms.rows] = self.forms.number(terms.forms)[terms.form_of]
        rows[:, 1], rows[:, 3] = concepts, self._number_pairs(concepts, forms)
        rows[:, 2] = self._pairs.array[rows[:, 3], 2]
        ends = np.cumsum(found.counts)
        self._tokens.array[-1, 0] = found.positions[0]
        self._tokens.extend(np.stack([np.append(found.positions[1:], 0), len(self._terms) + ends], axis=1))
        self._terms.extend(rows)
        self._hashes.extend(self.forms.hashes[forms[ends - found.counts]])
        self._cases.extend(tokens.cases())

    def _number_pairs(self, concepts: NDArray[np.uint32], forms: NDArray[np.uint32]) -> NDArray[np.int32]:
        known = len(self._pairs)
        self._variants.extend(np.zeros(len(self.concepts) - len(self._variants), np.int64))
        self._pairs.extend(np.empty((len(forms), 3), np.int64))
        if 2 * len(self._pairs) > len(self._slots):
            self._slots = np.zeros(1 << (3 * len(self._pairs)).bit_length(), np.int32)
            old, again = (
                self._pairs.array[:known, :2].T.astype(np.uint32, order="C"),
                np.empty(known, np.int32),
            )
            variants = np.zeros(len(self.concepts), np.int64)
            loops.number_pairs(old[0], old[1], self._slots, variants, self._pairs.array, 0, again)
        numbers = np.empty(len(forms), np.int32)
        count = loops.number_pairs(
            concepts, forms, self._slots, self._variants.array, self._pairs.array, known, numbers
        )
        self._pairs.shrink(count)
        return numbers

    def count(self, numbers: NDArray[np.uint32]) -> None:
        """Count the places of tokens, by their numbers."""
        places = np.bincount(numbers, minlength=len(self._cases))
        places[: len(self._places)] += self._places
        self._places = places

    def arrays(self) -> TermArrays:
        """Return the terms of all tokens, as views that hold until the next `add`."""
        missing = len(self._pairs) - len(self.pair_counts)
        self.pair_counts = np.concatenate([self.pair_counts, np.zeros(missing, np.int64)])
        return TermArrays(self._tokens.array, self._terms.array)

    @property
    def hashes(self) -> NDArray[np.uint32]:
        """Hashes of the first forms of all tokens, without case and marks: odd for figures, else even."""
        hashes: NDArray[np.uint32] = self._hashes.array
        return hashes

    def lexemes(self) -> Lexemes:
        """Return the vocabulary of all tokens, with the articles counted so far."""
        concept_ids, form_ids = self.concepts.in_order(), self.forms.in_order()
        pairs = np.concatenate([self._pairs.array, self.pair_counts[:, None], self._pair_cases()], axis=1)
        return Lexemes(
            self.concepts.keys().arranged(concept_ids), concept_ids, self.forms.keys().arranged(form_ids),
            form_ids, pairs[np.argsort(pairs[:, 0], kind="stable")],
        )  # fmt: skip

    def _pair_cases(self) -> NDArray[np.int64]:
        """Return of each pair at how many places it begins with a capital, and at how many with none."""
        owners = np.repeat(np.arange(len(self._cases)), np.diff(self._tokens.array[:, 1]))
        pairs, count = self._terms.array[:, 3], len(self._pairs)
        columns = [np.bincount(pairs, (self._places * case)[owners], count) for case in self._cases.array.T]
        return np.stack(columns, axis=1).astype(np.int64)
