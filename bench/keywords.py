"""A set of our own: short keyword queries, what people type into a search box.

A query is two or three content words of a headline, in its order; the article that has the
headline is the answer, and so is any other with the very same one. All articles keep their
titles. The words are drawn from a seed; the texts they come from stay out of the repository.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from bench.corpora import SHARED, Article, Query
from bench.peers import CEDILLAS
from bench.variants import cedilla, inflector, nodia, typo1

COUNT = 400
SEED = 20
SHORTEST = 3
WORD = re.compile(r"[^\W\d_]+")


def keyword_queries(articles: Sequence[Article]) -> list[Query]:
    """Return a query for each of `COUNT` headlines of the articles, with its variants."""
    rng = Random(SEED)
    inflect = inflector(article["body"] for article in articles)
    same_title = defaultdict(list)
    for article in articles:
        same_title[article["title"]].append(article["id"])
    queries = []
    for title, text in _headlines(list(same_title), rng):
        variants = {
            "nodia": nodia(text),
            "cedilla": cedilla(text),
            "inflected": inflect(text, rng),
            "typo1": typo1(text, rng),
        }
        queries.append(Query(text, tuple(same_title[title]), variants))
    return queries


def _headlines(titles: Sequence[str], rng: Random) -> list[tuple[str, str]]:
    """Return `COUNT` pairs of a headline and a query made of its words."""
    stop = stop_words()
    pairs: list[tuple[str, str]] = []
    for title in rng.sample(titles, len(titles)):
        words = list(dict.fromkeys(w for w in WORD.findall(title) if is_content(w, stop)))
        if len(pairs) < COUNT and len(words) >= 2:
            chosen = rng.sample(range(len(words)), min(len(words), rng.choice((2, 3))))
            pairs.append((title, " ".join(words[at] for at in sorted(chosen))))
    return pairs


def is_content(word: str, stop: set[str]) -> bool:
    return len(word) >= SHORTEST and nodia(word.translate(CEDILLAS).lower()) not in stop


def stop_words() -> set[str]:
    lines = (SHARED / "lemmas" / "stopwords-iso-ro.txt").read_text(encoding="utf-8").split()
    return {nodia(word.translate(CEDILLAS)) for word in lines}
