"""Many short texts as one array: what loops read and write of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Lines:
    """Texts in UTF-8, each with a newline at its end: uint8, and how many they are."""

    text: NDArray[np.uint8]
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lines:
        """Return texts, none of which has a newline."""
        joined = "\n".join([*texts, ""]) if texts else ""
        return cls(np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8), len(texts))

    def split(self) -> list[str]:
        """Return the texts."""
        return self.text.tobytes().decode("utf-8", "surrogatepass").split("\n")[:-1]

    def and_then(self, others: Lines) -> Lines:
        """Return these texts and others behind them."""
        return Lines(np.concatenate([self.text, others.text]), self.count + others.count)
