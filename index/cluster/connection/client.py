"""A cluster as it is asked: requests and answers are JSON, and an answer is whole or an error."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import orjson

from ...deadline import remaining
from ...errors import ClusterUnavailable, SearchTimeout
from .address import ClusterAddress
from .credentials import Credentials, from_environment
from .pool import Connection
from .refusals import NoAnswerInTime, refusal

# Seconds in which an answer must have come.
ANSWER, BULK = 30.0, 120.0
# Seconds in which the shard of a document that is written must be there.
SHARD = 5
_SEARCHES = ("_search", "_msearch", "_count")
# Of the time of a search, so that a cluster that ends one in time is told from one that does not answer.
_FOR_THE_CLUSTER = 0.9
# What a node answers that has no room just now, or no manager; a reader asks again after these seconds.
_BUSY = 429
_PASSING = (_BUSY, 502, 503, 504)
_PAUSES = (0.1, 0.4)
# A writer, after which a build would be lost, waits longer: what was refused as busy was not begun.
_LONG_PAUSES = (0.5, 2.0, 8.0, 20.0)
# What is refused by the same number for a disk that is full, or by what takes time to find another manager.
_LASTING = (b"cluster_block_exception", b"manager_not_discovered")


class Client:
    """A cluster, for many threads. Raises what `refusals` makes of an answer that is an error.

    And ClusterUnavailable where no host answers, or not as a whole: never a part of what was asked for. Where
    the deadline of the thread passes, it raises SearchTimeout.
    """

    def __init__(self, address: ClusterAddress, credentials: Credentials | None = None) -> None:
        """Connect with the first request, as the environment says if there are no `credentials`."""
        self.address = address
        self._connection = Connection(address, credentials or from_environment())

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Tell a search whose time passes while nobody answers from one that takes long."""
        try:
            yield
        except NoAnswerInTime:
            raise
        except SearchTimeout:
            if self._connection.silent:
                raise NoAnswerInTime(self.address) from None
            raise

    def __repr__(self) -> str:
        return f"<Client of {self.address}>"

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        timeout: float | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the cluster answers to `method path`, {} if that is nothing.

        `body` is sent as JSON, bytes as they are; `timeout` are seconds. A document that is not there is an
        answer, with `found` false; an index that is not there is IndexMissing.
        """
        content = body if isinstance(body, bytes) else None if body is None else orjson.dumps(body)
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        action = path.rsplit("/", 1)[-1]
        limits = {**self.preferences(), **self.time_limit()} if action == "_search" else {}
        target = f"/{path.lstrip('/')}" + _query({**limits, **(params or {})})
        reads = method in ("GET", "HEAD") or action in _SEARCHES
        for pause in (*(_PAUSES if reads else _LONG_PAUSES), None):
            status, data = self._connection.send(
                method, target, content, kind, timeout or ANSWER, again=reads
            )
            passes = status in _PASSING if reads else status == _BUSY
            # Without a manager it has waited for one half a minute.
            if pause is None or not passes or any(each in data for each in _LASTING):
                break
            left = remaining()
            if left is not None and left <= pause:
                break
            time.sleep(pause)
        answer = self._read(status, data)
        if action in _SEARCHES:
            for each in answer.get("responses", (answer,)):
                self._check_whole(each)
        return answer

    def bulk(self, lines: bytes) -> dict[str, Any]:
        """Return the answer to a bulk, where each item has a status of its own; raises as `request` does.

        It may reach the cluster twice, so it must mean the same then. An item whose shard is away fails after
        `SHARD` seconds.
        """
        target = "/_bulk" + _query({"timeout": f"{SHARD}s"})
        status, data = self._connection.send("POST", target, lines, "application/x-ndjson", BULK, again=True)
        return self._read(status, data)

    def preferences(self) -> dict[str, Any]:
        """Return how searches are to be answered: as a whole, and of several hosts by the one that is asked.

        It asks others for the shards that it lacks. A single host spreads them over the cluster.
        """
        whole = {"allow_partial_search_results": False}
        return whole | {"preference": "_local"} if len(self.address.hosts) > 1 else whole

    @staticmethod
    def time_limit() -> dict[str, str]:
        """Return by when a search must have ended, as nobody waits for it any more; {} for none."""
        left = remaining()
        return {} if left is None else {"timeout": f"{max(int(left * _FOR_THE_CLUSTER * 1000), 1)}ms"}

    def _read(self, status: int, data: bytes) -> dict[str, Any]:
        try:
            answer = orjson.loads(data) if data else {}
        except ValueError:
            answer = data.decode(errors="replace")
        if status < 300 and isinstance(answer, list):
            return {"items": answer}
        if status < 300 and not isinstance(answer, dict):
            raise ClusterUnavailable(f"What answers at {self.address} is no OpenSearch: ask for its port.")
        if status < 300 or (status == 404 and isinstance(answer, dict) and "found" in answer):
            found: dict[str, Any] = answer
            return found
        raise refusal(status, answer, self.address)

    def _check_whole(self, answer: Mapping[str, Any]) -> None:
        """Raise for the answer to a search that is an error, out of time, or from a part of the shards."""
        if "error" in answer:
            raise refusal(int(answer.get("status", 500)), answer, self.address)
        if answer.get("timed_out") and remaining() is not None:
            raise SearchTimeout
        failed = answer.get("_shards", {}).get("failed", 0)
        if failed or answer.get("timed_out"):
            problem = f"{failed} of its shards failed" if failed else "it ran out of time"
            raise ClusterUnavailable(f"The cluster of {self.address} answers only in part: {problem}.")


def _query(params: Mapping[str, Any]) -> str:
    """Return parameters as an address takes them: `true`, and lists with commas."""
    plain = {
        name: str(value).lower() if isinstance(value, bool)
        else ",".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in params.items()
    }  # fmt: skip
    return f"?{urlencode(plain)}" if plain else ""
