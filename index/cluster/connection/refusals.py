"""What a cluster answers instead of what it was asked for, as the errors that Răsfoi raises."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...errors import (
    BadQuery,
    ClusterDenied,
    ClusterUnavailable,
    IndexBusy,
    IndexMissing,
    RasfoiError,
    SearchTimeout,
)
from .address import ClusterAddress
from .credentials import API_KEY, PASSWORD, USER

_PERMISSION = re.compile(r"no permissions for \[(.*?)\](?: and |$)")
# What a cluster protects itself with: full disks, an index that may not be written.
_BLOCKS = ("cluster_block_exception", "index_create_block_exception")
_LONGEST_REASON = 300
# What other servers answer to a request that they do not know; a cluster says more.
_NOT_ASKED_SO = (404, 405, 501)


class IndexClosed(IndexMissing):
    """The index is there and closed: nothing of it can be read until it is opened on the cluster."""


class Rejected(ClusterUnavailable):
    """The cluster has no room for a request just now (429); it may be sent again, later or in parts."""


class TooLarge(ClusterUnavailable):
    """A request has more bytes than the cluster takes (413)."""


class NoAnswerInTime(ClusterUnavailable, SearchTimeout):
    """The cluster says nothing while a search may last: a search that lasts too long it would have ended."""

    def __init__(self, address: ClusterAddress) -> None:
        super().__init__(
            f"The cluster of {address} does not answer in the time that a search may take: it hangs, or has "
            "too much to do. `GET /_cluster/health` there tells which nodes are away."
        )


class Refused(RasfoiError):
    """A request that the cluster finds wrong: a kind of error that no other class tells.

    `kind` is the type of the error as the cluster names it.
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Problem(NamedTuple):
    """What the body of an answer says went wrong: the type of the innermost cause, and its reason."""

    kind: str
    reason: str


def problem_of(answer: Any) -> Problem:
    """Return what an answer that is an error says; it may also be a text, as proxies send them."""
    error = answer
    if isinstance(answer, dict):
        # Of what is asked of every shard, each says what it lacks.
        failures = answer.get("_shards", {}).get("failures") or [{}]
        error = answer.get("error") or failures[0].get("reason", "")
    if not isinstance(error, dict):
        return Problem("", _short(error))
    causes = [*(error.get("root_cause") or ()), error]
    inner = error.get("caused_by")
    cause = next((each for each in causes if each.get("type")), error)
    if str(cause.get("type", "")) == "search_phase_execution_exception" and isinstance(inner, dict):
        cause = inner
    return Problem(str(cause.get("type", "")), _short(cause.get("reason") or error.get("reason") or ""))


def _short(text: object) -> str:
    return " ".join(str(text or "").split())[:_LONGEST_REASON]


def refusal(status: int, answer: Any, address: ClusterAddress) -> RasfoiError:
    """Return the error for an HTTP status from 300 on and the body that came with it."""
    problem = problem_of(answer)
    kind, reason = problem
    said = f"{kind}: {reason}" if kind else reason or f"status {status}"
    if kind in _BLOCKS:
        return ClusterUnavailable(
            f"The cluster of {address} lets nothing be written: {reason}. {_advice(reason)}"
        )
    if kind == "cluster_manager_not_discovered_exception":
        return ClusterUnavailable(
            f"The cluster of {address} has no manager, as half or more of its nodes are away: nothing can be "
            "written until some are started. Searches go on."
        )
    if status in (401, 403):
        return _denied(status, reason, address)
    if kind == "index_closed_exception":
        return IndexClosed(
            f"{address} is closed on its cluster; open it there (`POST /{address.name}/_open`)."
        )
    if kind == "invalid_index_name_exception":
        return BadQuery(f"The cluster refuses the name of {address}: {reason}.")
    if status in _NOT_ASKED_SO and not (isinstance(answer, dict) and {"error", "_index"} & answer.keys()):
        return ClusterUnavailable(f"What answers at {address} is no OpenSearch: give the port of a node.")
    if status == 404:
        return IndexMissing(
            f"There is no index {address}; `rasfoi rebuild CORPUS --index {address}` makes one."
        )
    if status == 409:
        return IndexBusy(f"{address} is being written by another process ({said}).")
    if status == 413:
        return TooLarge(f"The cluster of {address} takes no request of this size; allow more there.")
    if status == 429:
        return Rejected(f"The cluster of {address} is too busy to answer ({said}); ask again later.")
    if status >= 500:
        return ClusterUnavailable(
            f"The cluster of {address} cannot answer just now ({said}). {_advice(said)}"
        )
    if status < 400:
        return ClusterUnavailable(f"What answers at {address} sends on elsewhere: it is no OpenSearch.")
    if not kind and "HTTPS" in reason:
        return ClusterUnavailable(f"The cluster of {address} wants TLS: write opensearchs://.")
    return Refused(f"The cluster of {address} refuses a request: {said}.", kind)


def _denied(status: int, reason: str, address: ClusterAddress) -> ClusterDenied:
    if status == 401:
        return ClusterDenied(
            f"The cluster of {address} does not know who asks: set {USER} and {PASSWORD}, or {API_KEY}."
        )
    if found := _PERMISSION.search(reason):
        return ClusterDenied(
            f"The cluster of {address} refuses: the user lacks the permission {found[1]}; give it by a role."
        )
    return ClusterDenied(
        f"The cluster of {address} refuses what the user asks for: {reason or 'status 403'}."
    )


def _advice(reason: str) -> str:
    if "flood" in reason or "read-only / allow delete" in reason:
        return "A disk there is over its flood-stage watermark: free some of it."
    if "create-index blocked" in reason:
        return "The disks there are over their high watermark: free some of them."
    return "`GET /_cluster/health` there tells which nodes and shards are missing."
