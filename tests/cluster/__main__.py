"""`make cluster`: three nodes for trying, until Ctrl-C."""

from __future__ import annotations

import signal
import socket
import sys
import threading

from .jars import Missing
from .local_cluster import LocalCluster

# Where OpenSearch listens unless it is told otherwise.
USUAL = (9200, 9201, 9202)


def main(nodes: str = "3") -> int:
    """Start some nodes, say where they are, and wait to be stopped."""
    print(f"Starting {nodes} nodes; the first time their jars are fetched, about 60 MB.", file=sys.stderr)
    ports = USUAL[: int(nodes)] if all(map(_free, USUAL)) else ()
    try:
        cluster = LocalCluster(int(nodes), ports=ports)
    except (Missing, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        for host, (name, process) in zip(cluster.hosts, cluster.processes.items(), strict=True):
            print(f"{name}: http://{host}, process {process.pid}", file=sys.stderr)
        print("An index on them, in another terminal:", file=sys.stderr)
        print(f"rasfoi rebuild articole --index {cluster.address('stiri')}", flush=True)
        print("What is there goes with them; Ctrl-C stops them.", file=sys.stderr)
        return 0 if watch(cluster, stop) else 1
    finally:
        cluster.close()


def watch(cluster: LocalCluster, stop: threading.Event) -> bool:
    """Tell of each node that ends by itself, until it is time to stop or none is left; then return False."""
    running = cluster.running()
    while running and not stop.wait(0.2):
        for name in set(running) - set(running := cluster.running()):
            left = f"{len(running)} of {len(cluster.names)} nodes run" if running else "no node runs any more"
            print(f"{name} ended; {left}.", file=sys.stderr)
    return bool(running)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return bool(probe.connect_ex(("127.0.0.1", port)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
