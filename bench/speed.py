"""How fast is each engine, and how large? Build, index and queries as the corpus grows.

Run as `python -m bench.speed` (`make bench`; `make bench-large` is `--large`) from the root
of the repository. Every engine reads the same JSON lines, written by scale.py and kept in the
temporary folder; reading and parsing them counts for all. Each runs in a process of its own,
engines take turns, figures are medians. Queries are asked once each, in a process that was just
started; every turn asks others. Memory is the peak of the resident sizes of all of an
engine's processes, summed.
"""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError

import click

from bench.commands import QUERIES, Starts, starts, update_and_rebuild
from bench.figures import BUILD_ROUNDS, PHASES, QUERY_ROUNDS, Figures, measure
from bench.growth import plot
from bench.peers import ENGINES, available
from bench.quality import choose
from bench.queries import PHRASE
from bench.tables import machine, markdown
from bench.targets import OURS, Measured, table

SIZES = "1000,10000,100000"
LARGE = 1_000_000
LARGEST = {"whoosh": 10_000, "xapian": 10_000, "fts5": 100_000, "bm25s": 100_000}
"""Beyond these sizes an engine takes too long, or more memory than there is."""

MIB = 2**20
NO_PHRASES = {"bm25s"}


def build_table(figures: list[Figures]) -> str:
    """Return speed, memory and size of every build."""
    rows = [
        [
            f"{f.size:,}",
            ENGINES[f.engine],
            f"{f.rate:,.0f}",
            f"{f.memory / MIB:,.0f}",
            f"{f.disk / MIB:,.1f}",
        ]
        for f in figures
    ]
    return markdown(["articles", "engine", "build, articles/s", "peak memory, MiB", "index, MiB"], rows)


def phase_table(figures: list[Figures]) -> str:
    """Return p50 and p99 of the queries of a new process, by how many came before."""
    rows = [
        [
            f"{f.size:,}",
            ENGINES[f.engine],
            f"{f.importing:.0f}",
            f"{f.opening:.1f}",
            *(_phase(f, phase) for phase in PHASES),
        ]
        for f in figures
    ]
    return markdown(["articles", "engine", "import, ms", "open, ms", *PHASES], rows)


def _phase(figures: Figures, phase: str) -> str:
    if phase not in figures.fresh:
        return "–"
    median, _, highest = figures.fresh[phase]
    return f"{median:.2f} / {highest:.2f}"


def kind_table(figures: list[Figures]) -> str:
    """Return the percentiles of other kinds of queries, asked after those."""
    rows = [[f"{f.size:,}", ENGINES[f.engine], *_cells(f)] for f in figures]
    return markdown(["articles", "engine", *figures[0].latency], rows)


def _cells(figures: Figures) -> list[str]:
    return [
        "–"
        if kind == PHRASE and figures.engine in NO_PHRASES
        else " / ".join(f"{value:.2f}" for value in percentiles)
        for kind, percentiles in figures.latency.items()
    ]


def report(run: Measured) -> str:
    """Return everything as Markdown."""
    parts = [
        f"Machine: {machine()}.",
        build_table(run.figures),
        "Queries of two to four words with 10 titles and snippets, each asked once in a new process, "
        "p50 / p99 in ms by their place in that process (bm25s has no snippets):",
        phase_table(run.figures),
        "Other queries, asked after those, p50 / p95 / p99 in ms (bm25s has no phrases):",
        kind_table(run.figures),
    ]
    if run.starts:
        parts += _starts(run.starts)
    if run.update:
        parts.append("Update after 1 % changed {:.2f} s, rebuild {:.2f} s.".format(*run.update))
    return "\n\n".join([*parts, table(run)]) + "\n"


def _starts(found: Starts) -> list[str]:
    sizes = ", ".join(f"{size / MIB:.0f}" for size in found.memory)
    return [
        "Cold `rasfoi search` {:.3f} s, `import numpy, click` {:.3f} s.".format(*found.command),
        "Import, open and search {:.3f} s, `import numpy` {:.3f} s.".format(*found.program),
        f"Resident MiB before {QUERIES:,} different queries and after each quarter of them: {sizes}.",
    ]


@click.command(help=__doc__)
@click.option("--sizes", default=SIZES, show_default=True, help="Numbers of articles.")
@click.option("--large", is_flag=True, help=f"Also {LARGE:,} articles.")
@click.option("--engines", default="", help=f"Which of {', '.join(ENGINES)}; all installed without it.")
@click.option("--build-rounds", default=BUILD_ROUNDS, show_default=True)
@click.option("--query-rounds", default=QUERY_ROUNDS, show_default=True)
@click.option("--commands/--no-commands", default=True, help="Also time cold search and update.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the report here, growth.svg beside it.")
def main(
    sizes: str,
    large: bool,
    engines: str,
    build_rounds: int,
    query_rounds: int,
    commands: bool,
    out: Path | None,
) -> None:
    running = [e for e in choose(engines.replace(",", " ").split(), ENGINES) if available(e)]
    counts = sorted({int(size) for size in sizes.split(",")} | ({LARGE} if large else set()))
    run = Measured()
    for size in counts:
        able = [engine for engine in running if size <= LARGEST.get(engine, size)]
        run.figures += measure(size, able, build_rounds, query_rounds)
    if commands and OURS in running:
        middle = max(size for size in counts if size < LARGE)
        try:
            run.starts, run.update = starts(middle), update_and_rebuild(middle)
        except CalledProcessError as failed:  # the tables took long to measure: print them all the same
            click.echo(f"{failed}\n{failed.stderr.decode()}", err=True)
    text = report(run)
    click.echo(text, nl=False)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        plot(run.figures, out.with_name("growth.svg"))


if __name__ == "__main__":
    main()
