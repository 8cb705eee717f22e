"""Which articles of an immutable segment no longer count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .container import Container, ContainerWriter

if TYPE_CHECKING:
    from .segment import Segment


class Deletions:
    """The articles left in a segment and what to subtract from its counts.

    `alive` bool[N]; `gone` int64[C] counts the deleted articles of each concept.
    """

    def __init__(self, alive: NDArray[np.bool_], gone: NDArray[np.int64]) -> None:
        self.alive, self.gone = alive, gone
        self.count = int(len(alive) - alive.sum())

    @classmethod
    def of(cls, segment: Segment, alive: NDArray[np.bool_]) -> Deletions:
        """Work out the deletions that leave `alive`."""
        docs, starts = segment.box["docs"], segment.box["starts"]
        gone = np.flatnonzero(~alive[docs])
        concepts = np.searchsorted(starts, gone, "right") - 1
        return cls(alive, np.bincount(concepts, minlength=len(starts) - 1))

    def write(self, path: Path) -> None:
        """Write the deletions beside the segment."""
        writer = ContainerWriter(path)
        writer.add("alive", np.packbits(self.alive))
        concepts = np.flatnonzero(self.gone)
        writer.add("concepts", concepts)
        writer.add("gone", self.gone[concepts])
        writer.close({"articles": len(self.alive), "concepts": len(self.gone)})

    @classmethod
    def read(cls, path: Path) -> Deletions:
        """Read deletions back."""
        box = Container(path)
        gone = np.zeros(box.meta["concepts"], np.int64)
        gone[box["concepts"]] = box["gone"]
        return cls(np.unpackbits(box["alive"], count=box.meta["articles"]).astype(np.bool_), gone)
