"""Markdown tables, and the name of the machine that a figure belongs to."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, its first column left, the others right aligned."""
    rule = [":--"] + ["--:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, rule, *rows))


def mark_best(values: Sequence[float | None], digits: int = 3) -> list[str]:
    """Return shares as `.912`, the highest in bold, a dash for what was not measured."""
    known = [round(value, digits) for value in values if value is not None]
    cells = []
    for value in values:
        text = "–" if value is None else share(value, digits)
        best = value is not None and round(value, digits) == max(known)
        cells.append(f"**{text}**" if best else text)
    return cells


def share(value: float, digits: int = 3) -> str:
    """Return a number between 0 and 1 without its leading zero."""
    return f"{value:.{digits}f}".removeprefix("0")


def machine() -> str:
    """Return one line on the processor, cores, memory, system and Python."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0))
    return (
        f"{model}, {cores} cores, {memory:.0f} GiB; {platform.system()} {platform.release()}; "
        f"{platform.python_implementation()} {platform.python_version()}"
    )
