"""Corrections of words that the index does not know, from the index's own vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import log10
from typing import NamedTuple

from ....index.analysis.folding import fold
from ...answer.results import Suggestion
from ...store import Store
from ..location import WordTokens
from ..syntax.tree import Bool, Word
from ..terms import Token
from .candidates import Candidates
from .company import Company
from .doubt import RARE, correctable, doubtful, replaced, unknown_parts
from .foreign import ends_in_english, in_english
from .judge import LEAST, MIN_LENGTH, SURE, Judge, times
from .letter_case import LetterCase
from .neighbours import Neighbours
from .slips import DOUBLED, slip_costs

MIN_LENGTH_BESIDE = 3
# A word of the dictionary is a slip only of what is in so many times more articles than that of another word.
_WORD, _WORD_BESIDE = 5, 2
# What an article with another form of the word counts.
_FORM = 0.05
# A short word is near many; below this another one is only offered, unless a letter was merely doubled.
_SHORT, _SHORT_LEAST, _CHEAP = 5, -0.3, 0.55
# Beside other words a short one must be likely to stand with them: by its length what is offered above the
# one and applied above the other. Keywords with a typo have .909; .859 with -.25 for words of all lengths.
_ANY = (LEAST, LEAST)
_BESIDE = {_SHORT: (-0.7, -0.4), _SHORT + 1: (-0.9, -0.7)}
# A word known by its stem only is replaced by one of another stem that is likelier.
_LIKELY = -0.3
# A word that is less likely by itself, such as `Boloban` for `Bolojan`, is only offered alone, and beside
# others where no article has all words. For all rare words XQuAD with a typo has .948, not .951, and keywords
# .909, not .912.
_UNLIKELY = -0.62
# In an index of fewer articles every word is in few: a word alone is less likely for each time that it is
# ten times smaller.
_ARTICLES, _TEN_TIMES_SMALLER = 1000, 0.35
# Words of one query that are looked at: nobody misspells more, and each takes up to a millisecond.
_MOST_WORDS = 12


class Better(NamedTuple):
    """What a word is replaced by, "" for nothing, and whether that is taken for what was meant.

    An `unlikely` one must be in an article with the other words for that.
    """

    text: str
    applied: bool
    unlikely: bool = False


_AS_TYPED = Better("", False)


class Speller:
    """Finds the likeliest known words for the unknown ones of a query; `plain` says it has no diacritics."""

    def __init__(self, store: Store, candidates: Candidates, plain: bool) -> None:
        self._store, self._vocabulary, self._candidates = store, store.vocabulary, candidates
        self._tokens = WordTokens(store.vocabulary, plain)
        self._case, self._company = LetterCase(store, self._tokens), Company(store, self._tokens)
        self._judge = Judge(candidates, self._tokens, self._case)
        smaller = log10(max(_ARTICLES / max(store.vocabulary.articles, 1), 1))
        self._sure_alone = _UNLIKELY - _TEN_TIMES_SMALLER * smaller

    def words(self) -> Iterator[Word]:
        """Yield the words that were looked at, with their tokens: none needs to be analysed again."""
        return (Word(text, tokens=(token,)) for text, token in self._tokens.items())

    def correct(self, text: str, query: Bool, kept: Sequence[range] = ()) -> Suggestion | None:
        """Return the correction of a query, applied if a word is unknown, offered if it is rare.

        `query` is what `text` was read as; `kept` are places in it where nothing is corrected.
        """
        words = [*correctable(query)]
        unknown: dict[int, tuple[str, str]] = {}
        rare: dict[int, tuple[str, str]] = {}
        tokens = [token for _, token in words]
        unlikely = False
        english = in_english(fold(token.text.lower()) for token in tokens)
        for at, token, starts in islice(doubtful(words, kept), _MOST_WORDS):
            better = self._better(token, Neighbours(self._store, tokens[:at], tokens[at + 1 :]))
            if better.text:
                foreign = english or ends_in_english(fold(token.text.lower()), fold(better.text.lower()))
                into = unknown if better.applied and not foreign else rare
                unlikely |= better.unlikely
                shown = self._case.shown(token.text, better.text)
                into |= {start: (token.text, shown) for start in starts}
        chosen = unknown or rare
        if not chosen:
            return None
        corrected, ranges = replaced(text, chosen)
        if unknown:
            applied = not unlikely or self._company.fits(tokens, dict(unknown.values()))
        else:
            applied = self._company.only_so(tokens, dict(rare.values()))
        return Suggestion(corrected, applied, ranges)

    def is_slip(self, token: Token) -> bool:
        """Tell whether a known word is so rare that it is rather a slip of another one."""
        return bool(self._slip_of(token, fold(token.text.lower()), Neighbours(self._store, (), ())))

    def _better(self, token: Token, beside: Neighbours) -> Better:
        """Return a likelier word than a token."""
        if "-" in token.text:
            return self._better_parts(token)
        folded = fold(token.text.lower())
        if len(folded) < (MIN_LENGTH_BESIDE if beside else MIN_LENGTH) or not folded.isalpha():
            return _AS_TYPED
        if not any(term.known for term in token.terms):
            return self._for_unknown(folded, beside, _is_capital(token.text))
        form = self._better_form(token, folded)
        return Better(form, True) if form else Better(self._slip_of(token, folded, beside), False)

    def _for_unknown(self, folded: str, beside: Neighbours, capital: bool) -> Better:
        best = self._judge.best_or_begun(folded, beside, capital)
        least = _BESIDE.get(max(len(folded), _SHORT), _ANY)
        offered, applied = least if beside else (LEAST, _SHORT_LEAST)
        if best is None or best.likelihood < offered:
            return self._in_halves(folded)
        short = len(folded) <= _SHORT and best.meant.cost > _CHEAP
        sure = applied if beside or short else self._sure_alone
        return Better(best.meant.form, best.likelihood >= sure, best.meant.likelihood < _UNLIKELY)

    def _in_halves(self, folded: str) -> Better:
        """Return an unknown word as two known ones, which are only offered where no article has both."""
        halves = self._candidates.halves(folded)
        tokens = [self._tokens[half] for half in halves.split()]
        return Better(halves, bool(tokens) and self._company.together(tokens))

    def _slip_of(self, token: Token, folded: str, beside: Neighbours) -> str:
        """Return what a known word, spelt so in few articles, is rather a slip of, or ""."""
        keys = _keys(token)
        own = max(self._articles(folded), _FORM * max(term.articles for term in token.terms), 1)
        # Another form of the word is found with it.
        others = [
            each
            for each in self._candidates.common(folded)
            if each.articles > own
            and keys.isdisjoint(self._vocabulary.concepts(each.form))
            # No word of the dictionary is a slip of one that begins otherwise: `cupa` of „ocupă".
            and (fold(each.form.lower())[:1] == folded[:1] or not token.in_dictionary)
        ]
        best = max(self._judge.judged(others, beside), key=lambda each: each.likelihood, default=None)
        if best is None:
            return ""
        articles = beside.articles([(token, own)])[0] if beside else beside.alone(own)
        word = (_WORD_BESIDE if beside else _WORD) if token.in_dictionary else 1
        if best.articles < articles * times(best.meant) * word:
            return ""
        # Of a name that the articles have another word is no better spelling.
        name = self._is_name(folded) and not self._case.is_name(best.meant.form)
        return "" if name else best.meant.form

    def _better_form(self, token: Token, folded: str) -> str:
        """Return a better spelling of a word of which the index knows what it stems to and no form, or ""."""
        if token.in_dictionary or self._articles(folded):
            return ""
        best = self._judge.best_or_begun(folded, Neighbours(self._store, (), ()))
        if best is None:
            return ""
        better = best.meant
        if _keys(token).isdisjoint(self._vocabulary.concepts(better.form)):
            sure = token.terms[0].articles <= RARE or better.likelihood > _LIKELY
        else:
            meant = fold(better.form.lower())
            inflected = folded[:-1] == meant[:-1] or folded.startswith(meant) or meant.startswith(folded)
            sure = not inflected or slip_costs(folded, [meant])[0] <= DOUBLED
        return better.form if sure else ""

    def _better_parts(self, token: Token) -> Better:
        """Return a hyphenated token with its unknown parts corrected, where these are likely enough."""
        parts, tokens = token.text.split("-"), [*token.apart()]
        for at in unknown_parts(token):
            folded = fold(parts[at].lower())
            beside = Neighbours(self._store, tokens[:at], tokens[at + 1 :])
            best = (
                self._judge.best(folded, beside) if len(folded) >= MIN_LENGTH and folded.isalpha() else None
            )
            if best and best.likelihood > SURE:
                parts[at] = best.meant.form
        corrected = "-".join(parts)
        return Better(corrected, True) if corrected != token.text else _AS_TYPED

    def _is_name(self, folded: str) -> bool:
        return any(self._case.is_name(form) for _, form in self._vocabulary.spellings(folded))

    def _articles(self, folded: str) -> int:
        """Return in how many articles the spellings of a folded word are, each counted alone."""
        return sum(count for count, _ in self._vocabulary.spellings(folded))


def _is_capital(text: str) -> bool:
    return text[0].isupper() and not text.isupper()


def _keys(token: Token) -> set[str]:
    return {key for term in token.terms for key in term.keys}
