"""No argument crashes a loop: what a build and searches call it with, damaged in every way.

`make sanitize` runs this under AddressSanitizer, which sees a single byte read out of bounds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasfoi
from rasfoi.index.analysis.tokenizer import characters, find_positions
from rasfoi.index.directory.generation import current
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.indexer.token_interner import Distinct
from rasfoi.index.native import loops
from rasfoi.index.native.sorted_sets import intersect, united
from rasfoi.index.segment.reader import open_segment
from rasfoi.index.segment.term_dictionary import Keys, unite

SAMPLE = Path(__file__).parents[3] / "sample"
QUERIES = [
    "guvernull a anunțta",
    "guvernul a anunțat",
    '"a fost"',
    '"noi case"',
    '"copii mari"',
    "+oraș -metrou",
    "econom*",
    "trupe nord-coreene",
    "copiii mari ai guvernului",
    "copii noi",
    "prețul",
    "metrou deschisă",
]
# Calls of each loop that are damaged, and how often each is.
CALLS, TIMES = 8, 40
# What takes no array is not among them.
LOOPS = [
    name
    for name in vars(loops)
    if callable(getattr(loops, name))
    and not name.startswith("_")
    and not name.endswith(("_deadline", "_folder"))
]

Calls = dict[str, list[tuple[Any, ...]]]


@contextlib.contextmanager
def recorded() -> Iterator[Calls]:
    """Keep the arguments of the first and of some later calls of each loop."""
    calls: Calls = {name: [] for name in LOOPS}

    def record(name: str, loop: Callable[..., Any], *arguments: Any) -> Any:
        if len(calls[name]) < CALLS:
            calls[name].append(deepcopy(arguments))
        return loop(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        for name in LOOPS:
            patch.setattr(loops, name, partial(record, name, getattr(loops, name)))
        yield calls


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    folder = tmp_path_factory.mktemp("recorded")
    with recorded() as calls:
        Distinct().number(characters(" ".join(f"w{number}" for number in range(9000))), np.array([1 << 20]))
        unite([Keys.of(np.frombuffer(text, np.uint8)) for text in (b"ana\t\nare\t\n", b"ana\t\nmere\t\n")])
        united([np.arange(0, 99, 3), np.arange(50, 120, 2)])
        find_positions("Trupe nord-coreene, 1.000 de soldați")
        docs, levels = np.arange(0, 90, 3, dtype=np.uint32), np.arange(256, dtype=np.uint8)
        loops.highest_among(docs, levels[:30], levels, np.arange(9), np.zeros(9, np.uint8))
        rows, starts = np.array([3, 0, 2], np.uint32), np.array([0, 2, 2, 3], np.uint32)
        vectors, query = np.arange(48, dtype=np.uint8), np.arange(12, dtype=np.int32)
        scales, found = np.ones(4, np.float32), np.empty(3, np.float32)
        loops.highest_products(vectors, query, 1.0, rows, scales, starts, found)
        rasfoi.build(SAMPLE, folder)
        published = current(folder)
        open_segment(published, published.segments[0]).occurrences.positions_of(3)
        index = rasfoi.open(folder)
        for query in QUERIES:
            for options in ({}, {"limit": 1}, {"after": "2024"}, {"sort": "newest"}):
                index.search(query, facets=True, **options)  # type: ignore[arg-type]
        intersect(np.arange(3), np.arange(9))
    return calls


def damaged(rng: np.random.Generator, arguments: tuple[Any, ...]) -> list[Any]:
    """Return arguments of which one has other values, another length, or is another number."""
    changed = [deepcopy(each) for each in arguments]
    at = int(rng.integers(len(changed)))
    each = changed[at]
    if isinstance(each, tuple) and each:
        # Lists of postings, and what they have.
        changed[at] = tuple(damaged(rng, each))
        return changed
    if not isinstance(each, np.ndarray):
        if isinstance(each, int):
            changed[at] = int(rng.choice([-1, 0, 1, each + 1, 1 << 31, (1 << 63) - 1, -(1 << 63)]))
        return changed
    way = int(rng.integers(4))
    if way == 0:
        changed[at] = each[: int(rng.integers(len(each) + 1))].copy()
    elif way == 1:
        changed[at] = np.concatenate([each, each])
    elif each.size:
        raw = np.frombuffer(bytearray(each.tobytes()), np.uint8)
        for _ in range(int(rng.integers(1, 4))):
            raw[rng.integers(len(raw))] = rng.choice([0, 1, 127, 128, 255])
        if way == 2:
            raw[:] = rng.integers(0, 256, len(raw))
        changed[at] = raw.view(bool if each.dtype == bool else each.dtype).reshape(each.shape)
    return changed


@pytest.mark.parametrize("name", LOOPS)
def test_damaged_arguments_are_refused_or_do_no_harm(name: str, calls: Calls) -> None:
    rng = np.random.default_rng(len(name))
    refused = 0
    for arguments in calls[name]:
        for _ in range(TIMES):
            try:
                getattr(loops, name)(*damaged(rng, arguments))
            except (ValueError, IndexCorrupt):
                refused += 1
    assert calls[name]
    assert refused


@pytest.mark.parametrize("name", LOOPS)
def test_mistakes_of_the_caller_are_told(name: str, calls: Calls) -> None:
    loop, arguments = getattr(loops, name), calls[name][0]
    for wrong in (arguments[:-1], (*arguments, 0), (object(), *arguments[1:])):
        with pytest.raises(TypeError):
            loop(*wrong)
    arrays = [at for at, each in enumerate(arguments) if isinstance(each, np.ndarray)]
    at = max(arrays, key=lambda at: len(arguments[at]))
    before, longest, after = arguments[:at], arguments[at], arguments[at + 1 :]
    with pytest.raises(TypeError, match="items"):
        loop(*before, longest.astype(np.float32), *after)
    with pytest.raises(ValueError, match="contiguous"):
        loop(*before, np.repeat(longest, 2, axis=0)[::2], *after)


def test_an_array_that_may_not_be_written_to_is_refused() -> None:
    with pytest.raises(ValueError, match="read-only"):
        loops.set_bits(np.zeros(1, np.uint32), np.frombuffer(bytes(1), np.uint8))
