"""The concept of a word: what its inflected forms have in common.

A known word's concept is its lemma with diacritics, so that `români` and `romani` stay apart. An
unknown word (a name, a new word) loses its article and ending by rule and is stemmed by Snowball 3.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache

from . import lexicon
from .spelling import fold

_ARTICLES = (
    ("iilor", "ii"), ("ilor", "i"), ("elor", "e"), ("ului", ""), ("ul", ""), ("iei", "ia"),
    ("eei", "eea"), ("ei", "a"), ("ele", "e"), ("lui", ""), ("ii", "i"), ("le", ""), ("a", "ă"),
)  # fmt: skip
_ALTERNATIONS = (
    ("eeni", "eean"), ("eene", "eean"), ("eeana", "eean"), ("eni", "ean"), ("ene", "ean"), ("eana", "ean"),
    ("ieni", "ian"), ("iene", "ian"), ("iana", "ian"), ("sky", "ski"), ("skyi", "ski"), ("skii", "ski"),
    ("esti", "esc"), ("easca", "esc"),
)  # fmt: skip
_ENDINGS = tuple(ending for ending, _ in _ARTICLES)
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


@lru_cache(1 << 16)
def concepts(form: str) -> tuple[str, ...]:
    """Return the concepts of a lower-case form: one, or two where the form is ambiguous."""
    if form[0].isdigit():
        return (form,)
    return lexicon.lemmas(form) or (_unknown(form),)


def _unknown(form: str) -> str:
    """Return the concept of a word that the dictionary does not have."""
    for base in _without_article(form):
        found = lexicon.lemmas(base)
        if found:
            return found[0]
    prefixed = _prefixed(form)
    if prefixed:
        return prefixed
    return _stem(fold(form))


def _without_article(form: str) -> Iterator[str]:
    if not form.endswith(_ENDINGS):
        return
    for ending, replacement in _ARTICLES:
        if form.endswith(ending) and len(form) - len(ending) >= _MIN_STEM:
            yield form[: len(form) - len(ending)] + replacement


def _prefixed(form: str) -> str:
    """Return prefix and lemma of a word such as `neparticipanților` or `nordcoreeni`, or ""."""
    for prefix in _PREFIXES_BY_START.get(form[:2], ()):
        rest = form[len(prefix) :]
        if len(rest) > _MIN_STEM and form.startswith(prefix):
            found = lexicon.lemmas(rest)
            if found:
                return prefix + found[0]
    return ""


def _stem(word: str) -> str:
    """Return the stem of a folded unknown word, its article and plural undone by rule."""
    for ending, replacement in _ARTICLES[:-2]:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            word = word[: len(word) - len(ending)] + replacement
            break
    for ending, replacement in _ALTERNATIONS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: len(word) - len(ending)] + replacement
            break
    if word.endswith("a") and len(word) > _MIN_STEM:
        word = word[:-1]
    return _snowball(word)


def _snowball(word: str) -> str:
    """Stem a lower-case word; PyStemmer must not be called from two threads at once."""
    if not hasattr(_local, "stemmer"):
        import snowballstemmer

        _local.stemmer = snowballstemmer.stemmer("romanian")
    stem: str = _local.stemmer.stemWord(word)
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
