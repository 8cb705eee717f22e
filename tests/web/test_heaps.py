"""The threads of a worker share few heaps of the C library."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import ctypes, sys, threading
from rasfoi.web.server.heaps import share_heaps
if sys.argv[2] == "shared":
    share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(32)
def work():
    together.wait()
    libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(32)]
for each in threads: each.start()
for each in threads: each.join()
out = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
def test_many_threads_share_two_heaps(tmp_path: Path) -> None:
    assert hasattr(ctypes.CDLL(None), "mallopt")
    counts = []
    for how in ("shared", "as it comes"):
        out = tmp_path / how
        subprocess.run([sys.executable, "-c", THREADS, str(out), how], check=True)
        counts.append(out.read_text().count("<heap nr="))
    assert counts[0] <= 2 < counts[1]
