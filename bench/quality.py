"""How well does each engine rank? MRR@10 and success@1 of every set and variant, or what else counts there.

Run as `python -m bench.quality` (`make quality`) from the root of the repository. Peers'
results are cached in the temporary folder, keyed by all they depend on; ours never are.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import click
import ir_measures
from ir_measures import RR, P, Qrel, ScoredDoc

from bench.all_words import any_in_sight, first_places
from bench.corpora import CACHE, Query, fingerprint, write
from bench.peers import ENGINES, available
from bench.remote import Remote
from bench.sets import SETS
from bench.tables import machine, mark_best, markdown

RANKS = {"MRR@10": RR @ 10, "success@1": P @ 1}
SHARES = {"first places": first_places, "one in the first five": any_in_sight}
"""Of sets whose queries have many answers; what they mean is told in `bench.all_words`."""
DEPTH = 10
OURS = "rasfoi"
SLOW = {"whoosh", "xapian"}

Found = dict[str, list[str]]
"""The ids found by each query text."""


def run_engine(corpus: Path, texts: list[str], engine: str) -> Found:
    """Return what the engine finds for each text, from the cache as far as it is a peer's."""
    if engine == OURS:
        return search_all(corpus, texts, engine)
    cached = CACHE / "results" / f"{_key(corpus, engine)}.json"
    found: Found = json.loads(cached.read_text(encoding="utf-8")) if cached.exists() else {}
    if missing := [text for text in texts if text not in found]:
        found |= search_all(corpus, missing, engine)
        cached.parent.mkdir(parents=True, exist_ok=True)
        cached.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return found


def search_all(corpus: Path, texts: list[str], engine: str) -> Found:
    """Build an index of the corpus in a process of the engine's own and run all queries."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix=f"{engine}-") as folder, Remote(engine) as process:
        built = process.call("build", corpus=str(corpus), folder=folder)
        process.call("open", folder=folder)
        found = dict(zip(texts, process.call("search", queries=texts, limit=DEPTH), strict=True))
    taken = time.perf_counter() - started
    click.echo(f"{corpus.stem}: {engine} built in {built:.0f} s, all done in {taken:.0f} s", err=True)
    return found


def _key(corpus: Path, engine: str) -> str:
    adapter = Path(__file__).parent / "peers" / f"{engine}_peer.py"
    package = {"fts5": None, "xapian": None, "whoosh": "whoosh3"}.get(engine, engine)
    return fingerprint(corpus, adapter, version(package) if package else "")


def evaluate(queries: list[Query], texts: list[str], found: Found) -> dict[str, float]:
    """Return each measure's mean over the queries, `texts` being what was typed for each."""
    qrels = [Qrel(str(n), key, 1) for n, query in enumerate(queries) for key in query.relevant]
    run = [
        ScoredDoc(str(n), key, DEPTH - rank)  # the engine's order is what counts, ties and all
        for n, text in enumerate(texts)
        for rank, key in enumerate(found[text])
    ]
    values = ir_measures.calc_aggregate(list(RANKS.values()), qrels, run)
    return {name: float(values[measure]) for name, measure in RANKS.items()}


def evaluate_shares(queries: list[Query], texts: list[str], found: Found) -> dict[str, float]:
    """Return the measures of a set whose queries have many answers."""
    ids = [found[text] for text in texts]
    return {name: measure(queries, ids) for name, measure in SHARES.items()}


@dataclass(frozen=True, slots=True)
class Task:
    """A set written out for the engines: its articles, and what is typed for each of its queries."""

    name: str
    corpus: Path
    queries: list[Query]
    typed: dict[str, list[str]]
    many: bool = False

    @classmethod
    def of(cls, name: str, limit: int | None) -> Self:
        """Prepare a set of that name."""
        chosen = SETS[name]()
        queries = chosen.sample(limit)
        typed = {chosen.written: [query.text for query in queries]}
        for variant in queries[0].variants:
            typed[variant] = [query.variants[variant] for query in queries]
        return cls(name, write(chosen.articles, name), queries, typed, chosen.many)

    def run(self, engine: str) -> Found:
        """Search for every text that is typed, once."""
        texts = dict.fromkeys(text for texts in self.typed.values() for text in texts)
        return run_engine(self.corpus, list(texts), engine)

    def rows(self, found: dict[str, Found]) -> list[dict[str, Any]]:
        """Return one row for each variant: the measures of every engine."""
        measured = evaluate_shares if self.many else evaluate
        return [
            {
                "set": self.name,
                "variant": variant,
                "queries": len(self.queries),
                "engines": {name: measured(self.queries, texts, each) for name, each in found.items()},
            }
            for variant, texts in self.typed.items()
        ]


def run_all(tasks: list[Task], engines: list[str], jobs: int) -> list[dict[str, Any]]:
    """Run every engine on every set, some at a time, and return all rows.

    The engines that take longest are started first, so that no core idles at the end.
    """
    slowest_first = sorted(engines, key=lambda engine: engine not in SLOW)
    with ThreadPoolExecutor(jobs) as pool:
        running = {(task.name, e): pool.submit(task.run, e) for e in slowest_first for task in tasks}
    return [row for task in tasks for row in task.rows({e: running[task.name, e].result() for e in engines})]


def table(rows: list[dict[str, Any]], engines: list[str], measure: str) -> str:
    """Return the rows as a Markdown table of one measure."""
    header = ["set", "query", *(ENGINES[engine] for engine in engines)]
    cells: list[list[str]] = []
    for row in (row for row in rows if measure in row["engines"][engines[0]]):
        values = [row["engines"][engine][measure] for engine in engines]
        name = f"{row['set']} ({row['queries']})"
        cells.append(
            ["" if any(name == each[0] for each in cells) else name, row["variant"], *mark_best(values)]
        )
    return markdown(header, cells)


def choose(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return what is wanted, or all that is known; refuse what is not."""
    names = list(wanted) or list(known)
    if unknown := set(names) - set(known):
        raise click.UsageError(f"{', '.join(sorted(unknown))}: not one of {', '.join(known)}")
    return names


@click.command(help=__doc__)
@click.option("--sets", default="", help=f"Which of {', '.join(SETS)}; all without it.")
@click.option("--engines", default="", help=f"Which of {', '.join(ENGINES)}; all installed without it.")
@click.option("--limit-queries", type=int, help="So many queries of each set; 0 for all of them.")
@click.option("--jobs", default=2, show_default=True, help="How many engines run at a time.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def main(sets: str, engines: str, limit_queries: int | None, jobs: int, as_json: bool) -> None:
    names = choose(sets.replace(",", " ").split(), SETS)
    running = choose(engines.replace(",", " ").split(), ENGINES)
    for missing in [engine for engine in running if not available(engine)]:
        click.echo(f"{missing} is not installed here and is left out", err=True)
        running.remove(missing)
    rows = run_all([Task.of(name, limit_queries) for name in names], running, jobs)
    if as_json:
        json.dump({"machine": machine(), "rows": rows}, sys.stdout, ensure_ascii=False, indent=1)
        return
    for measure in (*RANKS, *SHARES):
        if any(measure in row["engines"][running[0]] for row in rows):
            click.echo(f"\n**{measure}**\n\n{table(rows, running, measure)}")


if __name__ == "__main__":
    main()
