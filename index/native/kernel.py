"""Loops over arrays that are compiled to machine code where there is much to do.

A loop is written once, in plain Python. A few articles run it as it is; a long corpus has it compiled
by Numba. Loops must mean the same both ways: they reckon in int64, whose overflow wraps around, raise
nothing and call nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .machine_code import Compiled

# Steps from which compiling pays.
COMPILE_FROM = 1 << 18
# The part of them from which it pays to load what was compiled before.
_LOADING = 1 << 4


class Kernel:
    """A loop over arrays, called with the number of its steps before its own arguments.

    It is compiled once its calls have come to `COMPILE_FROM` steps together, and loaded sooner.
    """

    def __init__(self, loop: Callable[..., Any]) -> None:
        self.plain = loop
        self._steps = 0
        self.__doc__ = loop.__doc__

    @cached_property
    def _compiled(self) -> Compiled:
        # Here, as a search compiles nothing.
        from .machine_code import Compiled

        return Compiled(self.plain)

    def __call__(self, steps: int, *arguments: Any) -> Any:
        self._steps += steps
        if self._steps >= COMPILE_FROM or (
            self._steps >= COMPILE_FROM // _LOADING and self._compiled.is_made(*arguments)
        ):
            return self._compiled(*arguments)
        with np.errstate(over="ignore"):
            # Python reads a memory view twice as fast as an array.
            return self.plain(*(a.data if isinstance(a, np.ndarray) else a for a in arguments))
