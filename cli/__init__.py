"""The command line: thin over the library; data on standard output, everything else on standard error."""

from . import building, keeping, meaning, searching, serving
from .group import main

__all__ = ["building", "keeping", "main", "meaning", "searching", "serving"]
