"""Completions of a compound behind its hyphen, as in `nord-co`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..index.analysis.folding import COMMAS, fold, spellings_pattern
from ..index.deadline import check
from ..index.segment.reader import Segment
from .results import Completion
from .word_completion import commonest, completion, lemma_of, typed_letters
from .written_forms import written

# Forms that may be a compound, and letters of its last word.
_FORMS, _SHORTEST_REST = 128, 2
# Articles that are read to see what stands behind a hyphen.
_READ = 48


def complete_compound(segments: Sequence[Segment], head: str, start: str, limit: int) -> list[Completion]:
    """Return compounds that begin with `start` after `head`: those that articles have, one a lemma."""
    found: dict[str, Completion] = {}
    for segment in segments:
        check()
        behind = _behind_hyphen(segment, start) if start.endswith("-") else _begun(segments, segment, start)
        for key, word, count in behind:
            if key not in found and fold(word).startswith(fold(start.lower())):
                found[key] = completion(head, word, start, count)
            if len(found) >= 2 * limit:
                break
    return sorted(found.values(), key=lambda each: -each.count)[:limit]


def _begun(segments: Sequence[Segment], segment: Segment, start: str) -> Iterator[tuple[str, str, int]]:
    """Yield lemma, spelling and count of the compounds that begin so: they are known in one word."""
    beginning = start.rpartition("-")[0]
    for form, count in commonest(segment, start.replace("-", ""), _FORMS):
        joined = segment.forms.word(form)
        rest = joined[typed_letters(joined, beginning.replace("-", "")) :]
        if len(rest) >= _SHORTEST_REST and any(len(each.forms.folding(fold(rest))) for each in segments):
            word = written(segments, joined)
            yield lemma_of(segment, form)[0], word if "-" in word else f"{beginning}-{rest}", count


def _behind_hyphen(segment: Segment, start: str) -> Iterator[tuple[str, str, int]]:
    """Yield what stands behind a hyphen in some of the articles with the word before it."""
    last = start.rstrip("-").rpartition("-")[2]
    docs = segment.docs_with_forms(segment.forms.folding(fold(last.lower())))
    beginning = rf"(?<!\w){spellings_pattern(fold(start.lower()))}"
    compound = re.compile(rf"{beginning}\w{{{_SHORTEST_REST},}}(?:-\w+)*", re.IGNORECASE)
    found: Counter[str] = Counter()
    for doc in docs[:: len(docs) // _READ + 1].tolist():
        found.update({each.lower().translate(COMMAS) for each in compound.findall(segment.article(doc).body)})
    yield from ((word, word, count) for word, count in found.most_common())
