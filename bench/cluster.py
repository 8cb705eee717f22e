"""Does a cluster answer as the embedded engine does, and how fast? On three nodes that it starts.

Run as `python -m bench.cluster` from the root of the repository; it needs what `make cluster` needs. It
builds the articles of each set twice, into a folder and into the cluster, asks both the same queries and
prints how far the answers agree and how well each ranks; then the rate of a build and the time of queries,
each asked once; then what comes of four threads that search while a node is killed.
"""

from __future__ import annotations

import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import rasfoi

from bench.corpora import CACHE, Query, scaled, write
from bench.quality import DEPTH, RANKS, choose, evaluate
from bench.queries import distinct_words
from bench.sets import SETS
from bench.tables import machine, markdown, share
from tests.cluster.local_cluster import LocalCluster

_SETS = ("keywords", "headline", "xquad", "all_words", "neighbours")
_QUERIES = 300
# So many queries of each kind have their totals and facets compared, too.
_COUNTED = 100
_SEARCHING = 4
# Articles that are searched while a node dies.
_SMALL = 10_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the cluster's answers agree with the embedded engine's, in shares of the queries.

    `overlap` is of the first ten, in any order; `ten` have the same first ten in the same order, `first` the
    same first hit, `counted` the same total and facets. `ranks` is MRR@10, embedded and cluster.
    """

    queries: int
    overlap: float
    first: float
    ten: float
    counted: float
    ranks: tuple[float, float]


def compare(here: rasfoi.Index, there: rasfoi.Index, queries: list[Query], texts: list[str]) -> Agreement:
    """Ask both indexes the same and compare what they find."""
    ours, theirs = ({text: _ids(index, text) for text in texts} for index in (here, there))
    pairs = [(ours[text], theirs[text]) for text in texts]
    counted = texts[:_COUNTED]
    same = [_counts(here, text) == _counts(there, text) for text in counted]
    measure = next(iter(RANKS))
    return Agreement(
        len(texts),
        _mean([len(set(one) & set(other)) / len(one) if one else float(not other) for one, other in pairs]),
        _mean([one[:1] == other[:1] for one, other in pairs]),
        _mean([one == other for one, other in pairs]),
        _mean(same),
        (evaluate(queries, texts, ours)[measure], evaluate(queries, texts, theirs)[measure]),
    )


def _ids(index: rasfoi.Index, text: str) -> list[str]:
    return [hit.id for hit in index.search(text, limit=DEPTH).hits]


def _counts(index: rasfoi.Index, text: str) -> tuple[int, int, rasfoi.Facets | None]:
    page = index.search(text, limit=1, facets=True)
    return page.total, page.all_words, page.facets


def _mean(values: Sequence[float | bool]) -> float:
    return float(np.mean(values)) if values else 1.0


def agreement(address: str, names: Sequence[str], limit: int) -> str:
    """Return a table of how far the engines agree on each set and variant."""
    rows = []
    for name in names:
        chosen = SETS[name]()
        queries = chosen.sample(limit)
        corpus, folder = write(chosen.articles, name), CACHE / f"cluster-{name}"
        rasfoi.build(corpus, folder)
        rasfoi.build(corpus, address)
        with rasfoi.open(folder) as here, rasfoi.open(address) as there:
            for variant in (chosen.written, *queries[0].variants):
                texts = [each.variants.get(variant, each.text) for each in queries]
                found = compare(here, there, queries, texts)
                shares = map(share, (found.overlap, found.first, found.ten, found.counted, *found.ranks))
                rows.append([f"{name} ({found.queries})", variant, *shares])
    header = [
        "set",
        "query",
        "overlap@10",
        "same first",
        "same ten",
        "same counts",
        "MRR@10",
        "of the cluster",
    ]
    return markdown(header, rows)


def speed(address: str, articles: int, shards: Sequence[int], count: int) -> str:
    """Return a table of the build rate and the query times by number of shards, the embedded engine first."""
    corpus = scaled(articles)
    texts = distinct_words(corpus, count)
    rows = []
    with tempfile.TemporaryDirectory(prefix="rasfoi-bench-") as folder:
        rows.append(["embedded", *_row(corpus, folder, texts)])
    for number in shards:
        rows.append([f"{number} shard{'s' * (number > 1)}", *_row(corpus, address, texts, shards=number)])
    return markdown([f"{articles:,} articles", "build, articles/s", "open, ms", "p50, ms", "p99, ms"], rows)


def _row(corpus: Path, address: str, texts: Sequence[str], *, shards: int | None = None) -> list[str]:
    begun = time.perf_counter()
    report = rasfoi.build(corpus, address, shards=shards)
    rate = report.articles / (time.perf_counter() - begun)
    begun = time.perf_counter()
    with rasfoi.open(address) as index:
        opening = time.perf_counter() - begun
        spent = [_timed(index, text) for text in texts]
    p50, p99 = np.percentile(spent, (50, 99)) * 1000
    return [f"{rate:,.0f}", f"{opening * 1000:.0f}", f"{p50:.1f}", f"{p99:.1f}"]


def _timed(index: rasfoi.Index, text: str) -> float:
    begun = time.perf_counter()
    index.search(text, limit=DEPTH)
    return time.perf_counter() - begun


def killing(cluster: LocalCluster, address: str, seconds: float) -> str:
    """Return one line on the searches of some threads, in the middle of which a node is killed."""
    texts = distinct_words(scaled(_SMALL), 1_000)
    rasfoi.build(scaled(_SMALL), address)
    spent: list[float] = []
    failed: list[str] = []
    end = time.monotonic() + seconds

    def search(index: rasfoi.Index, first: int) -> None:
        for at in range(first, 1 << 30, _SEARCHING):
            if time.monotonic() > end:
                return
            try:
                spent.append(_timed(index, texts[at % len(texts)]))
            except rasfoi.RasfoiError as error:
                failed.append(f"{type(error).__name__}: {error}")

    with rasfoi.open(address) as index:
        threads = [threading.Thread(target=search, args=(index, first)) for first in range(_SEARCHING)]
        for thread in threads:
            thread.start()
        time.sleep(seconds / 3)
        cluster.signal(cluster.names[-1], signal.SIGKILL)
        for thread in threads:
            thread.join()
    first = f", the first: {failed[0]}" if failed else ""
    done = f"{len(spent):,} searches while one of {len(cluster.names)} nodes died"
    return f"{done}, {len(failed)} failed{first}; the slowest took {max(spent):.2f} s."


@click.command(help=__doc__)
@click.option("--sets", default=",".join(_SETS), show_default=True, help="Sets to compare; - for none.")
@click.option("--limit-queries", default=_QUERIES, show_default=True, help="Queries of each set.")
@click.option("--size", default=100_000, show_default=True, help="Articles for the speed; 0 for none.")
@click.option("--shards", default="1,3", show_default=True, help="Numbers of shards.")
@click.option("--queries", default=1_000, show_default=True, help="Queries for the speed, each asked once.")
@click.option("--heap", default="1g", show_default=True, help="Heap of each node.")
@click.option("--seconds", default=30.0, show_default=True, help="How long is searched around a death.")
def main(
    sets: str, limit_queries: int, size: int, shards: str, queries: int, heap: str, seconds: float
) -> None:
    click.echo(f"Machine: {machine()}.")
    cluster = LocalCluster(heap=heap)
    address = cluster.address("bench")
    try:
        if sets != "-":
            click.echo(f"\n{agreement(address, choose(sets.split(','), SETS), limit_queries)}")
        if size:
            click.echo(f"\n{speed(address, size, [int(each) for each in shards.split(',')], queries)}")
        if seconds:
            click.echo(f"\n{killing(cluster, address, seconds)}")
    finally:
        cluster.close()


if __name__ == "__main__":
    main()
