"""The concept of a word: what its inflected forms have in common.

A known word's concept is its lemma with diacritics, so that `români` and `romani` stay apart. An
unknown word (a name, a new word) loses its article and ending by rule and is stemmed by Snowball 3.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...caching import cached_if_short
from ...native import loops
from ..folding import fold
from ..letters import foldings
from ..lines import Lines
from . import lemmatizer

_PREFIXES = (
    "nord sud est vest anti auto bio co contra euro ex extra foto geo hiper hidro infra inter macro mega "
    "micro mini multi ne neo non para post pre prim pro pseudo re social sub super supra tele trans ultra "
    "vice video"
).split()
_PREFIX_LINES, _EVERY_PREFIX = Lines.of(_PREFIXES), frozenset(_PREFIXES)
# Prefixes that are words in their own right: a compound with them is about both.
_WORDS_TOO = frozenset("auto euro foto ne re video".split())
_MERE_PREFIXES = _EVERY_PREFIX - _WORDS_TOO
_MIN_FAMILY = 4
# As in native/words.c, which bounds what the concepts of a form take, and how much is left at an end.
UNKNOWN, HARD = 254, 255
_ROOM, _PAD = 1 << 9, 1 << 4

_local = threading.local()


class Concepts(NamedTuple):
    """Concepts of forms, which come in their order: as many from the dictionary as `counts` uint8 tells.

    A form that is not in it has UNKNOWN, and one of the `stems`; the empty one has 0, and one with letters
    beyond the tables HARD, and neither has a concept here.
    """

    counts: NDArray[np.uint8]
    known: Lines
    stems: Lines


@cached_if_short(1 << 16)
def concepts(form: str) -> tuple[str, ...]:
    """Return the concepts of a lower-case form: one, or several where the form is ambiguous."""
    (found,) = concepts_of_each([form])
    return tuple(found.split(lemmatizer.SEPARATOR))


def concepts_of_each(forms: Sequence[str]) -> list[str]:
    """Return the concepts of lower-case forms: for each one, or several with blanks between; "" for ""."""
    found = find_concepts(Lines.of(["" if form[:1].isdigit() else form for form in forms]))
    counts = found.counts.tolist()
    folded = [fold(form) for form, count in zip(forms, counts, strict=True) if count == HARD]
    hard = iter(_joined(folded, find_concepts(Lines.of(folded), loose=True)) if folded else ())
    found_concepts = zip(counts, _joined(forms, found), strict=True)
    return [next(hard) if count == HARD else concept for count, concept in found_concepts]


def _joined(forms: Sequence[str], found: Concepts) -> Iterator[str]:
    """Yield what `concepts_of_each` returns of each form, itself for one that is HARD."""
    known, stems = iter(found.known.split()), iter(found.stems.split())
    for form, count in zip(forms, found.counts.tolist(), strict=True):
        if count == UNKNOWN:
            yield next(stems)
        else:
            yield lemmatizer.SEPARATOR.join(islice(known, count % HARD)) or form


def find_concepts(forms: Lines, *, loose: bool = False) -> Concepts:
    """Return the concepts of lower-case forms.

    A word that is not in the dictionary is looked for without its article (`bursele`), then without a
    prefix (`neparticipanților`), before it is stemmed. With `loose` letters beyond the tables stay.
    """
    known = np.empty(forms.count * _ROOM + _PAD, np.uint8)
    unknown = np.empty(2 * len(forms.text) + _PAD, np.uint8)
    counts, used = np.empty(forms.count, np.uint8), np.zeros(2, np.int64)
    loops.find_concepts(
        forms.text,
        foldings(),
        *lemmatizer.lexicon().table,
        _PREFIX_LINES.text,
        loose,
        known,
        unknown,
        counts,
        used,
    )
    stems = Lines(unknown[: used[1]], int(np.count_nonzero(counts == UNKNOWN)))
    total = int(counts[counts < UNKNOWN].sum(dtype=np.int64))
    return Concepts(counts, Lines(known[: used[0]], total), Lines.of(_snowball(stems.split())))


def _snowball(words: list[str]) -> list[str]:
    """Stem lower-case words; PyStemmer must not be called from two threads at once."""
    try:
        stem = _local.stem
    except AttributeError:
        import snowballstemmer

        stemmer = snowballstemmer.stemmer("romanian")
        # Every word comes once, for which PyStemmer's cache costs more than it saves.
        stemmer.maxCacheSize = 0
        stem = _local.stem = stemmer.stemWords
    return [stem or word for stem, word in zip(stem(words), words, strict=True)]


def is_prefix(word: str) -> bool:
    """Tell whether a folded word makes compounds with what follows: anti, nord, ex."""
    return word in _EVERY_PREFIX


def is_mere_prefix(word: str) -> bool:
    """Tell whether a folded word means little before a hyphen without what follows: anti, nord, ex."""
    return word in _MERE_PREFIXES


@cached_if_short(1 << 14)
def family(concept: str) -> str:
    """Return what words derived from one another share: the folded Snowball stem of their concepts.

    `produce` and `producător`, `demola` and `demolare` are families; "" for a word too short to tell.
    """
    stem = fold(_snowball([concept])[0]) if concept.isalpha() and concept.islower() else ""
    return stem if len(stem) >= _MIN_FAMILY else ""
