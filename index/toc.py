"""Whoosh's table of contents of a generation."""

from __future__ import annotations

from pathlib import Path


def write_toc(folder: Path, segments: list[str]) -> None:
    """Write the table of contents."""
