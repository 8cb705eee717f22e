"""Which articles of an immutable segment no longer count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Container
from ..directory.array_writer import ContainerWriter
from ..errors import IndexCorrupt


class Deletions:
    """The articles left in a segment: `alive` bool[N]."""

    def __init__(self, alive: NDArray[np.bool_], path: Path = Path()) -> None:
        self.alive, self.path = alive, path
        self.count = int(len(alive) - np.count_nonzero(alive))

    def write(self, path: Path) -> None:
        """Write the deletions beside the segment."""
        writer = ContainerWriter(path)
        writer.add("alive", np.packbits(self.alive))
        writer.close({"articles": len(self.alive)})

    @classmethod
    def read(cls, box: Container) -> Deletions:
        """Read deletions back; raise IndexCorrupt if they are not as they were written."""
        articles = box.meta.get("articles")
        if not isinstance(articles, int) or "alive" not in box or len(box["alive"]) != -(-articles // 8):
            raise IndexCorrupt(f"{box.path} is altered. Run `rasfoi rebuild`.")
        return cls(np.unpackbits(box["alive"], count=articles).astype(np.bool_), box.path)
