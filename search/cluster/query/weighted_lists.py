"""The lemmas of a query with what they are worth: features that all segments of a cluster have in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ....index.cluster.articles import mapping as fields
from ...ranking.scores.scoring import Weighted
from ..words import WordsSegment
from .clauses import Query, best_of, feature


@dataclass(frozen=True, eq=False)
class WeightedList:
    """A lemma of a word: its worth, and what forms of it, by feature, are worth more.

    `weighted` is its list in one of the segments, for what is the same in all.
    """

    key: str
    weighted: Weighted
    worth: int
    forms: Mapping[str, int]

    def queries(self) -> Iterator[Query]:
        """Yield what scores it."""
        yield self.of_lemma()
        yield from self.of_forms()

    def of_lemma(self) -> Query:
        """Return what finds it and scores it in whatever form."""
        field = fields.TITLE_IMPACTS if self.weighted.in_title else fields.IMPACTS
        return feature(field, fields.feature(self.key), self.worth)

    def of_forms(self) -> Iterator[Query]:
        """Yield what scores its forms beside that."""
        field = fields.TITLE_FORM_IMPACTS if self.weighted.in_title else fields.FORM_IMPACTS
        if self.forms:
            yield best_of([feature(field, name, more) for name, more in self.forms.items()])


def lists_of(segments: Sequence[WordsSegment], scored: Sequence[Sequence[Weighted]]) -> list[WeightedList]:
    """Return the lists of all segments, those of the same lemma in one."""
    places: dict[tuple[str, bool, int], list[tuple[WordsSegment, Weighted]]] = defaultdict(list)
    for segment, lists in zip(segments, scored, strict=True):
        seen: Counter[tuple[str, bool]] = Counter()
        for weighted in lists:
            of = segment.concepts.word(weighted.concept), weighted.in_title
            # Two words of a query may have a lemma in common.
            places[*of, seen[of]].append((segment, weighted))
            seen[of] += 1
    return [_list(key, found) for (key, _, _), found in places.items()]


def _list(key: str, found: Sequence[tuple[WordsSegment, Weighted]]) -> WeightedList:
    weighted = found[0][1]
    worth = weighted.worth(0)
    forms: dict[str, int] = {}
    for segment, each in found:
        for bit, name, _ in segment.named_forms(each.concept):
            forms[name] = each.worth(bit) - worth
    # What every article with the lemma has more needs no look at its forms.
    least = min(forms.values())
    more = {name: value - least for name, value in forms.items() if value > least}
    return WeightedList(key, weighted, worth + least, more)


def fitting(lists: Sequence[WeightedList], room: int) -> list[WeightedList | None]:
    """Return what of some lists so many clauses hold: the lemmas that are worth most, then forms.

    None stands for a list that there is no room for.
    """
    forms = [(more, at, name) for at, each in enumerate(lists) for name, more in each.forms.items()]
    if len(lists) + len(forms) <= room:
        return list(lists)
    best = set(sorted(range(len(lists)), key=lambda at: -lists[at].worth)[: max(room, 0)])
    kept = {(at, name) for _, at, name in sorted(forms, reverse=True)[: max(room - len(best), 0)]}
    return [
        replace(each, forms={name: more for name, more in each.forms.items() if (at, name) in kept})
        if at in best
        else None
        for at, each in enumerate(lists)
    ]


def form_features(segment: WordsSegment, concept: int, bits: int) -> Iterator[str]:
    """Yield the features of a lemma's forms whose bits are among some."""
    yield from (name for bit, name, _ in segment.named_forms(concept) if bits & bit)


def foldings(segment: WordsSegment, concept: int, bits: int) -> Iterator[str]:
    """Yield what the articles have among their forms that have a lemma in forms with these bits."""
    yield from (folding for bit, _, folding in segment.named_forms(concept) if bits & bit)
