"""Documents sent to a cluster in bulks: few in flight, and again those that it has no room for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import chain, count
from threading import Event
from typing import Any, NamedTuple

import orjson

from ..errors import ClusterUnavailable, RasfoiError
from .connection.client import Client
from .connection.refusals import Rejected, TooLarge, problem_of, refusal

# A bulk has at most so many documents and bytes, a document of more bytes alone.
DOCUMENTS, BYTES = 200, 4 << 20
_THREADS = 3
# Seconds before what was not taken is sent again, at first and at most; from `_LONG` on in two halves. After
# `_PATIENCE` a build gives up.
_SHORT, _LONG, _LONGEST = 0.2, 0.8, 8.0
_PATIENCE = 90.0
# No disk or no index: sending again helps nothing.
_FATAL = ("cluster_block_exception", "index_not_found_exception", "index_closed_exception")


class Action(NamedTuple):
    """A document to be written, or deleted where it has no `source`; `label` names it to a user."""

    key: str
    source: bytes | None
    label: str = ""


class Refusal(NamedTuple):
    """A document that the cluster does not take, and why."""

    action: Action
    reason: str


def send(
    client: Client, index: str, actions: Iterable[Action], sent: Callable[[int], None] = lambda count: None
) -> list[Refusal]:
    """Write and delete documents; return those that are refused. `sent` is told how many more are done.

    Raises ClusterUnavailable where the cluster takes nothing for a minute and a half, or its disks are full.
    """
    sender = _Sender(client, index)
    refused: list[Refusal] = []
    flying: set[Future[tuple[int, list[Refusal]]]] = set()
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            for bulk in chain(bulks(actions), [None]):
                # Behind the last one all that are in flight are waited for.
                while len(flying) >= (_THREADS if bulk else 1):
                    done, flying = wait(flying, return_when=FIRST_COMPLETED)
                    for future in done:
                        taken, more = future.result()
                        refused += more
                        sent(taken)
                if bulk:
                    flying.add(pool.submit(lambda bulk: (len(bulk), sender.send(bulk)), bulk))
        finally:
            sender.stopped.set()
    return refused


def _pauses() -> Iterator[float]:
    """Yield seconds, ever more."""
    return (min(_SHORT * 2**times, _LONGEST) for times in count())


def bulks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    """Put actions together as they come."""
    bulk: list[Action] = []
    size = 0
    for action in actions:
        more = len(action.source or b"")
        if bulk and (len(bulk) == DOCUMENTS or size + more > BYTES):
            yield bulk
            bulk, size = [], 0
        bulk.append(action)
        size += more
    if bulk:
        yield bulk


class _Sender:
    """Sends bulks from several threads until each document is taken or refused, or `stopped` is set."""

    def __init__(self, client: Client, index: str) -> None:
        self._client, self._index = client, index
        self.stopped = Event()

    def send(self, bulk: list[Action]) -> list[Refusal]:
        """Return which documents of a bulk are refused."""
        refused: list[Refusal] = []
        begun = time.monotonic()
        for pause in _pauses():
            problem: RasfoiError
            try:
                answer = self._client.bulk(_lines(self._index, bulk))
            except TooLarge as error:
                return refused + self._halved(bulk, error)
            except ClusterUnavailable as error:
                problem = error
            else:
                bulk, more, problems = self._sorted(bulk, answer)
                refused += more
                if not bulk:
                    return refused
                problem = problems[0]
            # What is too much at once is not when it comes in parts.
            if isinstance(problem, Rejected) and pause >= _LONG and len(bulk) > 1:
                return refused + self._halved(bulk, problem)
            if time.monotonic() - begun > _PATIENCE or self.stopped.wait(pause):
                raise problem
        raise AssertionError("unreachable")

    def _halved(self, bulk: list[Action], error: RasfoiError) -> list[Refusal]:
        if len(bulk) == 1:
            return [Refusal(bulk[0], f"{error}")]
        middle = len(bulk) // 2
        return self.send(bulk[:middle]) + self.send(bulk[middle:])

    def _sorted(
        self, bulk: list[Action], answer: dict[str, Any]
    ) -> tuple[list[Action], list[Refusal], list[RasfoiError]]:
        """Return what is to be sent again, what is refused, and why the former was not taken.

        Raises ClusterUnavailable where sending again helps nothing.
        """
        again, refused, problems = [], [], []
        for action, item in zip(bulk, answer["items"], strict=True):
            told = next(iter(item.values()))
            status = told["status"]
            if status < 300 or (status == 404 and action.source is None and "error" not in told):
                continue
            kind, reason = problem_of(told)
            problem = refusal(status, told, self._client.address)
            if kind in _FATAL and status < 500:
                raise problem
            if status == 429 or status >= 500:
                again.append(action)
                problems.append(problem)
            else:
                refused.append(Refusal(action, f"the cluster refuses it ({kind}: {reason})"))
        return again, refused, problems


def _lines(index: str, bulk: list[Action]) -> bytes:
    """Return a bulk as it is sent: a line that says what to do, and behind it a document."""
    lines = []
    for key, source, _ in bulk:
        verb = "delete" if source is None else "index"
        lines.append(orjson.dumps({verb: {"_index": index, "_id": key}}))
        if source is not None:
            lines.append(source)
    return b"\n".join([*lines, b""])
