"""The indexes of all generations on a cluster: which are there, which is published, which may go."""

from __future__ import annotations

from typing import Any

from ..errors import BadQuery
from . import files
from .connection.client import Client
from .names import all_generations, articles_index, files_index, generation_of


class Indexes:
    """The indexes of all generations on a cluster, and which of them the aliases stand for."""

    def __init__(self, client: Client) -> None:
        """Ask the cluster; raises BadQuery where an index has the name that is to be an alias."""
        self._name = name = client.address.name
        every = f"{name},{files_index(name)},{all_generations(name)}"
        options = {"ignore_unavailable": True, "expand_wildcards": "all"}
        found = client.request("GET", f"{every}/_alias", params=options)
        if taken := found.keys() & {name, files_index(name)}:
            raise BadQuery(
                f"There is an index {min(taken)} on the cluster already, which is none of Răsfoi's: give "
                "another name."
            )
        self.aliases: dict[str, set[str]] = {index: {*told["aliases"]} for index, told in found.items()}

    @property
    def published(self) -> str:
        """The generation that is published, "" for none; the newest where the alias stands for several."""
        alias = files_index(self._name)
        own = [generation_of(self._name, index) for index, names in self.aliases.items() if alias in names]
        return max(own, default="")

    def generations(self) -> list[str]:
        """Return all generations, complete or not, the oldest first."""
        return sorted({generation_of(self._name, index) for index in self.aliases} - {""})

    def of(self, generation: str) -> list[str]:
        """Return the indexes of a generation that are there."""
        return [index for index in self.aliases if generation_of(self._name, index) == generation]


def point_to(client: Client, generation: str) -> None:
    """Let the aliases stand for a generation and nothing else, in one step."""
    name = client.address.name
    actions: list[dict[str, Any]] = [
        {"remove": {"index": index, "alias": alias}}
        for index, names in Indexes(client).aliases.items()
        for alias in sorted(names & {name, files_index(name)})
    ]
    for alias, index in (
        (name, articles_index(name, generation)),
        (files_index(name), files_index(name, generation)),
    ):
        actions.append({"add": {"index": index, "alias": alias}})
    client.request("POST", "_aliases", {"actions": actions})


def sweep(client: Client) -> None:
    """Remove all generations but the published one and the one before it, and what dead builds have left.

    Where none is published those stay that are complete.
    """
    indexes = Indexes(client)
    every, published = indexes.generations(), indexes.published
    before = [each for each in every if each < published]
    keep = {published, *before[-1:]} if published else {*complete(client)}
    remove(client, [index for each in every if each not in keep for index in indexes.of(each)])


def complete(client: Client) -> list[str]:
    """Return the generations that were written to their end, published or not, the oldest first."""
    name = client.address.name
    body = {"query": {"ids": {"values": [files.STATE_KEY]}}, "size": 1000, "_source": False}
    hits = client.request("POST", f"{all_generations(name)}-files/_search", body)["hits"]["hits"]
    return sorted(generation_of(name, hit["_index"]) for hit in hits)


def remove(client: Client, indexes: list[str]) -> None:
    """Remove some indexes, those that are there."""
    if indexes:
        client.request("DELETE", ",".join(indexes), params={"ignore_unavailable": True})
