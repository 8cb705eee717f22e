"""Spelling that does not change a word: folding of diacritics and the 1993 reform."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")
_COMMON_FOLDINGS = tuple(zip("ăâîșț", "aaist", strict=True))
_FOLD = str.maketrans("ăâîșțşţéèêëáàäãåíìïóòôöõúùûüçñ", "aaiststeeeeaaaaaiiiooooouuuucn")

_SPELLED = {"a": "[aăâ]", "i": "[iî]", "s": "[sșş]", "t": "[tțţ]"}

# Prefixes after which î stays inside a word, by number of forms in simplemma's Romanian list.
_KEEPS_I = (
    "ne nemai re sub nere supra prea auto nesub nemaire pre atot de des dez bine semi contra dintr prin "
    "non post anti co tele micro macro inter intra extra hiper multi pluri pseudo trans vice într"
).split()
_REFORMED = {
    "sînt": "sunt",
    "sint": "sunt",
    "sîntem": "suntem",
    "sintem": "suntem",
    "sînteți": "sunteți",
    "sinteti": "sunteți",
}


def fold(word: str) -> str:
    """Return a lower-case word without its diacritics, as it is typed without a Romanian keyboard."""
    if word.isascii():
        return word
    folded = word.translate(_FOLD)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return kept or folded


def fold_all(words: Sequence[str]) -> list[str]:
    """Return the folding of each word in lower case; none of them may have a newline."""
    # One text of them all costs a call for each letter, not for each word.
    text = "\n".join(words).lower()
    for letter, folded in _COMMON_FOLDINGS:
        text = text.replace(letter, folded)
    return [word if word.isascii() else fold(word) for word in text.split("\n")] if words else []


def spellings_pattern(folded: str, between: str = "") -> str:
    """Return a regular expression for what folds to a word by Romanian letters, `between` any two."""
    return between.join(_SPELLED.get(letter) or re.escape(letter) for letter in folded)


def modern(word: str) -> str:
    """Return a lower-case word in the spelling of 1993: `pîine` as `pâine`, `sînt` as `sunt`.

    Inside a word î becomes â unless a prefix ends before it (`neîncredere`); at both ends it stays.
    """
    if word in _REFORMED:
        return _REFORMED[word]
    if "î" not in word[1:-1]:
        return word
    middle = [
        "â" if char == "î" and word[: at + 1] not in _KEEPS_I else char for at, char in enumerate(word[1:-1])
    ]
    return word[0] + "".join(middle) + word[-1]
