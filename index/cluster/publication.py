"""Generations on a cluster: a new one beside the published one, and the one step that publishes it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ..errors import ClusterUnavailable, IndexCorrupt, IndexMissing, RasfoiError
from ..report import Note
from . import files
from .articles import mapping
from .connection.client import Client
from .files import StoredFile
from .indexes import Indexes, point_to, remove, sweep
from .lock import Lock, locked
from .names import articles_index, files_index, new_generation
from .state import SegmentState, State

# Seconds in which a new generation's copies are waited for; a published one makes them all the same.
_COPIES, _STEP = 60.0, 0.2
# Of larger indexes, as `_clone` or a lot of shards, the answer takes longer.
_LONG = 120.0
REPLICAS = 1


class Sizes(NamedTuple):
    """Into how many shards an index of articles is cut, None for as many as it needs; copies of each."""

    shards: int | None
    replicas: int


class NewGeneration:
    """A generation that is being written; `name` tells it, `previous` the one that is published, or ""."""

    def __init__(self, client: Client, lock: Lock) -> None:
        self._client, self._lock = client, lock
        self._indexes = Indexes(client)
        self.previous = self._indexes.published
        self.name = new_generation()
        self.articles = articles_index(client.address.name, self.name)
        self.files = files_index(client.address.name, self.name)
        self._published = False

    def create(self, shards: int) -> None:
        """Make its indexes, empty and without copies."""
        self._put(self.articles, mapping.mapping(shards, 0))
        self._put(self.files, {"settings": mapping.settings(1, 0), "mappings": files.mapping()})

    def _put(self, index: str, body: dict[str, Any]) -> None:
        self._client.request("PUT", index, body, timeout=_LONG)

    def start_anew(self) -> Sizes:
        """Remove what was made of it; return the sizes of the published one, or the usual ones."""
        self.discard()
        with contextlib.suppress(IndexMissing):
            if self.previous:
                return self.before
        return Sizes(None, REPLICAS)

    @property
    def before(self) -> Sizes:
        """The sizes of the published generation."""
        index = articles_index(self._client.address.name, self.previous)
        told = self._client.request("GET", f"{index}/_settings")[index]["settings"]["index"]
        return Sizes(int(told["number_of_shards"]), int(told["number_of_replicas"]))

    def clone(self) -> None:
        """Make its indexes as copies of those of the published generation, which share their files."""
        name = self._client.address.name
        settings = {"settings": {"index.blocks.write": None, "index.number_of_replicas": 0}}
        for old, new in (
            (articles_index(name, self.previous), self.articles),
            (files_index(name, self.previous), self.files),
        ):
            # As they are since they were published, unless somebody let them be written.
            block(self._client, old, True)
            self._client.request("POST", f"{old}/_clone/{new}", settings, timeout=_LONG)

    def state(
        self, articles: int, duplicates: bool, segments: Sequence[SegmentState], stored: dict[str, StoredFile]
    ) -> State:
        """Return what it is."""
        built = datetime.now().astimezone().replace(microsecond=0).isoformat()
        return State(self.name, self.previous, articles, built, duplicates, tuple(segments), stored)

    def publish(self, articles: int, replicas: int) -> list[Note]:
        """Make it the one that readers open, once it has so many articles; return what to tell."""
        both = f"{self.articles},{self.files}"
        request = self._client.request
        request("POST", f"{both}/_refresh", timeout=_LONG)
        found = request("GET", f"{self.articles}/_count")["count"]
        if found != articles:
            raise IndexCorrupt(
                f"{self.articles} has {found} articles, not {articles}; nothing was published."
            )
        request("POST", f"{both}/_flush", timeout=_LONG)
        request("PUT", f"{both}/_settings", {"index": {"number_of_replicas": replicas, "blocks.write": True}})
        notes = wait_for_copies(self._client, both, replicas)
        self._lock.renew()
        point_to(self._client, self.name)
        self._published = True
        with contextlib.suppress(RasfoiError):
            sweep(self._client)
        return notes

    def discard(self) -> None:
        """Remove what was made of it, unless it was published."""
        if not self.is_published:
            remove(self._client, [self.articles, self.files])

    @property
    def is_published(self) -> bool:
        """Whether readers open it: whoever is stopped while it is being published cannot know."""
        return self._published or Indexes(self._client).published == self.name


@contextlib.contextmanager
def writing(client: Client) -> Iterator[NewGeneration]:
    """Hold the writer's lock and yield a new generation, which is removed unless it is published.

    What dead builds have left is removed first. Raises IndexBusy while another process builds, BadQuery where
    the name is that of an index of something else.
    """
    with locked(client) as lock:
        sweep(client)
        new = NewGeneration(client, lock)
        try:
            yield new
        except (KeyboardInterrupt, SystemExit) as stop:
            with contextlib.suppress(RasfoiError):
                stop.add_note(_what_stays(new))
            raise
        finally:
            # Where that fails, the next build does it.
            with contextlib.suppress(RasfoiError):
                new.discard()


def _what_stays(new: NewGeneration) -> str:
    if new.is_published:
        return f"{new.name} is published."
    return "The published index is untouched." if new.previous else "Nothing was published."


def write_state(client: Client, state: State) -> None:
    """Write what a generation is."""
    index = files_index(client.address.name, state.generation)
    client.request("PUT", f"{index}/_doc/{files.STATE_KEY}", state.document(), params={"refresh": True})


def block(client: Client, index: str, blocked: bool) -> None:
    """Let nobody write into an index, or let it be written again."""
    client.request("PUT", f"{index}/_settings", {"index": {"blocks.write": blocked}})


def wait_for_copies(client: Client, indexes: str, replicas: int) -> list[Note]:
    """Wait until all shards have their copies, for a while; return a note where they have none.

    Raises ClusterUnavailable where shards are missing altogether.
    """
    end = time.monotonic() + _COPIES
    while True:
        health = client.request("GET", f"_cluster/health/{indexes}")
        status, nodes = health["status"], health["number_of_data_nodes"]
        if status == "green":
            return []
        if status == "yellow" and nodes <= replicas:
            few = f"the cluster has {nodes} node" + ("s" if nodes > 1 else "")
            return [Note("", f"{few}: no room for replicas ({replicas} asked for); the index does without")]
        if time.monotonic() > end:
            break
        time.sleep(_STEP)
    if status == "yellow":
        return [
            Note("", f"the copies of the index are not all made after {_COPIES:.0f} s; the cluster goes on")
        ]
    raise ClusterUnavailable(
        f"Shards of {indexes} are missing; nothing was published. `GET /_cluster/health` tells which nodes "
        "are away."
    )
