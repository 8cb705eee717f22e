"""Romanian letters that a program read in the wrong encoding and saved so."""

from __future__ import annotations

import re

# What cp1252 makes of the two or three bytes of a letter; no language writes these pairs.
_LETTERS = "ăâîșțşţĂÂÎȘȚŞŢ„”“’–…«»"
_PAIRS = {
    garbled: letter
    for letter in _LETTERS
    if len(garbled := letter.encode().decode("cp1252", "ignore")) == len(letter.encode())
}
_PAIR = re.compile("|".join(map(re.escape, _PAIRS)))
# What Latin-1 makes of the cp1250 bytes of ş and ţ; Icelandic has þ too, ordinals and degrees have º.
_LATIN = {"þ": "ț", "Þ": "Ț", "º": "ș", "ª": "Ș", "ã": "ă", "Ã": "Ă"}
_IN_WORD = re.compile(r"(?<=[a-zăâîã])[þº](?=[a-zăâîãþº])|\bºi\b|(?<=[a-zăâîã])þi\b")
_LATIN_LETTER = re.compile(r"[þÞãÃ]|º(?=[a-zãâî])|(?<=[a-zãâî])º(?!\w)|ª(?=[a-zãâî])")
_OTHER_LANGUAGES = re.compile("[ðÐæÆõÕñ]")


def repair(text: str) -> str:
    """Return a text with `È™`, `ÅŸ`, `Äƒ` and `þ`, `º` as the Romanian letters that they stand for.

    The second kind only where the text has it inside of words and no letter of Icelandic, Portuguese
    or Spanish.
    """
    if any(first in text for first in "ÈÅÄÃâ"):
        text = _PAIR.sub(lambda pair: _PAIRS[pair[0]], text)
    if ("þ" in text or "º" in text) and _IN_WORD.search(text) and not _OTHER_LANGUAGES.search(text):
        text = _LATIN_LETTER.sub(lambda letter: _LATIN[letter[0]], text)
    return text
