"""The files of a generation on a cluster: what is in each, how they are cut into documents, and read back.

A file lies in documents `{name, part, data}`, of which the state of the generation tells how many there are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from ..directory.array_file import Array, Container
from ..directory.array_writer import ContainerWriter
from ..errors import ClusterUnavailable, IndexCorrupt
from ..segment.format import ARRAYS, ArrayFormat
from ..segment.reader import Segment
from ..segment.term_dictionary import csr
from .articles.counts import MASKS, Counts
from .bulk import Action, send
from .connection.client import Client

# Bytes of a file in one document: 4 MB in base64.
PART = 3 << 20
NAME, NUMBER, DATA, STATE = "name", "part", "data", "state"
# The `_id` of the state's document.
STATE_KEY = "state"
WORDS, COUNTS, ARTICLES, DELETED = "words-{}.ras", "counts-{}.ras", "articles-{}.ras", "deleted-{}.ras"
MANIFEST = "manifest.ras"

# The arrays of `WORDS` and `ARTICLES` are those of a segment, see `segment.format`.
WORD_ARRAYS = (
    "concept_text", "concept_blocks", "form_text", "form_blocks", "variant_starts", "variant_forms",
    "form_counts", "form_capitals", "form_starts", "form_concepts", "form_bits", "form_letters",
)  # fmt: skip
ARTICLE_ARRAYS = ("ids", "keys", "files", "title_lengths", "body_lengths", "signatures")
COUNT_ARRAYS = {
    "mask_starts": ArrayFormat("uint32", "C + 1", "where the masks of each lemma begin in `masks`"),
    "masks": ArrayFormat("uint8", "", "the masks that articles have of the lemma, ascending"),
    "mask_counts": ArrayFormat("uint32", "", "how many articles have each of them; none has 0"),
    "title_counts": ArrayFormat("uint32", "C", "in how many titles each lemma is"),
}


class StoredFile(NamedTuple):
    """A file as the state of a generation tells of it: bytes, their SHA-256 in hexadecimal digits, parts."""

    length: int
    sha256: str
    parts: int


def mapping() -> dict[str, Any]:
    """Return the fields of an index of files."""
    return {
        "dynamic": "strict",
        "properties": {
            NAME: {"type": "keyword"},
            NUMBER: {"type": "integer"},
            DATA: {"type": "binary"},
            STATE: {"type": "object", "enabled": False},
        },
    }


def write_words(segment: Segment, path: Path) -> None:
    """Write the vocabulary of a segment."""
    meta = {
        name: segment.box.meta[name] for name in ("articles", "positions", "pivots", "sources", "sections")
    }
    _write(path, {name: segment.box[name] for name in WORD_ARRAYS}, meta)


def write_articles(segment: Segment, path: Path) -> None:
    """Write what an update needs to know of the articles of a segment."""
    meta = {name: segment.box.meta[name] for name in ("articles", "pivots")}
    _write(path, {name: segment.box[name] for name in ARTICLE_ARRAYS}, meta)


def write_counts(counts: Counts, articles: int, path: Path) -> None:
    """Write the counts of so many articles."""
    concepts, masks = np.divmod(counts.keys, MASKS)
    starts = csr(np.bincount(concepts, minlength=len(counts.titles)))
    columns = {
        "mask_starts": starts.astype(np.uint32), "masks": masks.astype(np.uint8),
        "mask_counts": counts.counts.astype(np.uint32), "title_counts": counts.titles.astype(np.uint32),
    }  # fmt: skip
    _write(path, columns, {"articles": articles})


def read_counts(box: Container) -> Counts:
    """Return the counts in a file."""
    starts, masks = box["mask_starts"].astype(np.int64), box["masks"].astype(np.int64)
    keys = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) * MASKS + masks
    return Counts(keys, box["mask_counts"].astype(np.int64), box["title_counts"].astype(np.int64))


def _write(path: Path, columns: dict[str, Array], meta: dict[str, Any]) -> None:
    declared = ARRAYS | COUNT_ARRAYS
    writer = ContainerWriter(path, {name: frozenset(declared[name].dtypes.split()) for name in columns})
    for name, column in columns.items():
        writer.add(name, column)
    writer.close(meta, sync=False)


def write_manifest(manifest: Container, without: Sequence[int], path: Path) -> None:
    """Write a manifest without some files, by their hashes, which an update is to read again."""
    stays = ~np.isin(manifest["files"], np.array(without, np.uint64))
    writer = ContainerWriter(path)
    for name in manifest.names:
        writer.add(name, manifest[name][stays])
    writer.close(manifest.meta, sync=False)


def upload(client: Client, index: str, paths: Sequence[Path]) -> dict[str, StoredFile]:
    """Send files; return what the state tells of them, by their names."""
    actions = (Action(key, source) for path in paths for key, source in parts_of(path))
    if refused := send(client, index, actions):
        action, reason = refused[0]
        raise ClusterUnavailable(f"The cluster of {client.address} does not take {action.key}: {reason}.")
    return {path.name: describe(path) for path in paths}


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of a file: the `_id` and the JSON of each."""
    with path.open("rb") as file:
        for number, data in enumerate(iter(lambda: file.read(PART), b"")):
            document = {NAME: path.name, NUMBER: number, DATA: base64.b64encode(data).decode()}
            yield part_key(path.name, number), orjson.dumps(document)


def part_key(name: str, number: int) -> str:
    """Return the `_id` of a part of a file."""
    return f"{name}:{number}"


def describe(path: Path) -> StoredFile:
    """Return what the state tells of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    length = path.stat().st_size
    return StoredFile(length, digest, -(-length // PART))


def download(client: Client, index: str, name: str, stored: StoredFile, path: Path) -> None:
    """Write a file of the generation whose index of files is `index`; raises what `pieces` does."""
    with path.open("wb") as file:
        for data in pieces(client, index, name, stored):
            file.write(data)


def pieces(client: Client, index: str, name: str, stored: StoredFile) -> Iterator[bytes]:
    """Yield a file piece by piece; raise IndexCorrupt at its end if it is not as it was stored."""
    digest, length = hashlib.sha256(), 0
    for number in range(stored.parts):
        data = _part(client, index, name, number)
        digest.update(data)
        length += len(data)
        yield data
    if (length, digest.hexdigest()) != (stored.length, stored.sha256):
        fix = f"Run `rasfoi rebuild CORPUS --index {client.address}`."
        raise IndexCorrupt(f"{name} in {index} is altered. {fix}")


def _part(client: Client, index: str, name: str, number: int) -> bytes:
    body = {"query": {"ids": {"values": [part_key(name, number)]}}, "size": 1, "_source": [DATA]}
    hits = client.request("POST", f"{index}/_search", body)["hits"]["hits"]
    try:
        return base64.b64decode(hits[0]["_source"][DATA], validate=True)
    except (LookupError, ValueError):
        return b""
