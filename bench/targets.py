"""The targets of the design that `bench.speed` can check, beside the figures reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.commands import Starts
from bench.figures import Figures
from bench.queries import PHRASE
from bench.tables import markdown

OURS = "rasfoi"
GIB = 2**30
REFERENCE, SMALL, LARGE = 100_000, 10_000, 1_000_000
SETTLED = "101st–400th"
"""The phase of a process that every engine reaches and that growth is judged by."""
PHASE_P50 = {"2nd–20th": 1.0, "21st–100th": 0.6, SETTLED: 0.6, "2,001st–3,000th": 0.4}
"""What the median of a phase may be, × tantivy's."""


@dataclass(slots=True)
class Measured:
    """All that a run found out; `update` is the seconds of an update and of a rebuild."""

    figures: list[Figures] = field(default_factory=list)
    starts: Starts | None = None
    update: tuple[float, float] | None = None

    def of(self, engine: str, size: int) -> Figures | None:
        """Return the figures of an engine at a size, if measured."""
        found = [each for each in self.figures if (each.engine, each.size) == (engine, size)]
        return found[0] if found else None


def table(run: Measured) -> str:
    """Return every target, the figure reached and whether that is enough."""
    ours, largest = run.of(OURS, REFERENCE), run.of(OURS, LARGE)
    memory = largest.memory / GIB if largest else None
    rows = [
        *(_row(f"build at {size:,}, × tantivy", least, _ratio(run, _rate, "tantivy", size), least=True)
          for size, least in ((SMALL, 0.9), (REFERENCE, 1.0), (LARGE, 1.0))),
        _row("build at 10,000, × stock Whoosh", 20, _ratio(run, _rate, "whoosh", SMALL), least=True),
        _row("open, ms", 40, ours and ours.opening),
        _row("first query after open, ms", 10, ours and ours.fresh["1st"][0]),
        *(_row(f"p50 of queries {phase}, × tantivy", most, _ratio(run, _fresh(phase, 0), "tantivy"))
          for phase, most in PHASE_P50.items()),
        *(_row(f"p99 of queries {phase}, × tantivy", 1.0, _ratio(run, _fresh(phase, 2), "tantivy"))
          for phase in PHASE_P50),
        _row("p99 of phrases, × tantivy", 1.0, _ratio(run, _phrases, "tantivy")),
        _row("p50 at 10,000, × stock Whoosh", 0.03, _ratio(run, _fresh("21st–100th", 0), "whoosh", SMALL)),
        _row("p50 at 1,000,000, × at 100,000", 3, _quotient(largest, ours, _fresh(SETTLED, 0))),
        _row("p50 at 1,000,000, × tantivy", 0.3, _ratio(run, _fresh(SETTLED, 0), "tantivy", LARGE)),
        _row("p99 at 1,000,000, × tantivy", 0.6, _ratio(run, _fresh(SETTLED, 2), "tantivy", LARGE)),
        _row("build memory at 1,000,000, GiB", 1.5, memory),
        _row("index on disk, × tantivy", 1.4, _ratio(run, _disk, "tantivy")),
        _row("update after 1 % changed, × rebuild", 0.06, run.update and _of(run.update)),
        _row("cold search, × `import numpy, click`", 1.5, run.starts and _of(run.starts.command)),
        _row("import, open and search, × `import numpy`", 2, run.starts and _of(run.starts.program)),
        _row("last 5,000 of 20,000 queries, × memory", 1.01, run.starts and _of(run.starts.memory[:-3:-1])),
    ]  # fmt: skip
    return markdown(["what", "target", "reached", ""], rows)


Value = Callable[[Figures], float]


def _rate(figures: Figures) -> float:
    return figures.rate


def _disk(figures: Figures) -> float:
    return figures.disk


def _phrases(figures: Figures) -> float:
    return figures.latency[PHRASE][2]


def _fresh(phase: str, percentile: int) -> Value:
    return lambda figures: figures.fresh[phase][percentile]


def _ratio(run: Measured, value: Value, peer: str, size: int = REFERENCE) -> float | None:
    """Return our figure through the peer's at a size."""
    return _quotient(run.of(OURS, size), run.of(peer, size), value)


def _quotient(figures: Figures | None, others: Figures | None, value: Value) -> float | None:
    return value(figures) / value(others) if figures and others else None


def _of(pair: Sequence[float]) -> float:
    return pair[0] / pair[1]


def _row(what: str, target: float, reached: float | None, *, least: bool = False) -> Sequence[str]:
    sign = "≥" if least else "≤"
    if reached is None:
        return what, f"{sign} {target:g}", "not measured", ""
    kept = reached >= target if least else reached <= target
    return what, f"{sign} {target:g}", f"{reached:.3g}", "✓" if kept else "✗"
