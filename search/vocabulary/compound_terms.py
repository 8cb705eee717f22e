"""The concepts that a compound in one word has in an index, in any inflection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ...index.analysis.folding import fold
from ...index.analysis.words.stemmer import concepts_of_each, family
from ...index.segment.term_dictionary import Vocabulary
from ...index.segment.words import SegmentWords

# Letters of a compound's last word that its inflection may change, and those that at least stay.
_ENDING, _LEAST_REST = 4, 3
# Forms that begin as a compound does and are looked at: more than it has inflections.
_MAX_COMPOUNDS = 64


def has_beginning(segments: Sequence[SegmentWords], head: str, rest: str) -> bool:
    """Tell whether a form begins as a compound of these two does."""
    beginning = fold(_beginning(head, rest).lower())
    return any(_has_beginning(segment.forms, beginning) for segment in segments)


def compound_concepts(
    segments: Sequence[SegmentWords], head: str, rest: str, wanted: Iterable[str]
) -> Iterator[str]:
    """Yield the concepts of the forms that begin as a compound does, the rest being of `wanted` concepts."""
    kin = _kin(wanted)
    for segment in segments:
        numbers = segment.forms.prefixed(_beginning(head, rest))[:_MAX_COMPOUNDS]
        forms = islice(segment.forms.words_from(numbers.start), len(numbers))
        rests = concepts_of_each([form[len(head) :] for form in forms])
        for number, keys in zip(numbers, rests, strict=True):
            if not kin.isdisjoint(_kin(keys.split())) and segment.articles_with_form(number):
                yield from (segment.concepts.word(concept) for concept, _ in segment.concepts_of(number))


def _has_beginning(vocabulary: Vocabulary, folded: str) -> bool:
    at = vocabulary.lower_bound(folded.encode())
    return at < len(vocabulary) and vocabulary.folded(at).startswith(folded)


def _beginning(head: str, rest: str) -> str:
    return head + rest[: max(len(rest) - _ENDING, _LEAST_REST)]


def _kin(keys: Iterable[str]) -> set[str]:
    """Return concepts and their families: `democrații` is a form of `democrație`, but of `democrat` too."""
    return {name for key in keys for name in (key, family(key)) if name}
