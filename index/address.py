"""Addresses of indexes: a folder of this machine, or a kind of store and what follows `://`."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import BadQuery


def kind_of(address: str | os.PathLike[str]) -> str:
    """Return what stands before `://` in an address, "" for a folder; raises TypeError for none of both."""
    if not isinstance(address, str | os.PathLike):
        fix = "give its folder. An index in memory is built anew"
        raise TypeError(f"{type(address).__name__} is no address of an index: {fix}.")
    kind, found, _ = os.fspath(address).partition("://")
    return kind if found else ""


def folder_of(address: str | os.PathLike[str]) -> Path:
    """Return the folder that an address is; raises BadQuery for one of another kind."""
    if kind := kind_of(address):
        raise BadQuery(f"`{kind}://` addresses are not supported; give the folder of an index.")
    return Path(address)
