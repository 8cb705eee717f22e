"""How soon does a search while one types show what the finished query finds?

Run as `python -m bench.unfinished` (part of `make quality`) from the root of the repository. Three words of a
headline are typed, the last one letter by letter from its fourth on; a search succeeds when the first
article of the finished query is among its first five. No peer reads a last word as a beginning.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median

import click
import rasfoi

from bench.corpora import general, write, zf
from bench.keywords import WORD, is_content, stop_words
from bench.tables import markdown, share

COUNT = 400
SEED = 41
FIRST_LETTERS = 4
_IN_SIGHT = 5


def typed_queries(titles: Sequence[str], count: int = COUNT) -> list[str]:
    """Return queries of three content words of a headline, in its order, the last one of some length."""
    rng, stop = Random(SEED), stop_words()
    queries: list[str] = []
    for title in rng.sample(titles, len(titles)):
        words = list(dict.fromkeys(word for word in WORD.findall(title) if is_content(word, stop)))
        if len(words) >= 3 and len(queries) < count:
            chosen = [words[at] for at in sorted(rng.sample(range(len(words)), 3))]
            if len(chosen[-1]) > FIRST_LETTERS:
                queries.append(" ".join(chosen))
    return queries


def beginnings_of(query: str) -> list[str]:
    """Return a query as it stands after each letter of its last word but the last."""
    first = query.rindex(" ") + 1 + FIRST_LETTERS
    return [query[:end] for end in range(first, len(query))]


def measure(index: rasfoi.Index, queries: Sequence[str], *, prefix: bool) -> tuple[float, int, float]:
    """Return the share of successes, of how many, and the median milliseconds of an unfinished search."""
    good, seconds = [], []
    for query in queries:
        first = [hit.id for hit in index.search(query, limit=1).hits]
        for typed in beginnings_of(query):
            begun = time.perf_counter()
            found = index.search(typed, prefix=prefix)
            seconds.append(time.perf_counter() - begun)
            good.append(bool(first) and first[0] in [hit.id for hit in found.hits[:_IN_SIGHT]])
    return sum(good) / len(good), len(good), median(seconds) * 1000


@click.command(help=__doc__)
def main() -> None:
    articles = list(chain(zf(), general()))
    queries = typed_queries([article["title"] for article in articles])
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(write(articles, "all_news"), folder)
        index = rasfoi.open(Path(folder))
        rows = []
        for name, prefix in (("as a beginning", True), ("as a word", False)):
            reached, count, milliseconds = measure(index, queries, prefix=prefix)
            rows.append([name, share(reached), f"{milliseconds:.2f}"])
    click.echo(f"\n**While one types** ({count} unfinished queries)\n")
    click.echo(markdown(["the last word read", "first article in sight", "p50 ms"], rows))


if __name__ == "__main__":
    main()
