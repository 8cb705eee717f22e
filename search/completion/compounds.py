"""Completions of a compound behind its hyphen, as in `nord-co`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ...index.analysis.folding import COMMAS, fold, spellings_pattern
from ...index.analysis.words.lemmatizer import lemmas
from ...index.analysis.words.stemmer import is_prefix
from ...index.deadline import check
from ...index.segment.words import SegmentWords
from ..answer.details import Completion
from ..query.compounds import FREE_PREFIXES
from .source import CompletionSource
from .words import commonest, completion, is_written, lemma_of, typed_letters
from .written_forms import spelled, texts_with, with_hyphens

# Forms that may be a compound, and letters of its last word.
_FORMS, _SHORTEST_REST = 128, 2
# Forms whose texts are read together.
_AT_ONCE = 16


def complete_compound(source: CompletionSource, head: str, start: str, limit: int) -> list[Completion]:
    """Return compounds that begin with `start` after `head`: those that articles have, one a lemma."""
    found: dict[str, Completion] = {}
    behind = _behind_hyphens(source, start) if start.endswith("-") else _begun(source, start)
    for each in behind:
        check()
        for key, word, count in each:
            if key not in found and is_written(word, start) and fold(word).startswith(fold(start.lower())):
                found[key] = completion(head, word, start, count)
            if len(found) >= 2 * limit:
                break
    return sorted(found.values(), key=lambda each: -each.count)[:limit]


def _begun(source: CompletionSource, start: str) -> Iterator[Iterator[tuple[str, str, int]]]:
    """Yield of each segment lemma, spelling and count of the compounds that begin so, known in one word."""
    yield from (_begun_in(segment, source, start) for segment in source.segments)


def _begun_in(segment: SegmentWords, source: CompletionSource, start: str) -> Iterator[tuple[str, str, int]]:
    beginning = start.rpartition("-")[0]
    begun = _in_two(segment, source, start, beginning)
    while some := list(islice(begun, _AT_ONCE)):
        every = texts_with(source, [joined for _, _, joined, _ in some])
        for (form, count, joined, rest), texts in zip(some, every, strict=True):
            word = spelled(joined, texts)
            compound = word if "-" in word else f"{beginning}-{rest}"
            if word == compound or _may_be_joined(beginning, joined) or with_hyphens(compound, texts):
                yield lemma_of(segment, form)[0], compound, count


def _in_two(
    segment: SegmentWords, source: CompletionSource, start: str, beginning: str
) -> Iterator[tuple[int, int, str, str]]:
    """Yield the forms that begin so and end with a word of their own: number, count, form, that word."""
    for form, count in commonest(segment, start.replace("-", ""), _FORMS):
        joined = segment.forms.word(form)
        rest = joined[typed_letters(joined, beginning.replace("-", "")) :]
        known = any(len(each.forms.folding(fold(rest))) for each in source.segments)
        if known and len(rest) > _SHORTEST_REST:
            yield form, count, joined, rest


def _may_be_joined(beginning: str, joined: str) -> bool:
    """Tell whether a word may have a prefix: `emisiune` and `reală` are no „e-misiune" and „re-ală"."""
    prefix = fold(beginning.lower())
    return is_prefix(prefix) and not (prefix in FREE_PREFIXES and lemmas([joined])[0])


def _behind_hyphens(source: CompletionSource, start: str) -> Iterator[Iterator[tuple[str, str, int]]]:
    """Yield of each segment what stands behind a hyphen in some of the articles with the word before it."""
    last = start.rstrip("-").rpartition("-")[2]
    beginning = rf"(?<!\w){spellings_pattern(fold(start.lower()))}"
    compound = re.compile(rf"{beginning}\w{{{_SHORTEST_REST},}}(?:-\w+)*", re.IGNORECASE)
    for bodies in source.bodies_with(fold(last.lower())):
        found: Counter[str] = Counter()
        for body in bodies:
            # Of equally common ones the same in every process: a set has an order of its own in each.
            found.update(
                dict.fromkeys((each.lower().translate(COMMAS) for each in compound.findall(body)), 1)
            )
        yield ((word, word, count) for word, count in found.most_common())
