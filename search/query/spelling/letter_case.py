"""How a corrected word is shown: with the capitals of what was typed, or with those that articles give it."""

from __future__ import annotations

from collections import Counter

from ...store import Store
from ..location import WordTokens
from .attestation import within_sentences

# The share of a word's places that makes it a name.
_NAME = 0.8


class LetterCase:
    """Tells with which capitals words are shown, for one query."""

    def __init__(self, store: Store, tokens: WordTokens) -> None:
        self._store, self._tokens = store, tokens
        self._known: dict[str, str] = {}

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

    def _written(self, word: str) -> str:
        """Return a word as it is written within sentences, if nearly always with capitals."""
        if word not in self._known:
            self._known[word] = self._find_written(word) if word.islower() else word
        return self._known[word]

    def _find_written(self, word: str) -> str:
        found = Counter(within_sentences(self._store, self._tokens[word], word))
        names = Counter({form: count for form, count in found.items() if form[0].isupper()})
        return names.most_common(1)[0][0] if names and names.total() >= _NAME * found.total() else word
