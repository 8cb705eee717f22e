"""A set of our own: two or three words from different sentences of one article.

Who remembers an article types what it was about, not its headline. One to twenty articles have all
the words, in the very form but for case and diacritics; these are the answers. The words are drawn from a
seed; the texts they come from stay out of the repository.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from bench.corpora import Article, Query
from bench.keywords import WORD, is_content, stop_words
from bench.peers import CEDILLAS
from bench.variants import nodia

COUNT = 400
SEED = 31
MOST_ANSWERS = 20
SHORTEST = 4
# Places that are looked at, and those in sight without scrolling.
PLACES, IN_SIGHT = 10, 5
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def all_words_queries(
    targets: Sequence[Article], articles: Sequence[Article], count: int = COUNT
) -> list[Query]:
    """Return `count` queries drawn from some of the articles; their answers are among all."""
    having: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for word in WORD.findall(_text(article)):
            having[_plain(word)].add(article["id"])
    rng, stop = Random(SEED), stop_words()
    queries: dict[str, Query] = {}
    while len(queries) < count:
        words = _draw(_text(rng.choice(targets)), rng.choice((2, 3)), rng, stop)
        answers = set.intersection(*(having[_plain(word)] for word in words)) if words else set()
        if 1 <= len(answers) <= MOST_ANSWERS:
            text = " ".join(words)
            queries[text] = Query(text, tuple(sorted(answers)), {})
    return list(queries.values())


def _text(article: Article) -> str:
    return f"{article['title']}\n{article['body']}"


def _plain(word: str) -> str:
    return nodia(word.translate(CEDILLAS).lower())


def _draw(text: str, count: int, rng: Random, stop: set[str]) -> list[str]:
    """Return a content word of each of `count` sentences, or nothing where these are too few or the same."""
    sentences = [
        [word for word in WORD.findall(each) if len(word) >= SHORTEST and is_content(word, stop)]
        for each in _SENTENCE_END.split(text)
    ]
    sentences = [words for words in sentences if words]
    if len(sentences) < count:
        return []
    words = [rng.choice(each) for each in rng.sample(sentences, count)]
    return words if len({_plain(word) for word in words}) == count else []


def first_places(queries: Sequence[Query], found: Sequence[Sequence[str]]) -> float:
    """Return the share of the first places that went to answers, of as many places as there are answers."""
    places = [min(PLACES, len(query.relevant)) for query in queries]
    triples = zip(queries, found, places, strict=True)
    return sum(len(set(ids[:most]) & set(query.relevant)) for query, ids, most in triples) / sum(places)


def any_in_sight(queries: Sequence[Query], found: Sequence[Sequence[str]]) -> float:
    """Return the share of the queries with an answer among the first `IN_SIGHT`."""
    pairs = zip(queries, found, strict=True)
    return sum(not set(ids[:IN_SIGHT]).isdisjoint(query.relevant) for query, ids in pairs) / len(queries)
