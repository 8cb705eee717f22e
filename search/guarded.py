"""What every method of an index does around its work."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, NoReturn, ParamSpec, TypeVar

from ..index.deadline import within
from .arguments import seconds

if TYPE_CHECKING:
    from .engine import Index

P = ParamSpec("P")
T = TypeVar("T")


def guarded(method: Callable[Concatenate[Index, P], T]) -> Callable[Concatenate[Index, P], T]:
    """Let a method end at its `timeout`, and damage to the store be told as IndexCorrupt that names it."""

    @wraps(method)
    def checked(index: Index, /, *arguments: P.args, **options: P.kwargs) -> T:
        with index.store.guarded(), within(seconds(options.get("timeout"))):
            return method(index, *arguments, **options)

    return checked


class Closed:
    """What stands where a closed index had its store."""

    def __getattr__(self, name: str) -> NoReturn:
        raise ValueError("The index is closed; open it again.")
