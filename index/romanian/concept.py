"""The concept of a word: what its inflected forms have in common.

A known word's concept is its lemma with diacritics, so that `români` and `romani` stay apart. An
unknown word (a name, a new word) loses its article and ending by rule and is stemmed by Snowball 3.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

from . import lexicon
from .spelling import fold

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

    def replaced(self, word: str, least: int) -> list[str]:
        """Return the word with each of its endings replaced, the longest first, if `least` letters stay."""
        return [
            word[:start] + replacement
            for start, ending, replacement in self._possible(word)
            if word.endswith(ending) and len(word) + start >= least
        ]

    def replace(self, word: str, least: int) -> str:
        """Return the word with the longest of its endings replaced, if `least` letters stay."""
        for start, ending, replacement in self._possible(word):
            if word.endswith(ending) and len(word) + start >= least:
                return word[:start] + replacement
        return word

    def _possible(self, word: str) -> list[tuple[int, str, str]]:
        return self._by_tail.get(word[-2:]) or self._by_tail.get(word[-1:]) or []


_articles, _stem_articles, _alternations = map(_Endings, (_ARTICLES, _STEM_ARTICLES, _ALTERNATIONS))


@lru_cache(1 << 16)
def concepts(form: str) -> tuple[str, ...]:
    """Return the concepts of a lower-case form: one, or two where the form is ambiguous."""
    (found,) = concepts_of_each([form])
    return tuple(found.split(lexicon.SEPARATOR))


def concepts_of_each(forms: Sequence[str]) -> list[str]:
    """Return the concepts of lower-case forms: for each one, or two with a blank between; "" for ""."""
    found = lexicon.lemmas(forms)
    found = [form if form[:1].isdigit() else text for form, text in zip(forms, found, strict=True)]
    unknown = [at for at, form in enumerate(forms) if form and not found[at]]
    for candidates in (_without_article, _without_prefix):
        _look_up(candidates, forms, unknown, found)
        unknown = [at for at in unknown if not found[at]]
    for at in unknown:
        found[at] = _stem(fold(forms[at]))
    return found


def _look_up(
    candidates: Callable[[str], list[tuple[str, str]]],
    forms: Sequence[str],
    unknown: list[int],
    found: list[str],
) -> None:
    """Give unknown forms the lemma of their first candidate in the dictionary, after its prefix."""
    tried = [(at, *candidate) for at in unknown for candidate in candidates(forms[at])]
    texts = lexicon.lemmas([word for _, _, word in tried])
    for (at, prefix, _), text in zip(tried, texts, strict=True):
        if text and not found[at]:
            found[at] = prefix + text.split(lexicon.SEPARATOR)[0]


def _without_article(form: str) -> list[tuple[str, str]]:
    return [("", base) for base in _articles.replaced(form, _MIN_STEM)]


def _without_prefix(form: str) -> list[tuple[str, str]]:
    """Return prefix and rest of a word such as `neparticipanților` or `nordcoreeni`, in several ways."""
    return [
        (prefix, form[len(prefix) :])
        for prefix in _PREFIXES_BY_START.get(form[:2], ())
        if form.startswith(prefix) and len(form) - len(prefix) > _MIN_STEM
    ]


def _stem(word: str) -> str:
    """Return the stem of a folded unknown word, its article and plural undone by rule."""
    word = _alternations.replace(_stem_articles.replace(word, _MIN_STEM), 2)
    if word.endswith("a") and len(word) > _MIN_STEM:
        word = word[:-1]
    return _snowball(word)


def _snowball(word: str) -> str:
    """Stem a lower-case word; PyStemmer must not be called from two threads at once."""
    try:
        stem: str = _local.stem(word)
    except AttributeError:
        import snowballstemmer

        stemmer = snowballstemmer.stemmer("romanian")
        # Every word comes once, for which PyStemmer's cache costs more than it saves.
        stemmer.maxCacheSize = 0
        _local.stem = stemmer.stemWord
        stem = _local.stem(word)
    return stem or word


def is_prefix(word: str) -> bool:
    """Tell whether a folded word makes compounds with what follows: anti, nord, ex."""
    return word in _PREFIXES


@lru_cache(1 << 14)
def family(concept: str) -> str:
    """Return what words derived from one another share: the folded Snowball stem of their concepts.

    `produce` and `producător`, `demola` and `demolare` are families; "" for a word too short to tell.
    """
    stem = fold(_snowball(concept)) if concept.isalpha() and concept.islower() else ""
    return stem if len(stem) >= _MIN_FAMILY else ""
