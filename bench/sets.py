"""The relevance sets that `bench.quality` measures, each with the articles it searches among."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from bench.corpora import Article, Query, among_news, eval_set, general, without_title, zf
from bench.keywords import keyword_queries
from bench.variants import cedilla, nodia, typo1

SEED = 7
ENOUGH = 400
"""Queries of a large set in the usual table: stock Whoosh needs 0.1 s for each of them."""


@dataclass(frozen=True, slots=True)
class RelevanceSet:
    """Articles to index and queries with known answers; `usual` of them make the usual table."""

    articles: Iterable[Article]
    queries: list[Query]
    usual: int = ENOUGH

    def sample(self, count: int | None) -> list[Query]:
        """Return so many queries, spread evenly over the set; 0 means all, None the usual."""
        wanted = min(self.usual if count is None else count or len(self.queries), len(self.queries))
        return [self.queries[at * len(self.queries) // wanted] for at in range(wanted)]


def xquad() -> RelevanceSet:
    """Questions; the answer is a paragraph (with its page's title) among news articles."""
    documents, queries = eval_set("xquad_ro")
    return RelevanceSet(among_news(documents), queries, usual=len(queries))


def headline() -> RelevanceSet:
    """Headlines; the answer is the article below, which is indexed without its title.

    The news articles around it lose theirs too: with titles they would be other documents
    than the targets, and found for that.
    """
    documents, queries = eval_set("title2body_news")
    return RelevanceSet(without_title(among_news(documents)), queries)


def zf_headline() -> RelevanceSet:
    """The same with financial news only: all ZF articles, none with its title."""
    return RelevanceSet(without_title(zf()), _with_variants(eval_set("zf_title2body")[1]))


def zf_lead() -> RelevanceSet:
    """Leads, long and in other words; the answer is the ZF article, with its title."""
    return RelevanceSet(zf(), _with_variants(eval_set("zf_lead")[1]), usual=ENOUGH // 2)


def keywords() -> RelevanceSet:
    """Two or three words of a general headline; the answer is its article, with its title."""
    target = list(general())
    return RelevanceSet(among_news(target), keyword_queries(target))


def zf_keywords() -> RelevanceSet:
    """The same with financial news, whose headlines use the same few words over and over."""
    target = list(zf())
    return RelevanceSet(target, keyword_queries(target))


SETS: dict[str, Callable[[], RelevanceSet]] = {
    "xquad": xquad,
    "headline": headline,
    "zf_headline": zf_headline,
    "zf_lead": zf_lead,
    "keywords": keywords,
    "zf_keywords": zf_keywords,
}


def _with_variants(queries: list[Query]) -> list[Query]:
    """Return the queries with the variants that the ZF files lack.

    ZF itself writes cedillas mostly: there `cedilla` is close to the query as written.
    """
    rng = Random(SEED)
    return [
        replace(
            query,
            variants={
                "nodia": nodia(query.text),
                "cedilla": cedilla(query.text),
                "typo1": typo1(query.text, rng),
            },
        )
        for query in queries
    ]
