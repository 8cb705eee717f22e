"""Words that the end of a printed line divides."""

from __future__ import annotations

import re

_DIVIDED = re.compile(r"(?<![\w-])([^\W\d_]{2,40})[-‐]\n[ \t]*([^\W\d_]{2,40})(?![\w-])")
# `ne-am`, `dă-le`: the two together may be another word, *neam*.
_CLITIC_HOSTS = frozenset("ne te le mi ți ţi și şi vă se să nu de ce pe mă dă ia".split())
_CLITICS = frozenset("am ai au ați aţi ar aș aş un le mi ți ţi ne te se vă mă".split())
_TO_COMMA = str.maketrans("şţŞŢ", "șțȘȚ")  # simplemma knows comma letters only


def join_hyphenated(text: str) -> str:
    """Return a text with the words whole that line ends divide.

    The hyphen goes if the whole word is in the dictionary or stands elsewhere in the text; else it
    is a compound's (`administrativ-teritoriale`) and stays, without the line end.
    """
    if "-\n" not in text and "‐\n" not in text:
        return text
    words = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    return _DIVIDED.sub(lambda divided: _whole(divided, words), text)


def _whole(divided: re.Match[str], words: frozenset[str]) -> str:
    left, right = divided.groups()
    compound = f"{left}-{right}"
    clitic = left.lower() in _CLITIC_HOSTS and right.lower() in _CLITICS
    if clitic or compound.lower() in words or (right[0].isupper() and not left.isupper()):
        return compound
    whole = left + right
    return whole if whole.lower() in words or _is_known(whole.lower()) else compound


def _is_known(word: str) -> bool:
    # Imported here, as few files have such lines and it takes long.
    from simplemma import is_known

    return bool(is_known(word.translate(_TO_COMMA), "ro"))
