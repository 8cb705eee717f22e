"""Whether a segment is built as `format` says, looked at whenever one is opened.

A flipped or cut byte must never lead a search outside of an array. What lies in the small arrays is
checked here, and so are its checksums; what lies in the postings is compared with those where it is read,
and looked at by the loops that read it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array, Container
from ..errors import IndexCorrupt
from .format import ARRAYS, DTYPES, POSITION_MARK
from .postings.packed_positions import ends_size, packed_size
from .signatures import BINS

# Arrays of starts and what they lead into.
_STARTS = {
    "concept_blocks": "concept_text", "form_blocks": "form_text", "variant_starts": "variant_forms",
    "form_starts": "form_concepts", "starts": "docs", "title_starts": "title_docs", "head_starts": "head_at",
    "record_starts": "records",
}  # fmt: skip
# Arrays of numbers and what they number.
_NUMBERS = {"variant_forms": "F", "form_concepts": "C", "head_concepts": "C", "bitmap_concepts": "C"}


def check_structure(box: Container) -> None:
    """Raise IndexCorrupt, naming the file and the array, for a segment that is not built as declared."""
    for name in ARRAYS:
        if name not in box or box.part(name).dtype.name not in DTYPES[name]:
            raise _corrupt(box, name)
    sizes = _sizes(box)
    for name, array in ARRAYS.items():
        if array.size and len(box.part(name)) != _count(array.size, sizes):
            raise _corrupt(box, name)
    for name, target in _STARTS.items():
        if not _leads_through(box[name], len(box.part(target))):
            raise _corrupt(box, name)
    for name, size in _NUMBERS.items():
        if int(box[name].max(initial=0)) >= max(sizes[size], 1):
            raise _corrupt(box, name)
    _check_parts(box, sizes)


def _sizes(box: Container) -> dict[str, int]:
    articles = box.meta.get("articles")
    if not isinstance(articles, int) or articles < 0:
        raise _corrupt(box, "articles")
    lengths = {"C": "starts", "F": "form_counts", "V": "variant_forms", "P": "docs", "T": "title_docs"}
    sizes = {size: len(box.part(name)) for size, name in lengths.items()}
    return sizes | {"N": articles, "C": sizes["C"] - 1}


def _count(written: str, sizes: dict[str, int]) -> int:
    """Return how many items a size of `ARRAYS` is: `N`, `2 N` or `C + 1`."""
    times, _, more = written.partition(" + ")
    factor, _, size = times.rpartition(" ")
    return int(factor or 1) * sizes[size] + int(more or 0)


def _leads_through(starts: Array, length: int) -> bool:
    """Tell whether starts ascend from 0 to the length of what they lead into."""
    if not len(starts) or int(starts[0]) or int(starts[-1]) != length:
        return False
    return bool((starts[1:] >= starts[:-1]).all())


def _check_parts(box: Container, sizes: dict[str, int]) -> None:
    """Check what fits no rule that several arrays share."""
    count, bits = box.meta.get("position_count"), box.meta.get("position_bits")
    if not isinstance(count, int) or not isinstance(bits, int) or count < 0 or bits < 1:
        raise _corrupt(box, "positions")
    for name, size in (("positions", packed_size(count, bits)), ("position_ends", ends_size(count))):
        if len(box.part(name)) != size:
            raise _corrupt(box, name)
    marks: NDArray[np.uint32] = box["position_marks"]
    steady = bool((marks[1:] >= marks[:-1]).all()) and int(marks.max(initial=0)) <= count
    if len(marks) != -(-sizes["P"] // POSITION_MARK) or not steady:
        raise _corrupt(box, "position_marks")
    for name in ("sources", "sections"):
        names = box.meta.get(name)
        if not isinstance(names, list) or int(box[name].max(initial=0)) >= max(len(names), 1):
            raise _corrupt(box, name)
    numbers = box["wide_masks"][: len(box["wide_masks"]) // 2]
    ascending = bool((numbers[1:] > numbers[:-1]).all())
    if len(box["wide_masks"]) % 2 or not ascending or int(numbers.max(initial=0)) >= max(sizes["P"], 1):
        raise _corrupt(box, "wide_masks")
    heads = len(box["head_concepts"])
    lengths = [len(box[name]) for name in ("head_levels", "head_most")] + [len(box["head_starts"]) - 1]
    if any(length != heads for length in lengths):
        raise _corrupt(box, "head_concepts")
    if len(box.part("bitmaps")) != len(box["bitmap_concepts"]) * -(-sizes["N"] // 8):
        raise _corrupt(box, "bitmaps")
    if len(box.part("signatures")) != sizes["N"] * BINS:
        raise _corrupt(box, "signatures")


def _corrupt(box: Container, name: str) -> IndexCorrupt:
    return IndexCorrupt(f"{box.path} is altered in `{name}`. Run `rasfoi rebuild`.")
