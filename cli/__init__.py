"""The command line: thin over the library; data on standard output, everything else on standard error."""

from .commands import building, completing, keeping, meaning, reading, searching, serving
from .group import main

__all__ = ["building", "completing", "keeping", "main", "meaning", "reading", "searching", "serving"]
