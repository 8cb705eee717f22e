"""The state of a generation on a cluster: the one document that tells what it is, found through an alias."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple

from ..analysis.version import analyzer_version
from ..directory.array_file import FORMAT
from ..errors import IndexCorrupt, IndexOutdated
from .connection.client import Client
from .files import ARTICLES, COUNTS, DELETED, STATE, STATE_KEY, WORDS, StoredFile
from .names import files_index

# Raised whenever the meaning of fields or files changes that are not in a segment.
LAYOUT = 2


class SegmentState(NamedTuple):
    """A segment of a generation: its number, which its articles have, and the names of its files."""

    number: int
    words: str
    counts: str
    articles: str
    # "" where no article of it was deleted or replaced.
    deleted: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its files."""
        return [name for name in (self.words, self.counts, self.articles, self.deleted) if name]

    @classmethod
    def numbered(cls, number: int, *, all_alive: bool) -> SegmentState:
        """Return a segment with files of the usual names."""
        words, counts, articles = (each.format(number) for each in (WORDS, COUNTS, ARTICLES))
        return cls(number, words, counts, articles, "" if all_alive else DELETED.format(number))


@dataclass(frozen=True)
class State:
    """What a generation is.

    `previous` is the one that was published before it, "" for none; `built` is when, in ISO 8601.
    `duplicates` tells whether any two articles have nearly the same text.
    """

    generation: str
    previous: str
    articles: int
    built: str
    duplicates: bool
    segments: tuple[SegmentState, ...]
    files: dict[str, StoredFile]
    analyzer: str = field(default_factory=analyzer_version)
    format: int = FORMAT
    layout: int = LAYOUT

    def document(self) -> dict[str, Any]:
        """Return the document that holds it."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told["segments"] = [each._asdict() for each in self.segments]
        told["files"] = {name: each._asdict() for name, each in self.files.items()}
        return {STATE: told}


def published(client: Client) -> State:
    """Return the state of the generation that is published.

    Raises IndexMissing where there is none, IndexCorrupt where an alias stands for two or the state cannot be
    read, and IndexOutdated for one of another analyzer or format.
    """
    return checked(client, published_any(client))


def published_any(client: Client) -> State:
    """Return the state of the published generation, by whatever analyzer; else it is as `published`."""
    alias = files_index(client.address.name)
    hits = _found(client, alias)
    if len(hits) > 1:
        names = " and ".join(sorted(hit["_index"] for hit in hits))
        raise IndexCorrupt(
            f"The alias {alias} stands for {names}, not for one. Take the wrong one out of it, and out of "
            f"{client.address.name}; or run `rasfoi rebuild CORPUS --index {client.address}`."
        )
    return _read(client, hits[0] if hits else {"_index": alias})


def state_of(client: Client, generation: str) -> State:
    """Return the state of a generation, published or not; raises as `published`."""
    index = files_index(client.address.name, generation)
    return checked(client, _read(client, next(iter(_found(client, index)), {"_index": index})))


def checked(client: Client, state: State) -> State:
    """Return a state; raise IndexOutdated for one of another analyzer or format."""
    own = analyzer_version(), FORMAT, LAYOUT
    if (state.analyzer, state.format, state.layout) != own:
        analyzer, written, layout = own
        raise IndexOutdated(
            f"{client.address} was built by {state.analyzer}, format {state.format}.{state.layout}; this is "
            f"{analyzer}, format {written}.{layout}. Run `rasfoi rebuild CORPUS --index {client.address}`."
        )
    return state


def _found(client: Client, index: str) -> list[dict[str, Any]]:
    body = {"query": {"ids": {"values": [STATE_KEY]}}, "size": 2}
    hits: list[dict[str, Any]] = client.request("POST", f"{index}/_search", body)["hits"]["hits"]
    return hits


def _read(client: Client, hit: dict[str, Any]) -> State:
    try:
        told = dict(hit["_source"][STATE])
        told["segments"] = tuple(SegmentState(**each) for each in told["segments"])
        told["files"] = {name: StoredFile(**each) for name, each in told["files"].items()}
        state = State(**told)
        datetime.fromisoformat(state.built)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _altered(client, hit) from None
    if hit["_index"] != files_index(client.address.name, state.generation):
        raise _altered(client, hit)
    return state


def _altered(client: Client, hit: dict[str, Any]) -> IndexCorrupt:
    fix = f"Run `rasfoi rebuild CORPUS --index {client.address}`."
    return IndexCorrupt(f"{hit['_index']} has no state of a generation of {client.address}. {fix}")
