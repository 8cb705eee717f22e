"""Write docs/FORMAT.md from what the code declares: `python tools/format_document.py`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rasfoi.index.cluster.files import (
    ARTICLE_ARRAYS,
    ARTICLES,
    COUNT_ARRAYS,
    COUNTS,
    DELETED,
    MANIFEST,
    PART,
    WORD_ARRAYS,
    WORDS,
)
from rasfoi.index.directory.array_file import FORMAT
from rasfoi.index.directory.block_sums import BLOCK
from rasfoi.index.embedding.vectors import MOST_COMPARED
from rasfoi.index.segment.format import ARRAYS, LISTS, SIZES, VECTORS, ArrayFormat

TARGET = Path(__file__).resolve().parent.parent / "docs" / "FORMAT.md"
HEAD = f"""# The files of an index

An index is a folder. `CURRENT` names the published generation, `LOCK` is held by whoever writes, `MODEL`
says where the model of its vectors is, if it has any, and each `gen-<when>-<pid>/` is a complete index
(format {FORMAT}) that nothing changes once it is published. The one before it is kept, for `rasfoi rollback`.

| file | what it is |
|---|---|
| `info.json` | articles, analyzer, format, when it was built, segments, deletions, checksums of files |
| `segment-*.ras` | the articles and their postings, see below; hard links where an update took them over |
| `deleted-*.ras` | which articles of a segment still count: a bit each |
| `vectors-*.ras` | optional: what the articles of a segment mean, see [below](#the-arrays-of-vectors) |
| `duplicates.ras` | the groups of articles with nearly the same text |
| `manifest.ras` | hash, size and time of every file that was read, and how; whether a program gave articles |
| `_MAIN_*.toc` | Whoosh's table of contents, a pickle; our `open_whoosh` never unpickles it |

A `.ras` file is `rasfoi\\0\\0`, then arrays, each at a multiple of 64 bytes, then the checksums of their
blocks, then a table of contents in JSON (name, dtype, start and count of every array in their order, start,
count and checksum of the checksums, and what else belongs to the file), its length and its checksum in eight
bytes each, and `rasfoi\\0\\0` again. Numbers are little-endian.

A checksum is an XXH3 of 64 bits; every {BLOCK // 1024} KiB of an array, counted from its start, have one, and
so has what is left at its end. A block is compared with its checksum when it is first read (a stored
article with that of its own zstd frame), a segment whole before it is merged with others, and everything by
`rasfoi info --check`. The checksum of a file's table of contents, which has those of all others, tells the
file from any other: `info.json` lists it for each one, so that a file of another index is refused, and for
other files a checksum of their bytes. Only the manifest is not there, as an update with nothing new renews it
in place; it names its generation.

Checksums tell damage, not forgery. To open an index of somebody else runs nothing that stands in it, by
`rasfoi.open` and by our `open_whoosh`; Whoosh's own `open_dir` unpickles its table of contents, which can run
any code.

## The arrays of a segment

Sizes:

"""
MIDDLE = """
| array | items | how many | meaning |
|---|---|---|---|
"""
VECTORS_HEAD = """
## The arrays of vectors

Of the articles of one segment, for search by meaning ([meaning.md](meaning.md)); M are their chunks, D the
dimensions of the model, whose name, folder and identity stand in the table of contents. Vectors that are made
and not yet published stand in `vectors-<model>.journal` beside the generations, frames with a checksum each.
"""
LISTS_HEAD = f"""
Where a segment has more than {MOST_COMPARED:,} chunks, `spans`, `vectors` and `scales` stand list by list,
each list of vectors that are near each other, and these are there too; K are the lists, the square root of M:
"""


def _named(arrays: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in arrays)


CLUSTER_HEAD = f"""
## An index on a cluster

A generation is two indexes there. `NAME-g<when>-<random>` has a document for each article, with the fields
that `index/cluster/articles/mapping.py` tells; what is sent back of one is its field `record`: JSON,
compressed by zstd. `NAME-g<when>-<random>-files` has these files, in documents
`{{name, part, data}}` of {PART >> 20} MiB each, and the document `state`: format and analyzer, segments, and
the length and SHA-256 of each file. The aliases `NAME` and `NAME-files` stand for the published one;
`NAME-writer` has the lock. Nothing changes a published generation but an update with nothing new, which
renews its manifest.

| file | what it is |
|---|---|
| `{WORDS.format("*")}` | of a segment, the arrays {_named(WORD_ARRAYS)} |
| `{ARTICLES.format("*")}` | of a segment, the arrays {_named(ARTICLE_ARRAYS)} |
| `{COUNTS.format("*")}` | how many articles have each lemma, see below; written anew by an update |
| `{DELETED.format("*")}` | which articles of a segment still count |
| `{MANIFEST}` | as in a folder |

The arrays of counts, where C are the lemmas of the segment:
"""


def document() -> str:
    """Return the text of the file."""
    sizes = "".join(f"- **{size}**: {meaning}\n" for size, meaning in SIZES.items())
    return (
        HEAD
        + sizes
        + MIDDLE
        + rows(ARRAYS)
        + VECTORS_HEAD
        + MIDDLE
        + rows(VECTORS)
        + LISTS_HEAD
        + MIDDLE
        + rows(LISTS)
        + CLUSTER_HEAD
        + MIDDLE
        + rows(COUNT_ARRAYS)
    )


def rows(arrays: dict[str, ArrayFormat]) -> str:
    """Return a line for each array."""
    return "".join(
        f"| `{name}` | {each.dtypes.replace(' ', ' or ')} | {each.size} | {each.meaning} |\n"
        for name, each in arrays.items()
    )


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
