"""Addresses of indexes: a folder of this machine, or a kind of store and what follows `://`."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import BadQuery

# Kinds of addresses of indexes on a cluster, without TLS and with it.
CLUSTERS = ("opensearch", "opensearchs")


def kind_of(address: str | os.PathLike[str]) -> str:
    """Return what stands before `://` in an address, "" for a folder.

    Raises TypeError for none of both, BadQuery for the address of a cluster that has lost a slash.
    """
    if not isinstance(address, str | os.PathLike):
        fix = "give its folder. An index in memory is built anew"
        raise TypeError(f"{type(address).__name__} is no address of an index: {fix}.")
    kind, found, _ = os.fspath(address).partition("://")
    if not found and kind.partition(":/")[0] in CLUSTERS:
        raise BadQuery(f"`{kind}` has lost a slash, as a Path does: give the address as text, with ://.")
    return kind if found else ""


def on_cluster(address: str | os.PathLike[str]) -> bool:
    """Tell whether an address is that of an index on a cluster."""
    return kind_of(address) in CLUSTERS


def folder_of(address: str | os.PathLike[str], wanted_for: str = "This") -> Path:
    """Return the folder that an address is; raises BadQuery for one of another kind."""
    if on_cluster(address):
        fix = "`rasfoi rebuild CORPUS --index FOLDER` makes one"
        raise BadQuery(f"{wanted_for} needs an index in a folder, which one on a cluster is not: {fix}.")
    if kind := kind_of(address):
        cluster = "opensearch://host:9200/name, with TLS opensearchs://"
        raise BadQuery(
            f"`{kind}://` is no address of an index: give its folder, or that of a cluster: {cluster}."
        )
    return Path(address)


def absolute(address: str | os.PathLike[str]) -> str:
    """Return an address that means the same in any working folder."""
    return os.fspath(address) if kind_of(address) else os.path.abspath(address)
