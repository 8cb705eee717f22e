"""The production server: granian with worker processes, never Flask's own.

An address of more than 65,534 bytes never reaches the application, nor do more than 100 headers or 400 kB of
them: granian's HTTP library answers with a bare 414 or 431, which no option changes. A shorter address that
is too long gets the 400 page.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

from ...index.address import absolute
from ...index.directory.working_folder import working_folder
from ...index.errors import RasfoiError
from ...search.opening import open_index
from . import limits
from .settings import DICTIONARY, INDEX, METRICS_FOLDER
from .watching import watching

TARGET = "rasfoi.web.server.wsgi:factory"
# What a client may take to send its request's head, and how long a connection may be idle.
HEAD_MILLISECONDS = 5_000
# Connections a worker holds at once: idle ones cost a few KiB and must not keep others out. And open files
# that it needs beside them.
CONNECTIONS, _FILES = 4_096, 256
# More deaths of workers in a minute end the server: they will not serve.
DEATHS = 20
_HERE = ("127.0.0.1", "::1", "localhost")


class PortTaken(RasfoiError):
    """Another program already listens at the address."""


def serve(
    index_dir: str | os.PathLike[str],
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    corpus: str | os.PathLike[str] | None = None,
) -> None:
    """Serve the index in `index_dir` until Ctrl-C or SIGTERM; requests under way are finished.

    Port 0 takes any free one. A process beside the workers keeps the index up to date with `corpus`,
    if one is given; there need be no index yet then. Raises `IndexMissing` or its kin if there is
    nothing to serve, and `PortTaken`.
    """
    if corpus is None:
        open_index(index_dir, dictionary=os.environ.get(DICTIONARY) or None)
    os.environ[INDEX] = absolute(index_dir)
    # Where workers are started and not forked, they must not find modules in the current folder.
    os.environ["PYTHONSAFEPATH"] = "1"
    with (
        reserved_port(host, port) as kept,
        working_folder() as metrics,
        watching(corpus, index_dir),
    ):
        os.environ[METRICS_FOLDER] = str(metrics)
        # Only now, as it imports prometheus_client.
        from ..app import create_app
        from .wsgi import factory, load_model

        # Here, as workers share what they are forked with: of a model 300 MB.
        with suppress(RasfoiError):
            load_model(open_index(index_dir))
        # A setting that cannot be used is told now, and not by every worker again and again.
        create_app(index_dir)
        port = int(kept.getsockname()[1])
        _tell_once_it_listens(index_dir, host, port)
        os.register_at_fork(after_in_child=_end_when_told)
        # Granian's own loader takes a checkout of this project for the package's parent folder.
        _granian(host, port, workers).serve(target_loader=factory, wrap_loader=False)


def _end_when_told() -> None:
    """Let a worker that does not serve yet end at once: this process's handlers, which it has, would not."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C comes to this process too, which tells its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _granian(host: str, port: int, workers: int) -> AbstractServer[Any]:
    # Most of the threads wait, see `limits`; nobody who starts the server can change their number.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    server = Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=limits.THREADS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        backlog=CONNECTIONS,
        backpressure=_possible_connections(),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.respawned_wrks = _Replaced()
    return server


class _Replaced(dict[int, float]):
    """When workers were replaced, as granian is told: never, until many died within a minute.

    It gives up where a worker and then its successor end within seconds, as by requests for what a failing
    disk no longer gives, and takes those that serve with it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._deaths: list[float] = []

    def get(self, worker: int, default: Any = 0.0) -> Any:
        """Return when a worker that has just died was started, or `default`."""
        now = time.monotonic()
        self._deaths = [*(each for each in self._deaths if each > now - 60), now]
        return now if len(self._deaths) > DEATHS else default


def _possible_connections() -> int:
    """Return how many connections a worker may hold; a low limit of open files is raised."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + _FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    # Beyond its files a worker could not accept one, and would say so again and again.
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(min(CONNECTIONS, soft - _FILES), soft // 2)


def _tell_once_it_listens(index_dir: str | os.PathLike[str], host: str, port: int) -> None:
    """Print the address as soon as a worker listens there: what waits for the line can ask at once."""
    # Looked up here: the workers are forks, which may not find the thread in the middle of it.
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]

    def wait() -> None:
        while True:
            with socket.socket(family, kind) as probe:
                if not probe.connect_ex(address):
                    break
            time.sleep(0.05)
        _tell(index_dir, host, port)

    threading.Thread(target=wait, daemon=True).start()


def _tell(index_dir: str | os.PathLike[str], host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    print(
        f"Răsfoi serves {index_dir} at http://{shown}:{port} – Ctrl-C stops it.", file=sys.stderr, flush=True
    )
    if host not in _HERE:
        print(
            f"Anyone who reaches {shown}:{port} can search: put a proxy with TLS and limits before it.",
            file=sys.stderr,
            flush=True,
        )


def free_port(host: str, port: int) -> int:
    """Return `port`, or a free one for 0, once it is sure that nobody has it; raises PortTaken."""
    with reserved_port(host, port) as probe:
        return int(probe.getsockname()[1])


def reserved_port(host: str, port: int) -> socket.socket:
    """Return a socket that keeps `port`, or a free one for 0, until it is closed; raises PortTaken.

    The server's own sockets, which share their port among workers, may have it beside this one, and would
    not notice others.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    kept = socket.socket(family, socket.SOCK_STREAM)
    # A port on which a server just ended is free.
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        kept.bind((host, port))
    except OSError as error:
        kept.close()
        reason = error.strerror or str(error)
        raise PortTaken(f"Cannot listen at {host}:{port} ({reason}). Choose another port.") from error
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return kept
