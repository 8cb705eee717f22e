"""A cluster of OpenSearch on loopback, each node a process that can be killed, held up and started again."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from ..ports import free_ports
from .jars import SERVER, server

SECONDS = 120
# Death is noticed within two seconds, not within thirty; its patience is not under test.
SETTINGS = {
    "cluster.name": "rasfoi",
    "network.host": "127.0.0.1",
    "action.auto_create_index": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "cluster.info.update.interval": "10s",
    "discovery.find_peers_interval": "200ms",
    **{
        f"cluster.fault_detection.{which}_check.{name}": value
        for which in ("follower", "leader")
        for name, value in {"interval": "500ms", "retry_count": "2"}.items()
    },
}


class LocalCluster:
    """Nodes named n1, n2 …; `close` ends them and removes what they wrote."""

    def __init__(
        self,
        nodes: int = 3,
        *,
        heap: str = "512m",
        ports: Sequence[int] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Start a cluster and wait until it is whole; raises `jars.Missing` where that cannot be."""
        self._server, self._heap, self._settings = server(), heap, settings or {}
        self._archive = self._server.folder / "local-node.jsa"
        self.names = [f"n{number + 1}" for number in range(nodes)]
        chosen = free_ports(2 * nodes)
        self._ports = dict(zip(self.names, ports or chosen[:nodes], strict=True))
        self._transport = dict(zip(self.names, chosen[nodes:], strict=True))
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        with ExitStack() as undo:
            self.folder = Path(tempfile.mkdtemp(prefix="rasfoi-cluster-"))
            undo.callback(self.close)
            for name in self.names:
                self.start(name)
            self.wait()
            undo.pop_all()

    @property
    def hosts(self) -> list[str]:
        """The nodes as an address names them."""
        return [f"127.0.0.1:{port}" for port in self._ports.values()]

    def address(self, name: str, hosts: Sequence[str] | None = None) -> str:
        """Return the address of an index: on all nodes, or through some of them."""
        return f"opensearch://{','.join(hosts or self.hosts)}/{name}"

    def start(self, name: str) -> None:
        """Start a node, with what it had written if it ran before; does not wait for it."""
        peers = ",".join(f"127.0.0.1:{port}" for port in self._transport.values())
        settings = SETTINGS | {
            "node.name": name,
            "path.home": str(self.folder / name),
            "http.port": str(self._ports[name]),
            "transport.port": str(self._transport[name]),
            "discovery.seed_hosts": peers,
            "cluster.initial_cluster_manager_nodes": ",".join(self.names),
            **self._settings,
        }
        command = [str(self._server.java), f"-Xms{self._heap}", f"-Xmx{self._heap}", "-XX:+UseSerialGC"]
        command += ["-XX:TieredStopAtLevel=1", "-XX:+AutoCreateSharedArchive"]
        command += [f"-XX:SharedArchiveFile={self._archive}", "-Xlog:disable"]
        command += [f"-Dlog4j2.configurationFile={SERVER}/log4j2.properties"]
        command += ["-cp", self._server.class_path, "LocalNode"]
        command += [f"{key}={value}" for key, value in settings.items()]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a node a signal: SIGKILL as a machine that dies, SIGSTOP as one that hangs, SIGCONT."""
        process = self.processes[name]
        process.send_signal(number)
        if number == signal.SIGKILL:
            process.wait()
            assert process.stdin
            process.stdin.close()

    def running(self) -> list[str]:
        """Return the nodes whose processes run."""
        return [name for name, process in self.processes.items() if process.poll() is None]

    def wait(self, seconds: float = SECONDS) -> None:
        """Wait until every node is there and every shard has its copies; raises TimeoutError."""
        end = time.monotonic() + seconds
        path = f"/_cluster/health?wait_for_nodes={len(self.names)}&wait_for_status=green&timeout=5s"
        while time.monotonic() < end:
            if dead := set(self.names) - set(self.running()):
                raise TimeoutError(f"{dead} ended: {self._last_words(min(dead))}")
            try:
                if not self.request("GET", path)["timed_out"]:
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.1)
        raise TimeoutError(f"The cluster is not whole after {seconds} s: {self._last_words(self.names[0])}")

    def heal(self) -> None:
        """Bring back nodes that were killed or held up, and wait until the cluster is whole."""
        for name in self.names:
            if name in self.running():
                self.signal(name, signal.SIGCONT)
            else:
                self.start(name)
        self.wait()

    def _last_words(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-2000:]

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Return what the first running node answers, also where that is an error; raises OSError."""
        port = self._ports[(self.running() or self.names)[0]]
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{port}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except HTTPError as error:
            return json.loads(error.read() or b"{}")

    def close(self) -> None:
        """End all nodes."""
        # A Java that ends by itself keeps its classes, so that the next ones start in half the time.
        writes = not self._archive.exists() and next(iter(self.running()), None)
        for name in self.running():
            if name != writes:
                self.signal(name, signal.SIGKILL)
        if writes:
            self.signal(writes, signal.SIGCONT)
            with suppress(subprocess.TimeoutExpired):
                self.processes[writes].communicate(timeout=30)
            self.processes[writes].kill()
        for process in self.processes.values():
            process.wait()
            if process.stdin:
                process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)
