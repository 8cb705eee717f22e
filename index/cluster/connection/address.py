"""Addresses of indexes on a cluster: `opensearch://host[:port],host[:port]/name`, with TLS `opensearchs://`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ...address import CLUSTERS
from ...errors import BadQuery
from ..names import of_another

# Where OpenSearch listens unless it is told otherwise, with TLS and without.
PORT = 9200
# A generation's name and the kind of index come behind it; a cluster allows 255 bytes in all.
LONGEST_NAME = 200
_HOST = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(?P<port>\d{1,5}))?"
)
_NAME = re.compile(r"[^\W\sA-Z_\-.][^\sA-Z\\/*?\"<>|,#:%&=+;@]*")
_EXAMPLE = "write it as opensearch://host:9200/name, several hosts with commas between them"


@dataclass(frozen=True)
class ClusterAddress:
    """Where an index is: hosts as `host:port`, any of which is asked, its name there, whether by TLS."""

    hosts: tuple[str, ...]
    name: str
    tls: bool = False

    def __str__(self) -> str:
        return f"opensearch{'s' if self.tls else ''}://{','.join(self.hosts)}/{self.name}"


def parse(address: str | os.PathLike[str]) -> ClusterAddress:
    """Return what an address says; raises BadQuery for one that is none, or that holds a password.

    A password would be seen in the list of processes, in logs and in messages: none is repeated here.
    """
    scheme, _, rest = os.fspath(address).partition("://")
    hosts, _, name = rest.partition("/")
    if "@" in rest:
        raise BadQuery(
            "A user or password in an address would be seen by others: take `…@` out, and set "
            "RASFOI_OPENSEARCH_USER and RASFOI_OPENSEARCH_PASSWORD."
        )
    if scheme not in CLUSTERS:
        raise BadQuery(f"`{address}` is no address of a cluster: {_EXAMPLE}.")
    return ClusterAddress(
        tuple(dict.fromkeys(_host(each.strip(), f"{address}") for each in hosts.split(","))),
        _checked_name(name.removesuffix("/"), f"{address}"),
        scheme == "opensearchs",
    )


def _host(text: str, address: str) -> str:
    found = _HOST.fullmatch(text)
    if not found:
        problem = f"has `{text}` for a host" if text else "names no host"
        raise BadQuery(f"`{address}` {problem}: {_EXAMPLE}.")
    port = int(found["port"] or PORT)
    if not 0 < port < 65536:
        raise BadQuery(f"`{address}` has the port {port}; it must be from 1 to 65535.")
    return f"{found['host'].lower()}:{port}"


def _checked_name(name: str, address: str) -> str:
    """Return the name of an index that a cluster takes: it is also the beginning of longer names there."""
    if not name:
        raise BadQuery(f"`{address}` does not say which index: {_EXAMPLE}.")
    if name != name.lower():
        raise BadQuery(f"`{name}` cannot be the name of an index on a cluster; write `{name.lower()}`.")
    if not _NAME.fullmatch(name):
        raise BadQuery(
            f"`{name}` cannot be the name of an index on a cluster: it begins with a letter or digit, and "
            'has no blank and none of \\ / * ? " < > | , # : % & = + ; @.'
        )
    if of_another(name):
        raise BadQuery(
            f"`{name}` would be a part of another index on its cluster: no name ends in -files or -writer, "
            "or has that of a generation in it."
        )
    if len(name.encode()) > LONGEST_NAME:
        raise BadQuery(
            f"The name of an index on a cluster may have {LONGEST_NAME} bytes; this one has "
            f"{len(name.encode())}."
        )
    return name
