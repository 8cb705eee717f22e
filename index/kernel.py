"""Loops over arrays that are compiled to machine code where there is much to do.

A loop is written once, in plain Python. A few articles run it as it is; a long corpus has it compiled
by Numba, which is imported only then. Loops must mean the same both ways: they reckon in int64, whose
overflow wraps around, and call nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

# Steps from which compiling pays, or at least loading what an earlier build has compiled.
COMPILE_FROM = 1 << 18


class Kernel:
    """A loop over arrays, called with the number of its steps before its own arguments.

    It is compiled once its calls have come to `COMPILE_FROM` steps together.
    """

    def __init__(self, loop: Callable[..., Any]) -> None:
        self.plain = loop
        self._steps = 0
        self.__doc__ = loop.__doc__

    def __call__(self, steps: int, *arguments: Any) -> Any:
        self._steps += steps
        if self._steps >= COMPILE_FROM:
            return self.compiled(*arguments)
        with np.errstate(over="ignore"):
            # Python reads a memory view twice as fast as an array.
            return self.plain(*(a.data if isinstance(a, np.ndarray) else a for a in arguments))

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The loop as machine code, which lets other threads run."""
        return compile_loop(self.plain, nogil=True)


def compile_loop(loop: Callable[..., Any], *, nogil: bool) -> Callable[..., Any]:
    """Return a loop as machine code, kept on disk if that can be; without Python's lock if `nogil`."""
    import numba

    try:
        compiled: Callable[..., Any] = numba.njit(cache=True, nogil=nogil)(loop)
    except RuntimeError:  # no folder can be written to
        compiled = numba.njit(nogil=nogil)(loop)
    return compiled


@Kernel
def _nothing() -> None: ...


def warm_up() -> None:
    """Load the compiler, which takes half a second, while there is nothing else to do."""
    _nothing(COMPILE_FROM)
