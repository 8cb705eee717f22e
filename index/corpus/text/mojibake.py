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
# What cp1251 makes of the same bytes; Cyrillic letters may stand so in another language, but not beside ours.
_CYRILLIC = {
    garbled: letter
    for letter in "ăâîșțşţĂÂÎȚŞŢ„”“’–…"
    if len(garbled := letter.encode().decode("cp1251", "ignore")) == len(letter.encode())
}
_QUOTE = "|".join(garbled for garbled in _CYRILLIC if len(garbled) == 3)
_CYRILLIC_LETTERS = "(?:" + "|".join(garbled for garbled in _CYRILLIC if len(garbled) == 2) + ")+"
_CYRILLIC_PAIR = re.compile(f"{_QUOTE}|(?<=[A-Za-z]){_CYRILLIC_LETTERS}|{_CYRILLIC_LETTERS}(?=[A-Za-z])")
# What Latin-1 makes of the cp1250 bytes of ş and ţ; Icelandic has þ too, ordinals and degrees have º.
_LATIN = {"þ": "ț", "Þ": "Ț", "º": "ș", "ª": "Ș", "ã": "ă", "Ã": "Ă"}
_IN_WORD = re.compile(r"(?<=[a-zăâîã])[þº](?=[a-zăâîãþº])|\bºi\b|(?<=[a-zăâîã])þi\b")
_LATIN_LETTER = re.compile(r"[þÞãÃ]|º(?=[a-zãâî])|(?<=[a-zãâî])º(?!\w)|ª(?=[a-zãâî])")
_OTHER_LANGUAGES = re.compile("[ðÐæÆõÕñ]")


def repair(text: str) -> str:
    """Return a text with `È™`, `ÅŸ`, `И™`, `Дѓ` and `þ`, `º` as the Romanian letters that they stand for.

    The last kind only where the text has it inside of words and no letter of Icelandic, Portuguese
    or Spanish.
    """
    if any(first in text for first in "ÈÅÄÃâ"):
        text = _PAIR.sub(lambda pair: _PAIRS[pair[0]], text)
    if any(first in text for first in "ДГИЕв"):
        text = _CYRILLIC_PAIR.sub(_letters, text)
    if ("þ" in text or "º" in text) and _IN_WORD.search(text) and not _OTHER_LANGUAGES.search(text):
        text = _LATIN_LETTER.sub(lambda letter: _LATIN[letter[0]], text)
    return text


def _letters(garbled: re.Match[str]) -> str:
    found = garbled[0]
    if found in _CYRILLIC:
        return _CYRILLIC[found]
    return "".join(_CYRILLIC[found[at : at + 2]] for at in range(0, len(found), 2))
