"""The targets of the design that `bench.speed` can check, beside the figures reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.figures import Figures
from bench.queries import WORDS
from bench.tables import markdown

OURS = "rasfoi"
GIB = 2**30
REFERENCE, SMALL, LARGE = 100_000, 10_000, 1_000_000


@dataclass(slots=True)
class Measured:
    """All that a run found out; pairs of seconds are (ours, what it is compared with)."""

    figures: list[Figures] = field(default_factory=list)
    cold: tuple[float, float] | None = None
    update: tuple[float, float] | None = None

    def of(self, engine: str, size: int) -> Figures | None:
        """Return the figures of an engine at a size, if measured."""
        found = [each for each in self.figures if (each.engine, each.size) == (engine, size)]
        return found[0] if found else None


def table(run: Measured) -> str:
    """Return every target, the figure reached and whether that is enough."""
    largest, reference = run.of(OURS, LARGE), run.of(OURS, REFERENCE)
    memory = largest.memory / GIB if largest else None
    rows = [
        _row("build, × tantivy", 1.0, _ratio(run, _rate, "tantivy"), least=True),
        _row("build at 10,000, × stock Whoosh", 20, _ratio(run, _rate, "whoosh"), least=True),
        _row("query p50, × tantivy", 0.5, _ratio(run, _p50, "tantivy")),
        _row("query p50 at 10,000, × stock Whoosh", 0.03, _ratio(run, _p50, "whoosh")),
        _row("query p99, × tantivy", 1.0, _ratio(run, _p99, "tantivy")),
        _row("p50 at 1,000,000, × at 100,000", 3, _quotient(largest, reference, _p50)),
        _row("build memory at 1,000,000, GiB", 2, memory),
        _row("index on disk, × tantivy", 1.5, _ratio(run, _disk, "tantivy")),
        _row("update after 1 % changed, × rebuild", 0.05, run.update and run.update[0] / run.update[1]),
        _row("cold search, × `import numpy, click`", 2, run.cold and run.cold[0] / run.cold[1]),
    ]
    return markdown(["what", "target", "reached", ""], rows)


def _rate(figures: Figures) -> float:
    return figures.rate


def _disk(figures: Figures) -> float:
    return figures.disk


def _p50(figures: Figures) -> float:
    return figures.latency[WORDS][0]


def _p99(figures: Figures) -> float:
    return figures.latency[WORDS][2]


def _ratio(run: Measured, value: Callable[[Figures], float], peer: str) -> float | None:
    """Return our figure through the peer's at the reference size (stock Whoosh: the small one)."""
    size = SMALL if peer == "whoosh" else REFERENCE
    return _quotient(run.of(OURS, size), run.of(peer, size), value)


def _quotient(
    figures: Figures | None, others: Figures | None, value: Callable[[Figures], float]
) -> float | None:
    return value(figures) / value(others) if figures and others else None


def _row(what: str, target: float, reached: float | None, *, least: bool = False) -> Sequence[str]:
    sign = "≥" if least else "≤"
    if reached is None:
        return what, f"{sign} {target:g}", "not measured", ""
    kept = reached >= target if least else reached <= target
    return what, f"{sign} {target:g}", f"{reached:.3g}", "✓" if kept else "✗"
