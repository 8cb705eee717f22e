"""Arrays are compared with their checksums block by block, where they are read and only there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasfoi
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.array_writer import ContainerWriter
from rasfoi.index.directory.block_sums import BLOCK, checksum

# Four blocks, the last of them short.
COUNT = 3 * BLOCK // 4 + 5
ITEMS = BLOCK // 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    writer = ContainerWriter(tmp_path / "a.ras")
    writer.add("before", np.arange(7, dtype=np.uint8))
    numbers = np.arange(COUNT, dtype=np.uint32)
    writer.add_chunks("pieces", np.uint32, (numbers[at : at + 999] for at in range(0, COUNT, 999)))
    room = writer.reserve("filled", np.uint32, COUNT)
    for end in (10, ITEMS, COUNT - 1):
        room.array[:end] = numbers[:end]
        room.seal(end)
    room.array[-1] = COUNT - 1
    writer.add("empty", np.empty(0, np.int64))
    writer.close({"name": "a"})
    return tmp_path / "a.ras"


def flip(path: Path, array: str, item: int) -> None:
    """Alter an item of an array of uint32."""
    place = Container(path)._table[array]["start"] + 4 * item
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["pieces", "filled"])
def test_what_was_written_is_read(path: Path, name: str) -> None:
    box = Container(path)
    assert np.array_equal(box[name], np.arange(COUNT))
    assert (len(box["empty"]), box["before"].tolist(), box.meta) == (0, list(range(7)), {"name": "a"})
    box.check()


READS: list[tuple[int, Callable[[Any], Any]]] = [
    (ITEMS, lambda array: array[ITEMS - 3 : ITEMS + 1]),
    (ITEMS, lambda array: array[np.uint32(ITEMS)]),
    (ITEMS, lambda array: array[np.array([COUNT - 1, ITEMS], np.uint32)]),
    (ITEMS, lambda array: array[:]),
    (ITEMS, lambda array: array.whole),
    (ITEMS, lambda array: array.reaching(1, COUNT - 1)),
    (ITEMS, lambda array: array.check_spans(np.array([0, 4]), np.array([1, 2 * ITEMS]))),
    (COUNT - 1, lambda array: array[-1]),
    (COUNT - 1, lambda array: array[-2:]),
]


@pytest.mark.parametrize("name", ["pieces", "filled"])
@pytest.mark.parametrize("at", range(len(READS)))
def test_an_altered_block_is_told_where_it_is_read(path: Path, name: str, at: int) -> None:
    item, read = READS[at]
    flip(path, name, item)
    box = Container(path)
    for _ in range(2):
        with pytest.raises(rasfoi.IndexCorrupt, match=rf"a\.ras is altered in `{name}`"):
            read(box.part(name))
    with pytest.raises(rasfoi.IndexCorrupt):
        box.check()


def test_other_blocks_are_read_all_the_same(path: Path) -> None:
    flip(path, "filled", ITEMS)
    array = Container(path).part("filled")
    assert array[:ITEMS].tolist() == list(range(ITEMS))
    assert array[np.array([2 * ITEMS, COUNT - 1])].tolist() == [2 * ITEMS, COUNT - 1]
    array.check_spans(np.array([0, 2 * ITEMS]), np.array([ITEMS, ITEMS]))
    assert array[5:5].tolist() == []
    assert list(array.unread) == [0, 1, 0, 0]


def test_blocks_that_changed_places_are_told(path: Path) -> None:
    start = Container(path)._table["filled"]["start"]
    data = bytearray(path.read_bytes())
    first, second = (slice(start + at * BLOCK, start + (at + 1) * BLOCK) for at in (0, 1))
    data[first], data[second] = data[second], data[first]
    path.write_bytes(data)
    with pytest.raises(rasfoi.IndexCorrupt, match="`filled`"):
        Container(path).part("filled")[3]


def test_every_byte_of_a_file_is_compared(path: Path) -> None:
    """Gaps, the checksums themselves, the table, its length and the ends of the file too."""
    data = path.read_bytes()
    table = Container(path)._table
    places = {
        *range(12),
        *range(table["pieces"]["start"] - 60, table["pieces"]["start"]),
        *range(len(data) - 900, len(data)),
    }
    for at in sorted(places):
        path.write_bytes(data[:at] + bytes([data[at] ^ 16]) + data[at + 1 :])
        with pytest.raises(rasfoi.IndexCorrupt, match=r"a\.ras"):
            Container(path).check()


@pytest.mark.parametrize("size", [0, 1, 31, 32, 100, 5000, -1, -8, -24, -200])
def test_a_cut_file_is_told(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(rasfoi.IndexCorrupt, match=r"a\.ras"):
        Container(path)


@pytest.mark.parametrize(
    "change",
    [
        {"count": 1 << 40}, {"count": -1}, {"start": -8}, {"start": 1 << 62}, {"dtype": "O"}, {"dtype": "?!"},
        {"count": "many"}, {"start": None},
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_told_though_its_checksum_is_right(
    path: Path, change: dict[str, Any]
) -> None:
    """As in a foreign index that somebody made to do harm."""
    data = path.read_bytes()
    length = int.from_bytes(data[-24:-16], "little")
    table = json.loads(data[-24 - length : -24])
    for part in (table["arrays"]["pieces"], table["sums"]):
        if "dtype" in change and part is table["sums"]:
            continue
        kept = dict(part)
        part.update(change)
        text = json.dumps(table).encode()
        tail = len(text).to_bytes(8, "little") + checksum(text).to_bytes(8, "little") + data[-8:]
        path.write_bytes(data[: -24 - length] + text + tail)
        with pytest.raises(rasfoi.IndexCorrupt, match=r"a\.ras is altered in its table"):
            Container(path)
        part.update(kept)


def test_what_the_disk_does_not_give_is_told(path: Path) -> None:
    """In a process of its own, which the system would end: what is cut off stands for what cannot be read."""
    program = (
        "import os, sys\nfrom rasfoi.index.directory.array_file import Container\n"
        "box = Container(sys.argv[1])\nos.truncate(sys.argv[1], 4096)\nbox['pieces']\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run
    assert f"IndexCorrupt: {path} cannot be read: it was cut, or its disk fails." in run.stderr
