"""Load generators: wrk where it is installed, else a client in asyncio, which takes more of the machine."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("http.lua")
_LENGTH = re.compile(rb"\ncontent-length: *(\d+)", re.I)


class Load(NamedTuple):
    """What a load found: requests a second, milliseconds of half and of 99 % of them, failed requests."""

    rate: float
    p50: float
    p99: float
    failed: int


def generator() -> str:
    """Return the name of the load generator of this machine."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def load(address: str, paths: Sequence[str], connections: int, seconds: int) -> Load:
    """Ask a server for paths, one after the other, over and over."""
    if generator() == "wrk":
        return with_wrk(address, paths, connections, seconds)
    return asyncio.run(with_asyncio(address, paths, connections, seconds))


def with_wrk(address: str, paths: Sequence[str], connections: int, seconds: int) -> Load:
    """Put on a load with wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(paths))
        listed.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT)]
        run = ["wrk", *options, address, "--", listed.name]
        output = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    found = json.loads(output[output.rindex('{"requests"') :])
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"], found["failed"])


async def with_asyncio(address: str, paths: Sequence[str], connections: int, seconds: int) -> Load:
    """Put on a load from this process."""
    begun, endless, times = perf_counter(), cycle(paths), list[float]()
    runs = [_connection(address, endless, begun + seconds, times) for _ in range(connections)]
    failed = sum(await asyncio.gather(*runs))
    passed = perf_counter() - begun
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else [0.0] * 99
    return Load(len(times) / passed, cuts[49] * 1e3, cuts[98] * 1e3, failed)


async def _connection(address: str, paths: Iterator[str], until: float, times: list[float]) -> int:
    """Ask over one connection until the time is up, note how long each answer took, count the failed."""
    host = urlsplit(address)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    failed = 0
    while (start := perf_counter()) < until:
        try:
            failed += await ask(reader, writer, next(paths), host.netloc) >= 400
        except (OSError, EOFError):
            failed += 1
            reader, writer = await asyncio.open_connection(host.hostname, host.port)
        times.append(perf_counter() - start)
    writer.close()
    return failed


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, host: str) -> int:
    """Send a request, read the whole answer and return its status; raises OSError or EOFError."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head[9:12])
