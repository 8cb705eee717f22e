"""Loops of a search: array operations in the first calls of a process, machine code in all later ones.

A search from a shell is over before a compiler could be loaded; a server searches for months. A loop
is compiled, or loaded where an earlier process has compiled it, in a thread beside the searches.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

# Calls of one loop from which on a process does more than a single search.
WARM_AFTER = 200
# Compiling one loop on a machine that never did takes some seconds.
_LAST_WAIT = 60

_compiling = threading.Lock()
_ending = threading.Event()


class HotLoop:
    """A loop over arrays in two forms that do the same: plain steps to compile, and array operations."""

    def __init__(self, steps: Callable[..., Any], arrays: Callable[..., Any]) -> None:
        self.steps, self.arrays = steps, arrays
        self.__doc__ = steps.__doc__
        self._calls = 0
        self._warming = False
        self._form: Callable[..., Any] = self._count_call

    def __call__(self, *arguments: Any) -> Any:
        return self._form(*arguments)

    def _count_call(self, *arguments: Any) -> Any:
        self._calls += 1
        if self._calls >= WARM_AFTER:
            self._warm_beside(arguments)
        return self.arrays(*arguments)

    def _run(self, *arguments: Any) -> Any:
        try:
            return self.compiled(*arguments)
        except (TypeError, RuntimeError):  # compiled for other types, as positions may have 16 or 32 bits
            self._warm_beside(arguments)
            return self.arrays(*arguments)

    @cached_property
    def compiled(self) -> Any:
        """The steps as machine code, which keeps Python's lock: they take less time than getting it back."""
        from .machine_code import compile_loop

        return compile_loop(self.steps, nogil=False)

    def _warm_beside(self, arguments: tuple[Any, ...]) -> None:
        if not self._warming:
            self._warming = True
            threading.Thread(target=self._warm, args=arguments, daemon=True).start()

    def _warm(self, *arguments: Any) -> None:
        """Compile for arguments of these types, and be machine code from now on."""
        import numba

        with _compiling:
            if not _ending.is_set():
                self.compiled.disable_compile(False)
                self.compiled.compile(tuple(map(numba.typeof, arguments)))
                self.compiled.disable_compile()
                self._form = self._run
                self._warming = False


def hot(arrays: Callable[..., Any]) -> Callable[[Callable[..., Any]], HotLoop]:
    """Return a decorator for the steps of a loop whose other form is the function `arrays`."""
    return lambda steps: HotLoop(steps, arrays)


@atexit.register
def _finish() -> None:
    """Let the compiler end what it is at: a thread in it must not be killed."""
    _ending.set()
    if _compiling.acquire(timeout=_LAST_WAIT):
        _compiling.release()
