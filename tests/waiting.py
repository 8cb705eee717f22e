"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import rasfoi


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds, however busy the machine is; till then an index may be missing."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return
        except (rasfoi.RasfoiError, OSError):
            pass
        time.sleep(0.02)
    pytest.fail(f"not within {seconds:.0f} s")
