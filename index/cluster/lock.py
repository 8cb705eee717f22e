"""The writer's lock of an index on a cluster: a document that its holder renews as long as it is alive."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import ClusterUnavailable, IndexBusy
from .connection.client import Client
from .connection.refusals import Refused
from .names import lock_index

# Seconds between two heartbeats, and after which a holder without one is taken for dead.
HEARTBEAT, DEAD = 10.0, 60.0
_KEY = "writer"
_IS_THERE = "resource_already_exists_exception"
_INDEX = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "object", "enabled": False}}},
}

Holder = dict[str, Any]


@contextlib.contextmanager
def locked(client: Client) -> Iterator[Lock]:
    """Hold the lock; raises IndexBusy, naming the process, while another one has it.

    A holder that gave no sign for `DEAD` seconds, or was a process of this machine that is gone, is no more.
    """
    lock = Lock(client)
    try:
        yield lock
    finally:
        lock.release()


class Lock:
    """The lock, held and renewed by a thread of its own until it is released."""

    def __init__(self, client: Client) -> None:
        """Take it; raises IndexBusy."""
        self._client, self._holder = client, _own()
        self._path = f"{lock_index(client.address.name)}/_doc/{_KEY}"
        self._mutex, self._ended = threading.Lock(), threading.Event()
        _make(client)
        self._version = self._take()
        self._thread = threading.Thread(target=self._beat, name="rasfoi-lock", daemon=True)
        self._thread.start()

    def renew(self) -> None:
        """Give a sign of life; raises IndexBusy if another process took this one for dead."""
        with self._mutex:
            try:
                self._write(self._version)
            except IndexBusy:
                # It may be this process' own, whose answer was lost.
                found = self._read()
                if found.get("_source", {}).get("holder", {}).get("token") != self._holder["token"]:
                    raise self._busy(found) from None
                self._version = _version(found)

    def release(self) -> None:
        """Let others have it. Where the cluster cannot be told, they wait until this holder looks dead."""
        self._ended.set()
        self._thread.join()
        with contextlib.suppress(ClusterUnavailable, IndexBusy):
            self._client.request("DELETE", self._path, params=self._version)

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT):
            try:
                self.renew()
            except ClusterUnavailable:
                continue
            except IndexBusy:
                return

    def _take(self) -> dict[str, int]:
        with contextlib.suppress(IndexBusy):
            return self._write({"op_type": "create"})
        found = self._read()
        if found["found"] and not _is_dead(found["_source"]["holder"]):
            raise self._busy(found)
        try:
            return self._write(_version(found) if found["found"] else {"op_type": "create"})
        except IndexBusy:
            raise self._busy(self._read()) from None

    def _write(self, condition: dict[str, Any]) -> dict[str, int]:
        self._holder["seen"] = time.time()
        answer = self._client.request("PUT", self._path, {"holder": self._holder}, params=condition)
        self._version = _version(answer)
        return self._version

    def _read(self) -> dict[str, Any]:
        return self._client.request("GET", self._path)

    def _busy(self, found: dict[str, Any]) -> IndexBusy:
        holder: Holder = found.get("_source", {}).get("holder", {})
        who = f"Process {holder.get('pid', 'unknown')} on {holder.get('host', 'another machine')}"
        return IndexBusy(f"{who} is writing {self._client.address}. Wait for it to end, or stop it.")


def _make(client: Client) -> None:
    """Make the index of the lock, unless it is there."""
    try:
        client.request("PUT", lock_index(client.address.name), _INDEX)
    except Refused as error:
        if error.kind != _IS_THERE:
            raise


def _version(answer: dict[str, Any]) -> dict[str, int]:
    """Return what a write demands of the document to be as it is."""
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _own() -> Holder:
    """Return what tells this process from all others."""
    pid = os.getpid()
    return {
        "host": socket.gethostname(), "pid": pid, "token": secrets.token_hex(8),
        "machine": _machine(), "started": _started(pid),
    }  # fmt: skip


def _is_dead(holder: Holder) -> bool:
    if time.time() - holder["seen"] > DEAD:
        return True
    return (
        bool(_machine()) and holder["machine"] == _machine() and _started(holder["pid"]) != holder["started"]
    )


def _machine() -> str:
    """Return what all processes have in common that see each other's numbers, "" where that is not told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process was started, in ticks since the machine was; "" for one that is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # Behind the name in brackets, which may have blanks, it is the twentieth.
    return told.rpartition(")")[2].split()[19]
