"""Processes that tests start, and what they say."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence


class Process(subprocess.Popen[str]):
    """A process that writes what it says to a file: a pipe that nobody reads fills up and holds it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
        self._written = tempfile.TemporaryFile()  # noqa: SIM115 – closed by `ended`
        super().__init__(command, stdout=self._written, stderr=self._written, text=True, env=environment)

    @property
    def said(self) -> str:
        """What it has said so far."""
        return os.pread(self._written.fileno(), 1 << 24, 0).decode("utf-8", "replace")

    def stop(self) -> str:
        """End it, if it has not ended by itself, and return what it said."""
        self.terminate()
        return self.ended()

    def ended(self) -> str:
        """Wait for its end, and return what it said."""
        self.wait(timeout=60)
        said = self.said
        self._written.close()
        return said
