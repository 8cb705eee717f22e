"""How well does `Index.similar` find the articles that editors have linked? MRR@10, recall@10, time.

Run as `python -m bench.related` (part of `make quality`), beside bm25s asked for the whole article.
News sites put the headline of a related article between two paragraphs („Citiți și …”). Where a body has
the headline of another article of the shared news, the two are related, both ways. The headlines
are cut out before anything is indexed: they would be found for themselves.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from statistics import median

import click
import rasfoi
from ir_measures import RR, Qrel, R, ScoredDoc, calc_aggregate
from rasfoi.index.analysis.folding import fold

from bench.corpora import Article, general, write, zf
from bench.peers.bm25s_peer import Peer as Bm25s
from bench.tables import markdown

# Shorter headlines („Jurnal de bursă”) stand in texts by chance.
_FEWEST_WORDS = 6
_WORD = re.compile(r"\w+")

_DEPTH = 10

Related = dict[str, set[str]]
"""Ids of the related articles by an article's id."""

Similar = Callable[[Article], list[str]]
"""The ids of the most similar articles, the best first; the article itself may be among them."""


def related_articles(news: Iterable[Article]) -> tuple[list[Article], Related]:
    """Return the articles without linked headlines, and which of them editors have related."""
    articles = list(news)
    titles = [_words(article["title"]) for article in articles]
    beginning = defaultdict(list)
    for number, words in enumerate(titles):
        if len(words) >= _FEWEST_WORDS:
            beginning[tuple(words[:_FEWEST_WORDS])].append(number)
    related: Related = defaultdict(set)
    for number, article in enumerate(articles):
        spans = [match.span() for match in _WORD.finditer(article["body"])]
        words = [fold(article["body"][start:end].lower()) for start, end in spans]
        cuts = []
        for at in range(len(words) - _FEWEST_WORDS + 1):
            for other in beginning.get(tuple(words[at : at + _FEWEST_WORDS]), ()):
                end = at + len(titles[other])
                if words[at:end] == titles[other] != titles[number]:
                    cuts.append((spans[at][0], spans[end - 1][1]))
                    related[article["id"]].add(articles[other]["id"])
                    related[articles[other]["id"]].add(article["id"])
        articles[number] = article | {"body": _without(article["body"], cuts)}
    return articles, related


def _words(text: str) -> list[str]:
    return [fold(word.lower()) for word in _WORD.findall(text)]


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    for start, end in reversed(cuts):
        text = text[:start] + text[end:]
    return text


def measure(articles: list[Article], related: Related, similar: Similar) -> list[str]:
    """Return MRR@10, recall@10 and the median milliseconds of a search, as text."""
    qrels = [Qrel(key, other, 1) for key, others in related.items() for other in others]
    run, seconds = [], []
    for article in articles:
        if (key := article["id"]) in related:
            begun = time.perf_counter()
            found = [other for other in similar(article) if other != key][:_DEPTH]
            seconds.append(time.perf_counter() - begun)
            run += [ScoredDoc(key, other, -rank) for rank, other in enumerate(found)]
    values = calc_aggregate([RR @ _DEPTH, R @ _DEPTH], qrels, run)
    return [*(f"{values[each]:.3f}" for each in (RR @ _DEPTH, R @ _DEPTH)), f"{median(seconds) * 1000:.1f}"]


@click.command(help=__doc__)
def main() -> None:
    articles, related = related_articles(chain(zf(), general()))
    corpus = write(articles, "related")
    engines: dict[str, Similar] = {}
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(corpus, Path(folder) / "rasfoi")
        index, peer = rasfoi.open(Path(folder) / "rasfoi"), Bm25s()
        peer.build(corpus, Path(folder) / "bm25s")
        peer.open(Path(folder) / "bm25s")
        engines["Răsfoi"] = lambda article: [hit.id for hit in index.similar(article["id"], _DEPTH)]
        engines["bm25s"] = lambda article: peer.search(f"{article['title']} {article['body']}", _DEPTH + 1)
        rows = [[name, *measure(articles, related, each)] for name, each in engines.items()]
    click.echo(f"\n**Related articles** ({len(related)})\n")
    click.echo(markdown(["engine", "MRR@10", "recall@10", "p50 ms"], rows))


if __name__ == "__main__":
    main()
