"""Which words of a query may be misspelt, and the query with others in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..syntax.tree import Bool, Node, Word
from ..terms import Token

# A known word that is spelt so in at most so many articles may be a slip.
RARE = 10


def correctable(node: Node) -> Iterator[tuple[Word, Token]]:
    """Yield the words that were typed loosely, with their tokens: not quoted, and under no operator."""
    if isinstance(node, Bool) and not node.must_not:
        for child in node.should:
            if isinstance(child, Word) and not child.exact and child.start >= 0:
                yield from ((child, token) for token in child.tokens)


def doubtful(
    words: Sequence[tuple[Word, Token]], kept: Sequence[range]
) -> Iterator[tuple[int, Token, list[int]]]:
    """Yield the tokens that may be misspelt: the place of the first, and where in the query each begins."""
    found: dict[str, tuple[int, Token, list[int]]] = {}
    for at, (word, token) in enumerate(words):
        start = word.start + token.start
        if not any(start in place for place in kept) and _may_be_wrong(token):
            found.setdefault(token.text, (at, token, []))[2].append(start)
    yield from found.values()


def _may_be_wrong(token: Token) -> bool:
    """Tell whether a token is unknown, in part or as a whole, or rare as it is spelt."""
    if "-" in token.text:
        return bool(unknown_parts(token))
    return not any(term.function_word or term.exact_articles > RARE for term in token.terms if term.known)


def unknown_parts(token: Token) -> list[int]:
    """Return which parts of a hyphenated token the index does not know, unless it knows it in one word."""
    if "-" not in token.text or any(term.optional and term.known for term in token.terms):
        return []
    return [term.offset for term in token.terms if not term.known and not term.optional]


def replaced(text: str, chosen: dict[int, tuple[str, str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text with words replaced, by where they begin, and where the new ones stand."""
    parts, ranges = [], []
    at = length = 0
    for start, (typed, better) in sorted(chosen.items()):
        parts += [text[at:start], better]
        length += start - at
        ranges.append((length, length + len(better)))
        length += len(better)
        at = start + len(typed)
    return "".join((*parts, text[at:])), tuple(ranges)
