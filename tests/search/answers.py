"""What holds of every answer, whatever was asked: the hypothesis tests and `make fuzz` check it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import rasfoi
from rasfoi.index.analysis.analyzer import analyze
from rasfoi.index.analysis.folding import fold
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.tokenizer import RawTokens, tokenize
from rasfoi.search.fetch.snippets import MAX_CHARS
from rasfoi.search.query.syntax.lexer import same_length_clean

Ranges = Sequence[tuple[int, int]]


def ask(index: rasfoi.Index, query: str, *, prefix: bool = False, correct: bool = True) -> rasfoi.SearchPage:
    """Search for a query and check all that is shown of it."""
    page = index.search(query, limit=5, facets=True, explain=True, prefix=prefix, correct=correct)
    assert page.total >= page.folded + len(page.hits)
    assert 0 <= page.all_words <= page.total
    assert all(text.strip() for text in page.notes)
    check_suggestion(query, page)
    for hit in page.hits:
        article = index.get(hit.id)
        check_passage(hit.snippet, article.body)
        if not prefix:
            check_marks(query, page, hit)
        check_ranges(hit.title_snippet.text, hit.title_snippet.ranges)
        assert hit.title_snippet.text == article.title
        title, body = index.highlight(hit.id, query, prefix=prefix)
        assert (title.text, body.text) == (article.title, article.body)
        check_ranges(body.text, body.ranges)
    return page


def check_ranges(text: str, ranges: Ranges) -> None:
    """Check that ranges are inside a text, in order, without overlap, and none of them empty."""
    at = 0
    for start, end in ranges:
        assert at <= start < end <= len(text), (text, ranges)
        at = end


def check_passage(snippet: rasfoi.Snippet, text: str) -> None:
    """Check that a snippet is a short piece of a text, and that its ranges are."""
    check_ranges(snippet.text, snippet.ranges)
    assert all(piece == piece.strip() for piece in (snippet.text[slice(*each)] for each in snippet.ranges))
    assert len(snippet.text) <= MAX_CHARS
    # An ellipsis at an end is the snippet's own, or the text's.
    pieces = {snippet.text[head : len(snippet.text) - tail] for head in (0, 1) for tail in (0, 1)}
    assert any(piece in text.replace("\n", " ") for piece in pieces), (snippet.text, text)
    assert snippet.html().count("<mark>") == len(snippet.ranges)


def check_suggestion(query: str, page: rasfoi.SearchPage) -> None:
    """Check that a suggestion is the query with something else at its ranges."""
    if page.suggestion is None:
        return
    suggested, ranges = page.suggestion.query, page.suggestion.ranges
    assert ranges
    check_ranges(suggested, ranges)
    edges = [0, *(edge for each in ranges for edge in each), len(suggested)]
    kept = [suggested[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    # Whole words are replaced.
    assert not any(piece[-1:].isalnum() for piece in kept[:-1]), (query, suggested, ranges)
    assert not any(piece[:1].isalnum() for piece in kept[1:]), (query, suggested, ranges)
    assert re.fullmatch("(.+?)".join(map(re.escape, kept)), same_length_clean(query), re.S), (
        query,
        suggested,
    )


def concepts(text: str) -> set[str]:
    """Return the concepts of the words of a text, of their parts and of two that stand side by side."""
    words = tokenize(clean_text(text)).words
    spelt = [*words, *map(fold, words), *map("".join, pairwise(words))]
    spelt += [part for word in words for part in (*word.split("-"), word.replace("-", ""))]
    tokens = RawTokens.of([word for word in spelt if word])
    return {term.concept for term in analyze(tokens).in_order()} if tokens else set()


def check_marks(query: str, page: rasfoi.SearchPage, hit: rasfoi.Hit) -> None:
    """Check that what is marked for a query of nothing but words is one of them."""
    read = page.suggestion.query if page.suggestion and page.suggestion.applied else query
    if not re.fullmatch(r"[^\W\d_]{3,}( [^\W\d_]{3,})*", read):
        return
    for start, end in hit.snippet.ranges:
        assert concepts(hit.snippet.text[start:end]) & (concepts(read) | halves(read)), (query, hit.snippet)


def halves(text: str) -> set[str]:
    """Return the concepts of all that the words of a text may be written together of."""
    cuts = [(word, at) for word in text.split() for at in range(2, len(word) - 1)]
    return concepts(" . ".join(part for word, at in cuts for part in (word[:at], word[at:])))
