"""The same query as other people would type it; every choice is drawn from a seed.

`nodia` drops the diacritics, `cedilla` uses ş and ţ, `typo1` has one slip of the finger in
one word of five letters or more, `inflected` puts each word in another case, number or
person where simplemma's dictionary has one that occurs in the news. That dictionary is
also a part of our analyzer: `inflected` shows what it is worth, not what is beyond it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from random import Random

from bench.peers import CEDILLAS

COMMAS_TO_CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")
KEY_ROWS = ("qwertyuiopăî", "asdfghjklșț", "zxcvbnm")
LONG_ENOUGH = 5
WORD = re.compile(r"[^\W\d_]+")


def nodia(text: str) -> str:
    """Return the text without diacritics."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def cedilla(text: str) -> str:
    """Return the text with cedillas instead of commas below."""
    return text.translate(COMMAS_TO_CEDILLAS)


def typo1(text: str, rng: Random) -> str:
    """Return the text with one typo, or unchanged if no word is long enough for one."""
    spans = [match.span() for match in WORD.finditer(text) if len(match[0]) >= LONG_ENOUGH]
    if not spans:
        return text
    start, end = rng.choice(spans)
    return text[:start] + misspell(text[start:end], rng) + text[end:]


def misspell(word: str, rng: Random) -> str:
    """Return the word with a wrong, lost, doubled-up or swapped letter, never the word itself."""
    slip = rng.choice((wrong, lost, _inserted, swapped))
    spelt = slip(word, rng.randrange(1, len(word) - 1), rng)
    return spelt if spelt != word else misspell(word, rng)


def _neighbour(letter: str, rng: Random) -> str:
    """Return a key beside the letter's, or the letter's own if it is on no row."""
    for row in KEY_ROWS:
        at = row.find(letter.lower())
        if at >= 0:
            return rng.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return letter


def wrong(word: str, at: int, rng: Random) -> str:
    """Return the word with a key beside the right one."""
    return word[:at] + _neighbour(word[at], rng) + word[at + 1 :]


def lost(word: str, at: int, rng: Random) -> str:
    """Return the word without a letter."""
    return word[:at] + word[at + 1 :]


def _inserted(word: str, at: int, rng: Random) -> str:
    return word[:at] + _neighbour(word[at], rng) + word[at:]


def swapped(word: str, at: int, rng: Random) -> str:
    """Return the word with two letters changed about."""
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def inflector(texts: Iterable[str]) -> Callable[[str, Random], str]:
    """Return a function that inflects every word of a query otherwise.

    The dictionary also lists archaic and misspelt forms; only those that occur in `texts`
    are used.
    """
    known = {word.lower() for text in texts for word in WORD.findall(text.translate(CEDILLAS))}
    lemma_of, forms_of = _paradigms(known)

    def inflect(match: re.Match[str], rng: Random) -> str:
        word = match[0].translate(CEDILLAS)
        lemma = lemma_of.get(word.lower(), word.lower())
        others = [form for form in forms_of.get(lemma, ()) if _inflects(form, word.lower())]
        if not others:
            return match[0]
        other = rng.choice(others)
        return other.capitalize() if word[0].isupper() else other

    return lambda text, rng: WORD.sub(lambda match: inflect(match, rng), text)


def _inflects(form: str, word: str) -> bool:
    """Tell whether the form is a different one with the same beginning: not *nevorbind* of *vorbi*."""
    return nodia(form) != nodia(word) and form[:2] == word[:2]


def _paradigms(known: set[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the lemma of each known word and the known forms of each lemma, sorted."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    lemma_of: dict[str, str] = {}
    forms_of: dict[str, set[str]] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("ro").items():
        plain, base = (text.translate(CEDILLAS).lower() for text in (form, lemma))
        lemma_of.setdefault(plain, base)
        forms_of.setdefault(base, set()).update({plain, base} & known)
    return lemma_of, {lemma: sorted(forms) for lemma, forms in forms_of.items()}
