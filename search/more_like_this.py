"""The words that tell an article from others: what a search for similar ones looks for."""

from __future__ import annotations

from collections import Counter

from ..index.analysis.tokenizer import tokenize
from ..index.article import Article
from .query.query_terms import Reader, has_diacritics

_WORDS = 20
_TEXT = 5000
_TITLE_COUNT = 3


def key_words(article: Article, reader: Reader, count: int = _WORDS) -> list[str]:
    """Return the article's words of the highest tf * idf, title words counted thrice."""
    text = "\n".join([article.title] * _TITLE_COUNT + [article.body[:_TEXT]])
    plain = not has_diacritics(text)
    counts: Counter[str] = Counter(word for word in tokenize(text).words if "-" not in word and len(word) > 2)
    weights: dict[tuple[str, ...], tuple[float, str]] = {}
    for word, frequency in counts.most_common(200):
        for term in reader.tokens(word, plain)[0].terms:
            if term.function_word or term.articles < 2:
                continue
            weight = frequency / (frequency + 1) * reader.idf(term.articles)
            weights[term.keys] = max(weights.get(term.keys, (0.0, word)), (weight, word))
    return [word for _, word in sorted(weights.values(), reverse=True)[:count]]
