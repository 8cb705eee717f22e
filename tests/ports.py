"""Ports for servers that cannot choose one themselves, and for those that must not answer."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from pathlib import Path

LOWEST = 10_000


def free_ports(count: int) -> list[int]:
    """Return ports on which nothing listens, below those that the system gives to who asks for any.

    Whatever is started meanwhile does not take them.
    """
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    end = int(given.read_text().split()[0]) if given.exists() else 32_768
    found: list[int] = []
    for port in random.SystemRandom().sample(range(LOWEST, end), end - LOWEST):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.append(port)
        if len(found) == count:
            break
    return found
