"""A set of our own: two frequent words that stand side by side, such as a day and its month.

Each of them is in so many articles that having both says little; the answers are the articles in which one
follows the other, in the very forms but for case and diacritics. The pairs are drawn from a seed; the texts
they come from stay out of the repository.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from bench.all_words import MOST_ANSWERS
from bench.corpora import Article, Query
from bench.keywords import is_content, stop_words
from bench.peers import CEDILLAS
from bench.variants import nodia

COUNT = 400
# Words that stand side by side by chance hardly do in so many articles.
FEWEST_ANSWERS = 3
SEED = 37
# The share of the articles that have a frequent word.
FREQUENT = 0.02
# At least so many articles have both words for one that has them side by side.
CHANCE = 5
_SENTENCE = re.compile(r"[^.!?;:,()\n„”\"]+")
_WORD = re.compile(r"\w+")


def neighbour_queries(
    targets: Sequence[Article], articles: Sequence[Article], count: int = COUNT
) -> list[Query]:
    """Return `count` queries drawn from some of the articles; their answers are among all."""
    having: dict[str, set[str]] = defaultdict(set)
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article in articles:
        for words in _sentences(article):
            for word in words:
                having[word].add(article["id"])
            for pair in itertools.pairwise(words):
                together[pair].add(article["id"])
    frequent = {word for word, ids in having.items() if len(ids) >= FREQUENT * len(articles)}
    stop = {nodia(word) for word in stop_words()}
    drawn: Counter[tuple[str, str]] = Counter()
    for article in targets:
        for words in _sentences(article):
            drawn.update(
                pair
                for pair in itertools.pairwise(words)
                if frequent.issuperset(pair)
                and all(is_content(word, stop) or word.isdigit() for word in pair)
            )
    fit = [
        pair
        for pair in sorted(drawn)
        if FEWEST_ANSWERS <= len(together[pair]) <= MOST_ANSWERS
        and len(having[pair[0]] & having[pair[1]]) >= CHANCE * len(together[pair])
    ]
    return [
        Query(" ".join(pair), tuple(sorted(together[pair])), {}) for pair in Random(SEED).sample(fit, count)
    ]


def _sentences(article: Article) -> list[list[str]]:
    text = nodia(f"{article['title']}\n{article['body']}".translate(CEDILLAS)).lower()
    return [_WORD.findall(each) for each in _SENTENCE.findall(text)]
