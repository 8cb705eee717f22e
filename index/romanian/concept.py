"""The concept of a word: what its inflected forms have in common.

A known word's concept is its lemma with diacritics, so that `români` and `romani` stay apart. An
unknown word (a name, a new word) loses its article and ending by rule and is stemmed by Snowball 3.
"""

from __future__ import annotations

import threading
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
_ARTICLE_ENDINGS, _STEM_ENDINGS = tuple(_ARTICLES), tuple(_STEM_ARTICLES)
_ALTERNATION_ENDINGS = tuple(_ALTERNATIONS)
_LONGEST_ENDING = 5
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
    if form.endswith(_ARTICLE_ENDINGS):
        for base in _rewritten(form, _ARTICLES, _MIN_STEM):
            found = lexicon.lemmas(base)
            if found:
                return found[0]
    return _prefixed(form) or _stem(fold(form))


def _rewritten(word: str, endings: dict[str, str], least: int) -> list[str]:
    """Return the word with each of its endings replaced, the longest first, if `least` letters stay."""
    found = []
    for size in range(min(_LONGEST_ENDING, len(word) - least), 0, -1):
        replacement = endings.get(word[-size:])
        if replacement is not None:
            found.append(word[:-size] + replacement)
    return found


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
    if word.endswith(_STEM_ENDINGS):
        word = next(iter(_rewritten(word, _STEM_ARTICLES, _MIN_STEM)), word)
    if word.endswith(_ALTERNATION_ENDINGS):
        word = next(iter(_rewritten(word, _ALTERNATIONS, 2)), word)
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
