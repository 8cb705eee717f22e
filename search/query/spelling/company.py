"""What articles say for a correction: whether any has all words of the query with it, or without."""

from __future__ import annotations

from collections.abc import Sequence

from ...store import Store
from ..location import WordTokens
from ..syntax.tree import Bool, Word
from ..terms import Token

# Of so many content words an article has all, of a question hardly any.
_FEW = range(2, 4)


class Company:
    """Tells which words of a query articles have together; `tokens` analyses those that replace others."""

    def __init__(self, store: Store, tokens: WordTokens) -> None:
        self._store, self._tokens = store, tokens

    def fits(self, tokens: Sequence[Token], corrected: dict[str, str]) -> bool:
        """Tell whether any article has all words of a short query with the unknown ones corrected.

        A word that stays unknown says nothing of the others.
        """
        known = [token for token in _content(self._corrected(tokens, corrected)) if _is_known(token)]
        return len(known) not in _FEW or self.together(known)

    def only_so(self, tokens: Sequence[Token], corrected: dict[str, str]) -> bool:
        """Tell whether articles have all words of a query only with its known words corrected."""
        content = _content(tokens)
        if len(content) < 2 or not all(term.known for token in content for term in token.terms):
            return False
        if any(token.in_dictionary for token in content if token.text in corrected):
            return False
        return not self.together(content) and self.together(self._corrected(content, corrected))

    def together(self, tokens: Sequence[Token]) -> bool:
        """Tell whether any article has all of some words."""
        return self._store.count(Bool(must=tuple(Word(token.text, tokens=(token,)) for token in tokens))) > 0

    def _corrected(self, tokens: Sequence[Token], corrected: dict[str, str]) -> list[Token]:
        """Return tokens with others in the place of those that are corrected."""
        found = []
        for token in tokens:
            found += [self._tokens[word] for word in corrected.get(token.text, "").split()] or [token]
        return found


def _content(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not all(term.function_word for term in token.terms)]


def _is_known(token: Token) -> bool:
    return any(term.known for term in token.terms)
