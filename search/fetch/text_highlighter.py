"""Marks in a text that no index has: by the lemmas of its words, without anything to weigh them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from glob import escape

from ...index.analysis.folding import fold
from ...index.analysis.text_tokens import TextToken, tokens
from ..answer.results import Snippet
from ..arguments import check_text
from ..query.location import is_plain
from ..query.syntax.lexer import lexemes, same_length_clean
from ..query.syntax.parser import parse
from ..query.syntax.tree import Leaf, Phrase, Prefix, leaves


def highlight_text(text: str, query: str) -> Snippet:
    """Return a text with the matches of a query marked, as a search would mark them in an article.

    Words are found in all their forms, phrases side by side, beginnings; what the query excludes is not
    marked, nor is anything corrected. Raises BadQuery and TypeError as a search does.
    """
    check_text("text", text)
    check_text("query", query)
    tree = parse(lexemes(same_length_clean(query)))
    finder = _Finder(tokens(text), plain=is_plain(tree))
    ranges = sorted({span for leaf in leaves(tree) for span in finder.find(leaf)})
    return Snippet(text, tuple(_apart(ranges)))


def _apart(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield ascending ranges, those left out that begin before the one before them ends."""
    reached = 0
    for start, end in ranges:
        if start >= reached:
            yield start, end
            reached = end


class _Finder:
    """Finds the leaves of a query among the words of a text."""

    def __init__(self, words: Sequence[TextToken], *, plain: bool) -> None:
        self._words, self._plain = words, plain
        self._keys = [self._of(word) for word in words]

    def _of(self, word: TextToken) -> frozenset[str]:
        """Return what a word is known by: its lemmas, and without marks its forms where a query has none."""
        if not self._plain:
            return frozenset(word.lemmas)
        forms = (fold(form.lower()) for form in word.forms)
        return frozenset((*word.lemmas, *map(fold, word.lemmas), *forms))

    def find(self, leaf: Leaf) -> Iterator[tuple[int, int]]:
        """Yield the ranges of what a leaf of a query looks for."""
        if isinstance(leaf, Prefix):
            pattern = "*".join(escape(fold(each.lower())) for each in (leaf.text + leaf.tail).split("*"))
            begun = (word for word in self._words if fnmatchcase(fold(word.text.lower()), pattern))
            yield from ((word.start, word.end) for word in begun)
        elif isinstance(leaf, Phrase):
            yield from self._side_by_side(leaf.text)
        else:
            for token in tokens(leaf.text):
                yield from self._word(token)

    def _word(self, token: TextToken) -> Iterator[tuple[int, int]]:
        """Yield where a word is, of a compound the whole: in one word, with a hyphen or in two words."""
        wanted, parts = self._of(token), token.text.replace("-", " ")
        if parts != token.text:
            yield from self._side_by_side(parts)
            wanted -= frozenset().union(*(self._of(part) for part in tokens(parts)))
        for word, own in zip(self._words, self._keys, strict=True):
            if own & wanted:
                yield word.start, word.end

    def _side_by_side(self, text: str) -> Iterator[tuple[int, int]]:
        wanted = [self._of(word) for word in tokens(text)]
        for at in range(len(self._words) - len(wanted) + 1 if wanted else 0):
            if all(self._keys[at + n] & keys for n, keys in enumerate(wanted)):
                yield self._words[at].start, self._words[at + len(wanted) - 1].end
