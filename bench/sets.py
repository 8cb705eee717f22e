"""The relevance sets that `bench.quality` measures, each with the articles it searches among."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain, islice
from random import Random

from bench.all_words import all_words_queries
from bench.beginnings import LENGTHS, beginnings
from bench.corpora import Article, Query, among_news, eval_set, general, without_title, zf
from bench.keywords import keyword_queries
from bench.neighbours import neighbour_queries
from bench.variants import cedilla, nodia, typo1

AS_WRITTEN = "as written"
SEED = 7
ENOUGH = 300
"""Queries of a large set in the usual table: stock Whoosh takes 0.1 s for each of them."""

FEW = 100
"""The same for leads, which take it 1.6 s each."""


@dataclass(frozen=True, slots=True)
class RelevanceSet:
    """Articles to index and queries with known answers; `usual` of them make the usual table.

    `written` is what the queries' own texts are called beside their variants; `many` tells that what counts
    is how many of the answers are found, not which place the first of them has.
    """

    articles: Iterable[Article]
    queries: list[Query]
    usual: int = ENOUGH
    written: str = AS_WRITTEN
    many: bool = False

    def sample(self, count: int | None) -> list[Query]:
        """Return so many queries, drawn from a seed; 0 means all, None the usual.

        The first ones drawn are the same whatever the number.
        """
        drawn = Random(SEED).sample(self.queries, len(self.queries))
        return drawn[: self.usual if count is None else count or len(drawn)]


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
    return RelevanceSet(zf(), _with_variants(eval_set("zf_lead")[1]), usual=FEW)


def keywords() -> RelevanceSet:
    """Two or three words of a general headline; the answer is its article, with its title."""
    target = list(general())
    return _keywords(target, among_news(target))


def zf_keywords() -> RelevanceSet:
    """The same with financial news, whose headlines use the same few words over and over."""
    target = list(zf())
    return _keywords(target, target)


def all_words() -> RelevanceSet:
    """Words from different sentences of one article; the answers are the articles with all of them."""
    target = list(general())
    articles = list(among_news(target))
    queries = all_words_queries(target, articles)
    return RelevanceSet(articles, queries, usual=len(queries), many=True)


def neighbours() -> RelevanceSet:
    """Two frequent words that stand side by side; the answers are the articles with both so."""
    target = list(general())
    articles = list(among_news(target))
    queries = neighbour_queries(target, articles)
    return RelevanceSet(articles, queries, usual=len(queries), many=True)


def beginning() -> RelevanceSet:
    """The first words of a headline; the answer is its article, without the title; others keep theirs.

    The articles are general news. Two thirds of `title2body_news` are satire, of whose headlines, as jokes
    are made, the text has hardly a word: nobody who looks for such an article types these.
    """
    target = list(general())
    return _beginnings(target, chain(without_title(target), islice(among_news(target), len(target), None)))


def titled_beginning() -> RelevanceSet:
    """The same with all titles left in."""
    target = list(general())
    return _beginnings(target, among_news(target))


SETS: dict[str, Callable[[], RelevanceSet]] = {
    "xquad": xquad,
    "headline": headline,
    "zf_headline": zf_headline,
    "zf_lead": zf_lead,
    "keywords": keywords,
    "zf_keywords": zf_keywords,
    "all_words": all_words,
    "neighbours": neighbours,
    "beginning": beginning,
    "titled_beginning": titled_beginning,
}


def _keywords(targets: list[Article], articles: Iterable[Article]) -> RelevanceSet:
    queries = keyword_queries(targets)
    return RelevanceSet(articles, queries, usual=len(queries))


def _beginnings(targets: list[Article], articles: Iterable[Article]) -> RelevanceSet:
    headlines = [Query(article["title"], (article["id"],), {}) for article in targets]
    return RelevanceSet(articles, beginnings(headlines), written=f"{LENGTHS[0]} words")


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
