"""Inversion and merging: the loops in C, and the same in plain steps."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.index.segment.format import POSITION_MARK
from rasfoi.index.segment.term_dictionary import csr


def count_postings(numbers: Any, field_tokens: Any, tokens: Any, terms: Any, state: Any) -> None:
    """Count the postings and positions of each concept.

    `state` int32[C, 4] has of each concept the number of its last article plus one, postings, positions.
    """
    token = 0
    for field in range(len(field_tokens)):
        doc = field >> 1
        for _ in range(field_tokens[field]):
            number = np.int64(numbers[token])
            token += 1
            for term in range(tokens[number, 1], tokens[number + 1, 1]):
                concept = terms[term, 1]
                state[concept, 2] += 1
                if state[concept, 0] <= doc:
                    state[concept, 0] = doc + 1
                    state[concept, 1] += 1


def fill_postings(
    numbers: Any,
    field_tokens: Any,
    tokens: Any,
    terms: Any,
    state: Any,
    postings: Any,
    positions: Any,
    pair_counts: Any,
    field_lengths: Any,
    field_terms: Any,
) -> None:
    """Put every term of every token where its concept's postings are.

    `state` is as for `_count`, but has the places of the concept's next posting and next position.
    """
    token = 0
    place = np.int64(0)
    for field in range(len(field_tokens)):
        doc = field >> 1
        in_title = 1 - (field & 1)
        # One position stays free after the title, so that no phrase crosses from it to the body.
        first_place = np.int64(0) if in_title else place + 1
        place = first_place
        for _ in range(field_tokens[field]):
            number = np.int64(numbers[token])
            token += 1
            for term in range(tokens[number, 1], tokens[number + 1, 1]):
                concept = terms[term, 1]
                if state[concept, 0] <= doc:
                    state[concept, 0] = doc + 1
                    postings[state[concept, 1], 0] = doc
                    state[concept, 1] += 1
                posting = state[concept, 1] - 1
                postings[posting, 1] += 1
                postings[posting, 2] += in_title
                mask = np.int64(postings[posting, 3])
                bit = np.int64(1) << np.int64(terms[term, 2])
                if not mask & bit:
                    postings[posting, 3] = mask | bit
                    pair_counts[terms[term, 3]] += 1
                positions[state[concept, 2]] = place + terms[term, 0]
                state[concept, 2] += 1
                field_terms[field & 1, doc] += 1
            place += tokens[number, 0]
        field_lengths[field & 1, doc] = place - first_place


def measure_lists(
    ranks: Any, starts: Any, rows: Any, doc_of: Any, postings: Any, positions: Any, titled: Any
) -> None:
    """Add what of a run is kept to the sizes of its concepts."""
    for at in range(len(ranks)):
        concept = ranks[at]
        for posting in range(starts[at], starts[at + 1]):
            if doc_of[rows[posting, 0]] >= 0:
                postings[concept] += 1
                positions[concept] += rows[posting, 1]
                if rows[posting, 2]:
                    titled[concept] += 1


def copy_lists(
    ranks: Any, concepts: Any, starts: Any, position_starts: Any, rows: Any, positions: Any,
    bit_starts: Any, bits: Any, doc_of: Any, table: Any, code_of: Any, title_table: Any, title_code_of: Any,
    first: Any, first_position: Any, next_posting: Any, next_position: Any, next_titled: Any,
    out_positions: Any, out_docs: Any, out_impact: Any, out_mask: Any, out_marks: Any, out_title_docs: Any,
    out_title_impact: Any, out_title_mask: Any, large: Any, wide: Any,
) -> tuple[int, int]:  # fmt: skip
    """Copy some of a run's concepts to where they belong; return how long `large` and `wide` are."""
    count, wide_count = 0, 0
    for at in range(len(ranks)):
        rank = ranks[at] - first
        first_bit = bit_starts[concepts[at]]
        source = position_starts[at]
        to, to_position, to_title = next_posting[rank], next_position[rank], next_titled[rank]
        for posting in range(starts[at], starts[at + 1]):
            frequency = np.int64(rows[posting, 1])
            doc = doc_of[rows[posting, 0]]
            source += frequency
            if doc < 0:
                continue
            mask = np.int64(0)
            rest, bit = np.int64(rows[posting, 3]), first_bit
            while rest:
                if rest & 1:
                    mask |= np.int64(bits[bit])
                rest >>= 1
                bit += 1
            if mask > 255:
                wide[0, wide_count] = to
                wide[1, wide_count] = mask
                wide_count += 1
                mask = mask & 127 | 128
            out_docs[to] = doc
            out_mask[to] = mask
            if frequency <= 255:
                out_impact[to] = table[frequency, code_of[doc]]
            else:
                large[0, count] = to
                large[1, count] = frequency
                count += 1
            if to % POSITION_MARK == 0:
                out_marks[to // POSITION_MARK] = first_position + to_position
            to += 1
            for step in range(source - frequency, source):
                out_positions[to_position] = positions[step]
                to_position += 1
            out_positions[to_position - 1] |= np.uint32(1 << 31)
            if rows[posting, 2]:
                out_title_docs[to_title] = doc
                out_title_impact[to_title] = title_table[
                    min(np.int64(rows[posting, 2]), 255), title_code_of[doc]
                ]
                out_title_mask[to_title] = mask
                to_title += 1
        next_posting[rank], next_position[rank], next_titled[rank] = to, to_position, to_title
    return count, wide_count


def both(loop: Callable[..., Any], steps: Callable[..., Any], *arguments: Any) -> Any:
    """Return the arguments as the loop leaves them; plain steps must do the same."""
    answers = []
    for form in (loop, steps):
        own = deepcopy(arguments)
        answer = form(*own)
        answers.append([answer, *(each.tolist() for each in own if isinstance(each, np.ndarray))])
        if form is loop:
            result = own
    assert answers[0] == answers[1]
    return result


TOKENS, CONCEPTS, FORMS = 12, 7, 5


def terms_of(rng: np.random.Generator) -> tuple[Any, Any]:
    """Return `TermArrays` of some tokens: terms at random, each a concept, a bit and a pair of both."""
    counts = rng.integers(0, 4, TOKENS)
    terms = np.zeros((int(counts.sum()), 4), np.int32)
    terms[:, 0] = rng.integers(0, 3, len(terms))
    terms[:, 1] = rng.integers(0, CONCEPTS, len(terms))
    terms[:, 2] = rng.integers(0, 2, len(terms)) * rng.integers(0, 32, len(terms))
    terms[:, 3] = terms[:, 1] * 32 + terms[:, 2]
    tokens = np.stack([rng.integers(1, 3, TOKENS + 1), csr(counts)], axis=1).astype(np.int32)
    return tokens, terms


@given(
    st.lists(st.integers(0, 9), max_size=8).filter(lambda fields: len(fields) % 2 == 0), st.integers(0, 99)
)
def test_tokens_become_postings(fields: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    tokens, terms = terms_of(rng)
    field_tokens = np.array(fields, np.int64)
    numbers = rng.integers(0, TOKENS, int(field_tokens.sum())).astype(np.uint32)
    state = np.zeros((CONCEPTS, 4), np.int32)
    state = both(loops.count_postings, count_postings, numbers, field_tokens, tokens, terms, state)[-1]
    starts, position_starts = csr(state[:, 1]), csr(state[:, 2])
    state[:, 0], state[:, 1], state[:, 2] = 0, starts[:-1], position_starts[:-1]
    both(
        loops.fill_postings, fill_postings, numbers, field_tokens, tokens, terms, state,
        np.zeros((starts[-1], 4), np.uint32), np.zeros(position_starts[-1], np.uint32),
        np.zeros(CONCEPTS * 32, np.int64), *np.zeros((2, 2, len(fields) // 2), np.int64),
    )  # fmt: skip


class Run:
    """A run of random lists, and what it takes to merge it."""

    def __init__(self, seed: int, width: Any, articles: int = 30) -> None:
        rng = np.random.default_rng(seed)
        lists = [np.flatnonzero(rng.random(articles) < 0.4) for _ in range(CONCEPTS)]
        self.starts = csr(np.array([len(each) for each in lists]))
        self.rows = np.zeros((self.starts[-1], 4), np.uint32)
        self.rows[:, 0] = np.concatenate(lists)
        self.rows[:, 1] = np.where(rng.random(len(self.rows)) < 0.1, 300, rng.integers(1, 5, len(self.rows)))
        self.rows[:, 2] = rng.integers(0, 2, len(self.rows)) * rng.integers(0, 300, len(self.rows))
        self.rows[:, 3] = rng.integers(1, 1 << FORMS, len(self.rows))
        position_counts = csr(self.rows[:, 1].astype(np.int64))
        self.position_starts = position_counts[self.starts]
        self.positions = rng.integers(0, 60_000, position_counts[-1]).astype(width)
        self.ranks = np.sort(rng.choice(CONCEPTS + 3, CONCEPTS, False)).astype(np.int32)
        self.concepts = rng.permutation(CONCEPTS).astype(np.int32)
        self.bit_starts = np.arange(0, CONCEPTS * FORMS + 1, FORMS)
        self.bits = (1 << rng.integers(0, 10, CONCEPTS * FORMS)).astype(np.uint32)
        self.doc_of = np.where(rng.random(articles) < 0.2, -1, np.arange(articles)).astype(np.int32)
        self.tables = [
            array
            for rows in (256, 256)
            for array in (
                rng.integers(1, 256, (rows, 9)).astype(np.uint8),
                rng.integers(0, 9, articles).astype(np.int32),
            )
        ]

    def sizes(self) -> list[Any]:
        """Return postings, positions and titles of each rank."""
        zeros = np.zeros((3, CONCEPTS + 3), np.int64)
        measured = both(
            loops.measure_lists, measure_lists, self.ranks, self.starts, self.rows, self.doc_of, *zeros
        )
        return list(measured[-3:])

    def copied(self, check: Callable[..., Any]) -> Any:
        """Call the loop that copies the lists through `check`."""
        cursors = [csr(each) for each in self.sizes()]
        postings, positions, titled = (int(each[-1]) for each in cursors)
        columns = [
            np.zeros(size, dtype)
            for size, dtype in (
                (positions, np.uint32), (postings, np.uint32), *[(postings, np.uint8)] * 2,
                (-(-postings // POSITION_MARK), np.uint32), (titled, np.uint32), *[(titled, np.uint8)] * 2,
            )
        ]  # fmt: skip
        tables = np.zeros((2, 2, len(self.rows)), np.uint32)
        return check(
            self.ranks, self.concepts, self.starts, self.position_starts, self.rows, self.positions,
            self.bit_starts, self.bits, self.doc_of, *self.tables, 0, 7,
            *(each[:-1].copy() for each in cursors), *columns, *tables,
        )  # fmt: skip


@settings(max_examples=30)
@given(st.integers(0, 999), st.sampled_from([np.uint16, np.uint32]))
def test_lists_are_copied_to_where_they_belong(seed: int, width: Any) -> None:
    Run(seed, width).copied(lambda *arguments: both(loops.copy_lists, copy_lists, *arguments))


@pytest.mark.parametrize("column", [0, 1, 3], ids=["article", "frequency", "mask"])
def test_a_damaged_run_is_named_so(column: int) -> None:
    run = Run(1, np.uint16)
    sizes = run.sizes()
    run.rows[len(run.rows) // 2, column] = 1 << 31
    run.sizes = lambda: sizes  # type: ignore[method-assign]
    with pytest.raises(IndexCorrupt, match="rasfoi rebuild"):
        run.copied(loops.copy_lists)
