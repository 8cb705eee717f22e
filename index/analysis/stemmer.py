"""The concept of a word: what its inflected forms have in common.

A known word's concept is its lemma with diacritics, so that `români` and `romani` stay apart. An
unknown word (a name, a new word) loses its article and ending by rule and is stemmed by Snowball 3.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from . import lemmatizer
from .folding import fold, fold_all

_ARTICLES = {
    "iilor": "ii", "ilor": "i", "elor": "e", "ului": "", "ul": "", "iei": "ia", "eei": "eea", "ei": "a",
    "ele": "e", "lui": "", "ii": "i", "le": "", "a": "ă",
}  # fmt: skip
_STEM_ARTICLES = {ending: base for ending, base in _ARTICLES.items() if ending not in ("le", "a")}
_ALTERNATIONS = {
    "eeni": "eean", "eene": "eean", "eeana": "eean", "eni": "ean", "ene": "ean", "eana": "ean",
    "iana": "ian", "sky": "ski", "skyi": "ski", "skii": "ski", "esti": "esc", "easca": "esc",
}  # fmt: skip
_PREFIXES = (
    "nord sud est vest anti auto bio co contra euro ex extra foto geo hiper hidro infra inter macro mega "
    "micro mini multi ne neo non para post pre prim pro pseudo re social sub super supra tele trans ultra "
    "vice video"
).split()
_MIN_STEM = 3
_MIN_FAMILY = 4
_PREFIXES_BY_START = {
    start: tuple(prefix for prefix in _PREFIXES if prefix.startswith(start))
    for start in {prefix[:2] for prefix in _PREFIXES}
}

_local = threading.local()


class _Endings:
    """Endings and what stands in their place, found by a word's last two letters."""

    def __init__(self, replacements: dict[str, str]) -> None:
        self._by_tail: dict[str, list[tuple[int, str, str]]] = {}
        for ending in sorted(replacements, key=len, reverse=True):
            entry = (-len(ending), ending, replacements[ending])
            self._by_tail.setdefault(ending[-2:], []).append(entry)

    def replaced(self, words: Iterable[str], least: int) -> Iterator[tuple[int, str]]:
        """Yield places and words with each of their endings replaced, the longest first.

        At least `least` letters must stay before an ending.
        """
        possible = self._by_tail.get
        for at, word in enumerate(words):
            for start, ending, replacement in possible(word[-2:]) or possible(word[-1:]) or ():
                if word.endswith(ending) and len(word) + start >= least:
                    yield at, word[:start] + replacement

    def replace(self, words: list[str], least: int) -> list[str]:
        """Return words with the longest of their endings replaced, if `least` letters stay."""
        # Of two replacements at a place the later one stays: that of the longest ending.
        first = dict(reversed(list(self.replaced(words, least))))
        return [first.get(at, word) for at, word in enumerate(words)]


_articles, _stem_articles, _alternations = map(_Endings, (_ARTICLES, _STEM_ARTICLES, _ALTERNATIONS))


@lru_cache(1 << 16)
def concepts(form: str) -> tuple[str, ...]:
    """Return the concepts of a lower-case form: one, or two where the form is ambiguous."""
    (found,) = concepts_of_each([form])
    return tuple(found.split(lemmatizer.SEPARATOR))


def concepts_of_each(forms: Sequence[str]) -> list[str]:
    """Return the concepts of lower-case forms: for each one, or two with a blank between; "" for ""."""
    found = lemmatizer.lemmas(forms)
    found = [form if form[:1].isdigit() else text for form, text in zip(forms, found, strict=True)]
    unknown = [at for at, form in enumerate(forms) if form and not found[at]]
    for candidates in (_without_article, _without_prefix):
        _look_up(candidates([forms[at] for at in unknown]), unknown, found)
        unknown = [at for at in unknown if not found[at]]
    for at, stem in zip(unknown, _stems(fold_all([forms[at] for at in unknown])), strict=True):
        found[at] = stem
    return found


class _Candidate(NamedTuple):
    """What may stand in the dictionary for the word at a place among others, after a prefix."""

    at: int
    prefix: str
    word: str


def _look_up(candidates: Iterable[_Candidate], unknown: list[int], found: list[str]) -> None:
    """Give unknown forms the lemma of their first candidate in the dictionary, after its prefix."""
    tried = list(candidates)
    texts = lemmatizer.lemmas([word for _, _, word in tried])
    for (at, prefix, _), text in zip(tried, texts, strict=True):
        if text and not found[unknown[at]]:
            found[unknown[at]] = prefix + text.split(lemmatizer.SEPARATOR)[0]


def _without_article(forms: list[str]) -> Iterator[_Candidate]:
    return (_Candidate(at, "", base) for at, base in _articles.replaced(forms, _MIN_STEM))


def _without_prefix(forms: list[str]) -> Iterator[_Candidate]:
    """Yield prefix and rest of words such as `neparticipanților` or `nordcoreeni`, in several ways."""
    for at, form in enumerate(forms):
        for prefix in _PREFIXES_BY_START.get(form[:2], ()):
            if form.startswith(prefix) and len(form) - len(prefix) > _MIN_STEM:
                yield _Candidate(at, prefix, form[len(prefix) :])


def _stems(words: list[str]) -> list[str]:
    """Return the stems of folded unknown words, their article and plural undone by rule."""
    words = _alternations.replace(_stem_articles.replace(words, _MIN_STEM), 2)
    return _snowball([word[:-1] if word[-1] == "a" and len(word) > _MIN_STEM else word for word in words])


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
    return word in _PREFIXES


@lru_cache(1 << 14)
def family(concept: str) -> str:
    """Return what words derived from one another share: the folded Snowball stem of their concepts.

    `produce` and `producător`, `demola` and `demolare` are families; "" for a word too short to tell.
    """
    stem = fold(_snowball([concept])[0]) if concept.isalpha() and concept.islower() else ""
    return stem if len(stem) >= _MIN_FAMILY else ""
