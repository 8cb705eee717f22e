"""How a corrected word is shown: with the capitals of what was typed, or with those that articles give it."""

from __future__ import annotations

from collections import Counter

from ..caching import cached
from ..store import Store
from .attestation import within_sentences

# The share of a word's places that makes it a name.
_NAME = 0.8
# Bytes of words that are kept.
_KEPT = 1 << 18


class LetterCase:
    """Tells with which capitals words are shown; safe for many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written = cached(self._find_written, _KEPT, lambda *words: 200 + 8 * len(words[-1]))

    def is_name(self, form: str) -> bool:
        """Tell whether articles write a word with a capital."""
        return not self._written(form).islower()

    def shown(self, typed: str, better: str) -> str:
        """Return a correction with the capitals of `typed`, or those of a name in the articles."""
        parts = typed.split("-"), better.split("-")
        if len(parts[0]) == len(parts[1]) > 1:
            return "-".join(map(self.shown, *parts))
        if typed == better or (typed.isupper() and len(typed) > 1):
            return better.upper() if typed.isupper() else better
        shown = " ".join(map(self._written, better.split(" ")))
        return shown[:1].upper() + shown[1:] if typed[:1].isupper() else shown

    def _find_written(self, word: str) -> str:
        """Return a word as it is written within sentences, if nearly always with capitals."""
        if not word.islower():
            return word
        token = self._store.vocabulary.token(word, False)
        found = Counter(within_sentences(self._store, token, word))
        names = Counter({form: count for form, count in found.items() if form[0].isupper()})
        return names.most_common(1)[0][0] if names and names.total() >= _NAME * found.total() else word
