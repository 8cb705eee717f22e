"""A segment is what its format declares: writers may write nothing else, readers open nothing else."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasfoi
from rasfoi.index.directory.array_file import Array, Container
from rasfoi.index.directory.array_writer import ContainerWriter
from rasfoi.index.segment.format import ARRAYS, DTYPES
from rasfoi.index.segment.reader import Segment

ROOT = Path(__file__).parents[3]


@pytest.fixture
def segment(index_dir: Path) -> Path:
    return next(index_dir.glob("gen-*/segment-*.ras"))


def rewritten(source: Path, target: Path, name: str, change: Callable[[Array], Array]) -> Path:
    """Write a segment again, with right sums, one array changed."""
    box = Container(source)
    writer = ContainerWriter(target)
    for each in box.names:
        writer.add(each, change(box[each].copy()) if each == name else box[each])
    writer.close(box.meta)
    return target


def first_beyond(array: Array) -> Array:
    array[len(array) // 2] = np.iinfo(array.dtype).max
    return array


def test_every_array_of_a_segment_is_declared(segment: Path) -> None:
    box = Container(segment)
    assert set(box.names) == set(ARRAYS)
    assert all(box[name].dtype.name in DTYPES[name] for name in box.names)


@pytest.mark.parametrize(
    "name", [name for name, each in ARRAYS.items() if each.size or name.startswith("position")]
)
def test_an_array_of_another_length_is_not_opened(segment: Path, tmp_path: Path, name: str) -> None:
    altered = rewritten(segment, tmp_path / "a.ras", name, lambda array: array[:-1])
    with pytest.raises(rasfoi.IndexCorrupt, match=r"a\.ras is altered in `\w+`"):
        Segment(Container(altered))


@pytest.mark.parametrize("name", [*ARRAYS])
def test_an_array_of_another_dtype_is_not_opened(segment: Path, tmp_path: Path, name: str) -> None:
    altered = rewritten(segment, tmp_path / "a.ras", name, lambda array: array.astype(np.float32))
    with pytest.raises(rasfoi.IndexCorrupt, match=f"`{name}`"):
        Segment(Container(altered))


@pytest.mark.parametrize(
    "name",
    "concept_blocks form_blocks variant_starts variant_forms form_starts form_concepts starts position_marks "
    "title_starts record_starts sources sections".split(),
)
def test_a_number_that_leads_outside_is_not_opened(segment: Path, tmp_path: Path, name: str) -> None:
    altered = rewritten(segment, tmp_path / "a.ras", name, first_beyond)
    with pytest.raises(rasfoi.IndexCorrupt, match=f"`{name}`"):
        Segment(Container(altered))


def test_a_writer_writes_what_is_declared_and_all_of_it(tmp_path: Path) -> None:
    writer = ContainerWriter(tmp_path / "a.ras", {"a": frozenset({"uint8"}), "b": frozenset({"int64"})})
    for name, dtype in (("c", np.uint8), ("a", np.uint16)):
        with pytest.raises(ValueError, match=f"`{name}` of {np.dtype(dtype).name} is not declared"):
            writer.add(name, np.zeros(1, dtype))
    writer.add("a", np.zeros(1, np.uint8))
    with pytest.raises(ValueError, match="lacks b"):
        writer.close({})
    writer.abandon()


def test_the_document_of_the_format_is_in_step() -> None:
    path = ROOT / "tools" / "format_document.py"
    spec = importlib.util.spec_from_file_location("format_document", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "FORMAT.md").read_text("utf-8") == module.document()
