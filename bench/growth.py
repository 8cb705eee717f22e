"""How time, disk and memory grow with the corpus, as an SVG plot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figures import Figures
from bench.peers import ENGINES
from bench.targets import SETTLED

OURS, PEER = "rasfoi", "tantivy"
COLOURS = {OURS: "#b3261e", PEER: "#5f6b7a"}
PANELS: dict[str, Callable[[Figures], float]] = {
    "query + 10 snippets, p50, ms": lambda f: f.fresh[SETTLED][0],
    "index on disk, MiB": lambda f: f.disk / 2**20,
    "build memory, MiB": lambda f: f.memory / 2**20,
}


def plot(figures: Sequence[Figures], path: Path) -> None:
    """Write the plot: one panel for each figure, all axes logarithmic but that of time."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "rasfoi", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    shown, axes = pyplot.subplots(1, len(PANELS), figsize=(10, 3), layout="constrained")
    for axis, (title, value) in zip(axes, PANELS.items(), strict=True):
        for engine, colour in COLOURS.items():
            line = sorted((f.size, value(f)) for f in figures if f.engine == engine)
            if line:
                axis.plot(*zip(*line, strict=True), "o-", color=colour, label=ENGINES[engine])
        axis.set(xscale="log", yscale="log", xlabel="articles", title=title)
        for scale in (axis.xaxis, axis.yaxis):
            scale.set_major_formatter("{x:,.10g}")
            scale.set_minor_formatter("")
    axes[0].set(yscale="linear", ylim=(0, None))
    for axis in axes:
        axis.grid(alpha=0.3)
    axes[0].legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    shown.savefig(path, metadata={"Date": None})
