"""Which articles of an immutable segment no longer count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Container, ContainerWriter


class Deletions:
    """The articles left in a segment: `alive` bool[N]."""

    def __init__(self, alive: NDArray[np.bool_]) -> None:
        self.alive = alive
        self.count = int(len(alive) - np.count_nonzero(alive))

    def write(self, path: Path) -> None:
        """Write the deletions beside the segment."""
        writer = ContainerWriter(path)
        writer.add("alive", np.packbits(self.alive))
        writer.close({"articles": len(self.alive)})

    @classmethod
    def read(cls, path: Path) -> Deletions:
        """Read deletions back."""
        box = Container(path)
        return cls(np.unpackbits(box["alive"], count=box.meta["articles"]).astype(np.bool_))
