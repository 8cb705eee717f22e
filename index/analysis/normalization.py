"""Cleaning of text at load, so that the stored text and every offset into it agree."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Soft hyphen, zero-width space and (non-)joiners, word joiner, byte order mark, bidi marks; but a joiner
# that makes one emoji of two stays.
_INVISIBLE = (
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
# Control characters except tab and newline; private use, which the tokenizer needs for itself.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\ud800-\udfff]"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Here, as a search from a shell would wait a millisecond for what most queries do not need.
    return re.compile(_INVISIBLE), re.compile(_CONTROL)


def clean_text(text: str) -> str:
    """Return `text` in NFC, with newlines as `\\n` and without invisible or control characters.

    What remains is what a reader sees, in the original spelling (cedilla letters stay).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    # What both patterns look for is not printable, and a look at all characters takes a tenth of their time.
    if not text.replace("\n", "").isprintable():
        invisible, control = _patterns()
        text = control.sub(" ", invisible.sub("", text))
    return unicodedata.normalize("NFC", text)
