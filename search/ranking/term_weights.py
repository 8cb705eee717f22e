"""What a query word is worth in a segment. Every constant names the measurement that chose it."""

from __future__ import annotations

from collections.abc import Sequence

from ...index.segment.words import SegmentWords
from ..caching import cached
from ..query.terms import SegmentTerm, Term
from ..vocabulary.term_resolver import TermResolver
from .all_words import (
    Groups,
    Having,
    LevelWorth,
    Together,
    beside,
    count,
    having_all,
    pair_worth,
    prefer,
    preference,
    rated,
)
from .clauses import JOINED, SYNONYM, QueryWords
from .neighbours import pairs_together
from .scores.scoring import SCALE, UNIT, Docs, Scoring, Weighted
from .torn_compounds import compounds_in

# MRR@10 on the dev sets of `python -m bench.quality`, all other constants as they stand.
# The share of the exact form: XQuAD has .952 with .1, .955 with .2, .951 with .3; keywords inflected
# otherwise have .909, .900, .891.
EXACT = 0.2
# A form that differs from the typed one in its diacritics only: 0 to 1 move nothing by more than .003.
SIMILAR = 0.5
# By number of content words: short queries are headline words, questions are not. With 1 for four
# words XQuAD has .954, with 0 .955; with .5 for three financial keywords have .792, with 2 .800.
TITLE_WEIGHTS = (4.0, 4.0, 4.0, 2.0, 0.5)
# A query this long is a lead or a paragraph, whose main words its headline has: leads of financial news
# have .648 with 0, .674 with .5, .693 with 1. The weight grows from the first to the second number of words.
LEAD_WORDS = (12, 16)
LEAD_TITLE_WEIGHT = 1.0
# Function words count in full from so many content words on, half of it for each word fewer: „de ce crește
# euro" shall find what „crește euro" does. In full everywhere, beginnings of two words have .185, not .182;
# with half for all XQuAD has .952, not .954, with none .951, and leads .678, not .684.
FUNCTION_WORDS_FROM = 5
# Up to so many content words a name counts for what it is, and this is the share for other words with its
# lemma. For all lengths leads of financial news have .673, not .682, headlines .707, not .709.
NAMES_UP_TO, NO_NAME = 3, 0.05
# Another inflection of a name, where nothing else is asked for.
INFLECTED_NAME = 0.8
# For titles that cover a short query: keywords inflected otherwise have .886 with 0, .900 with 1.
COVERAGE_BONUS = 1.0


# Bytes of weighed words that are kept.
_KEPT = 16 << 20


class Weigher:
    """Weighs words against segments; safe for many threads."""

    def __init__(self, reader: TermResolver, segments: Sequence[SegmentWords]) -> None:
        self._reader, self._segments = reader, segments
        # Words come again and again, most of all while one types.
        self._lists = cached(self._weigh, _KEPT, _size)

    def scoring(self, words: QueryWords, number: int, *, titles_count: bool = True) -> Scoring:
        """Return how the articles of segment `number` are scored for some words."""
        weight = title_weight(words.count) if titles_count else 0.0
        anywhere: list[Weighted] = []
        titles: list[Weighted] = []
        mass = 0.0
        for clause in words.every:
            needed = not (words.says_something and clause.term.function_word)
            in_title = clause.field == "title"
            share = 1.0 if needed else _function_word_share(len(words.content))
            as_name = named(clause.term, words.count)
            anywhere += self._lists(clause.term, number, clause.weight * share, in_title, needed, as_name)
            if needed:
                mass += self._mass(clause.term, clause.weight)
            if weight and needed and not in_title:
                titles += self._lists(clause.term, number, clause.weight * weight, True, True, as_name)
        bonus = COVERAGE_BONUS * min(weight, 1.0) if len(words.content) > 1 else 0.0
        return Scoring(tuple(anywhere), tuple(titles), mass, bonus)

    def having_all(self, words: QueryWords, number: int) -> Together:
        """Return the articles of a segment that have all content words."""
        groups, titles = self._groups(words, number), self._groups(words, number, in_title=True)
        return self._beside(words, number, having_all(groups, titles, self._segments[number].articles))

    def rated(self, words: QueryWords, number: int, docs: Docs) -> Together:
        """Return articles, ascending, that have all parts of a query with operators."""
        groups, titles = self._groups(words, number), self._groups(words, number, in_title=True)
        return self._beside(words, number, rated(docs, groups, titles, self._segments[number].articles))

    def _beside(self, words: QueryWords, number: int, together: Together) -> Together:
        if not preference(words.count):
            return together
        looked_at = (words.refining, self._segments[number], number, together.docs)
        pairs, compounds = pairs_together(*looked_at), compounds_in(*looked_at)
        return beside(together.without(compounds.torn), pairs + compounds.in_one_word)

    def _groups(self, words: QueryWords, number: int, *, in_title: bool = False) -> Groups:
        """Return the lists of each content word, in titles as the ranking weighs them."""
        weight = (title_weight(words.count) or 1.0) if in_title else 1.0
        return tuple(
            self._lists(
                each.term, number, each.weight * weight, in_title, True, named(each.term, words.count)
            )
            for each in words.content
        )

    def preferring(self, words: QueryWords, number: int, having_all: Sequence[Together]) -> Scoring:
        """Return how they are scored where those with all content words come first.

        `having_all` are these articles of each segment. Where there are none at all, titles count for none:
        XQuAD has .955 so, .954 with an eighth of their worth, .952 with half; beginnings of two words without
        title .176, .172 and .162.
        """
        having = count(having_all, words.pairs)
        if not having.articles:
            return self.scoring(words, number, titles_count=False)
        worths = self.level_worth(words, having).table(having.pairs)
        return prefer(self.scoring(words, number), having_all[number], worths)

    def level_worth(self, words: QueryWords, having: Having) -> LevelWorth:
        """Return what articles with all content words get."""
        share = preference(words.count) * SCALE
        idf = sum(self._reader.idf(clause.term.articles) for clause in words.content)
        worth, pair = round(share * self._highest(words)), round(share * pair_worth(having))
        return LevelWorth.of(worth, round(share * idf), pair)

    def _highest(self, words: QueryWords) -> float:
        """Return what no article scores more than, in any segment, but for having every word."""
        lists = sum(
            self._reader.idf(_least_articles(clause.term)) * clause.weight * len(clause.term.keys)
            for clause in words.every
        )
        return lists * (1 + title_weight(words.count) + COVERAGE_BONUS)

    def _weigh(
        self, term: Term, number: int, weight: float, in_title: bool, required: bool, as_name: int
    ) -> tuple[Weighted, ...]:
        segment = self._segments[number]
        take = segment.title_postings if in_title else segment.postings
        mass = self._mass(term, JOINED if term.optional else 1.0)
        found = []
        for listed in term.lists[number]:
            is_name = 0 if listed.synonym else as_name
            worths = (self._name_worths if is_name else self._worths)(term, weight * _share(listed))
            found.append(Weighted(
                take(listed.concept), worths, *typed_bits(listed, is_name), required, mass,
                _shown(term, listed), listed.concept, in_title,
            ))  # fmt: skip
        return tuple(found)

    def _mass(self, term: Term, weight: float) -> float:
        return weight * self._reader.idf(term.articles)

    def _worths(self, term: Term, weight: float) -> tuple[int, int, int]:
        idf = self._reader.idf(term.articles) * (1 - EXACT)
        bonus = self._reader.idf(term.exact_articles) * EXACT
        # Even what every article has scores: no score is 0 but that of an article that does not match.
        any_form, similar, exact = (
            max(round((idf + bonus * share) * weight * UNIT), 1) for share in (0.0, SIMILAR, 1.0)
        )
        return any_form, similar, exact

    def _name_worths(self, term: Term, weight: float) -> tuple[int, int, int]:
        idf = self._reader.idf(term.name_articles) * weight * UNIT
        other, inflected, name = (max(round(idf * share), 1) for share in (NO_NAME, INFLECTED_NAME, 1.0))
        return other, inflected, name


def named(term: Term, count: int) -> int:
    """Return whether a word counts as a name in a query of so many content words: 2 where it stands alone."""
    if not term.name_articles or count > NAMES_UP_TO:
        return 0
    return 2 if count == 1 else 1


def typed_bits(listed: SegmentTerm, as_name: int) -> tuple[int, int]:
    """Return the bits of the forms of a concept that count as typed, and of those that nearly do."""
    if not as_name:
        return listed.exact, listed.similar
    return listed.name, listed.inflected if as_name > 1 else 0


def _least_articles(term: Term) -> int:
    """Return the least number of articles that a word is weighed by."""
    return min(term.exact_articles, term.name_articles or term.exact_articles)


def _share(listed: SegmentTerm) -> float:
    return SYNONYM if listed.synonym else 1.0


def _shown(term: Term, listed: SegmentTerm) -> str:
    """Return a word as explanations show it: with the synonym that it was taken for."""
    return f"{term.word} = {listed.synonym}" if listed.synonym else term.word


def _size(weighed: Sequence[Weighted], term: Term, *_: object) -> int:
    """Return about how many bytes the weights of a term take, and the term itself."""
    return 800 + 8 * len(term.word) + 1200 * len(weighed)


def _function_word_share(count: int) -> float:
    """Return what a function word counts beside so many content words, in shares of its own weight."""
    return min(1.0, 0.5 ** (FUNCTION_WORDS_FROM - count))


def title_weight(count: int) -> float:
    """Return what a hit in the title is worth beside one anywhere, in a query of so many content words."""
    if count < len(TITLE_WEIGHTS):
        return TITLE_WEIGHTS[count]
    first, last = LEAD_WORDS
    return LEAD_TITLE_WEIGHT * min(max((count - first) / (last - first), 0.0), 1.0)
