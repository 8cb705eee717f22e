"""Runs and segments to one segment file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from ..directory.array_writer import ContainerWriter
from ..native import loops
from ..native.sorted_sets import numbered
from ..segment.format import DTYPES, MAX_TF, POSITION_MARK, VARIANT_BITS
from ..segment.postings.impacts import K1, TITLE_B, TITLE_K1, B, Pivots, impacts, pivots
from ..segment.postings.packed_positions import ends_size, packed_size, position_bits
from ..segment.postings.top_impacts import write_frequent
from ..segment.term_dictionary import csr, letters, write_vocabulary
from .merging.merge_sources import Stored
from .merging.merger import Columns, Impacts, Source, measure, merge
from .merging.vocabulary_merge import Words, unite_words

# Positions of a segment: where there are more, another segment begins. Postings count in 32 bits then.
MAX_POSITIONS = (1 << 31) - 1


def write_segments(
    folder: Path,
    name: str,
    stored: Sequence[Stored],
    dictionary: bytes,
    means: Pivots | None,
) -> tuple[list[str], int]:
    """Merge what is stored into as many segments as it takes, `name` being the first one's.

    Returns the names of the segments that have articles, and how many these are. The rest is as for
    `write_segment`.
    """
    names: list[str] = []
    articles = 0
    groups = list(_groups(stored))
    if len(groups) > 1:
        means = means or _pivots(stored)
    for group in groups:
        path = folder / (f"{Path(name).stem}-{len(names)}.ras" if names else name)
        written = write_segment(path, group, dictionary, means)
        if written:
            names.append(path.name)
        else:
            path.unlink()
        articles += written
    return names, articles


def _groups(stored: Sequence[Stored]) -> Iterator[list[Stored]]:
    """Yield neighbours that have no more positions together than a segment may."""
    group: list[Stored] = []
    positions = 0
    for each in stored:
        size = int(each.run.position_starts[-1])
        if group and positions + size > MAX_POSITIONS:
            yield group
            group, positions = [], 0
        group.append(each)
        positions += size
    yield group


def _pivots(stored: Sequence[Stored]) -> Pivots:
    titles = sum(int(each.run.title_lengths.sum()) for each in stored)
    bodies = sum(int(each.run.body_lengths.sum()) for each in stored)
    return pivots(titles + bodies, titles, sum(len(each.alive) for each in stored))


def write_segment(path: Path, stored: Sequence[Stored], dictionary: bytes, means: Pivots | None) -> int:
    """Merge what is stored into a segment at `path`; return how many articles it has.

    Those that are not alive are left out; `unique_ids` has seen to it that no two have one id. The
    records of all must be compressed with `dictionary`. `means` fixes the pivots of the ranking; None
    takes them from these articles.
    """
    numbers = _number_articles(stored)
    kept = [number >= 0 for number in numbers]
    lengths = _Lengths(
        *(
            np.concatenate([getattr(each.run, name)[keep] for each, keep in zip(stored, kept, strict=True)])
            for name in ("title_lengths", "body_lengths")
        )
    )
    means = means or pivots(int(lengths.whole.sum()), int(lengths.title.sum()), len(lengths.whole))
    words, sources = _translate(stored, numbers)
    writer = ContainerWriter(path, DTYPES)
    try:
        _write_words(writer, words)
        meta = _write_postings(writer, sources, len(words.concepts), lengths, means)
        meta |= _write_documents(writer, stored, kept, lengths)
        writer.add("dictionary", np.frombuffer(dictionary, np.uint8))
        writer.close(meta | {"pivots": list(means), "positions": int(lengths.whole.sum())})
    except BaseException:
        writer.abandon()
        path.unlink(missing_ok=True)
        raise
    return len(lengths.whole)


class _Lengths(NamedTuple):
    """Lengths in positions of all articles of the segment: int64[N]."""

    title: NDArray[np.int64]
    body: NDArray[np.int64]

    @property
    def whole(self) -> NDArray[np.int64]:
        return self.title + self.body


def _translate(stored: Sequence[Stored], numbers: Sequence[NDArray[np.int64]]) -> tuple[Words, list[Source]]:
    """Return the united vocabulary and the sources in its terms."""
    readers = {each.vocabulary: each.read_vocabulary for each in stored}
    words, translations = unite_words([read() for read in readers.values()])
    by_path = dict(zip(readers, translations, strict=True))
    sources = [
        Source(each.run, by_path[each.vocabulary], number.astype(np.int32), each.release)
        for each, number in zip(stored, numbers, strict=True)
    ]
    return words, sources


def _number_articles(stored: Sequence[Stored]) -> list[NDArray[np.int64]]:
    """Return each article's number in the segment, -1 for those that are not alive."""
    alive = np.concatenate([each.alive for each in stored])
    numbers = np.where(alive, np.cumsum(alive) - 1, -1)
    return np.split(numbers, np.cumsum([len(each.alive) for each in stored])[:-1])


def _write_words(writer: ContainerWriter, words: Words) -> None:
    write_vocabulary(writer, "concept", words.concepts)
    write_vocabulary(writer, "form", words.forms)
    writer.add("variant_starts", words.variant_starts.astype(np.uint32))
    writer.add("variant_forms", words.forms_of)
    writer.add("form_counts", words.form_counts)
    writer.add("form_capitals", words.form_capitals)
    concepts = np.repeat(np.arange(len(words.concepts)), np.diff(words.variant_starts))
    order = np.argsort(words.forms_of, kind="stable")
    form_starts = csr(np.bincount(words.forms_of, minlength=len(words.forms)))
    writer.add("form_starts", form_starts.astype(np.uint32))
    writer.add("form_concepts", concepts[order].astype(np.uint32))
    rank = np.arange(len(order)) - words.variant_starts[concepts]
    writer.add("form_bits", (1 << np.minimum(rank, VARIANT_BITS - 1))[order].astype(np.uint8))
    writer.add("form_letters", letters(words.forms))


def _write_postings(
    writer: ContainerWriter, sources: list[Source], concepts: int, lengths: _Lengths, means: Pivots
) -> dict[str, Any]:
    """Write what belongs to postings; return what belongs into the table of contents."""
    sizes = measure(sources, concepts)
    postings, positions, titled = (int(each.sum()) for each in sizes)
    bits, packed_count = position_bits(int(lengths.whole.max(initial=0))), 0
    packed = writer.reserve("positions", np.uint8, packed_size(positions, bits))
    position_ends = writer.reserve("position_ends", np.uint8, ends_size(positions))
    reserved = [
        writer.reserve(name, dtype, count)
        for name, dtype, count in (
            ("docs", np.uint32, postings), ("impact", np.uint8, postings), ("mask", np.uint8, postings),
            ("position_marks", np.uint32, -(-postings // POSITION_MARK)), ("title_docs", np.uint32, titled),
            ("title_impact", np.uint8, titled), ("title_mask", np.uint8, titled),
        )
    ]  # fmt: skip
    columns = Columns(*(each.array for each in reserved))
    none = np.zeros((2, 0), np.uint32)
    wide_masks = [none]
    article_impacts = _impacts(lengths.whole, means.article, K1, B)
    title_impacts = _impacts(lengths.title, means.title, TITLE_K1, TITLE_B)
    for done in merge(sources, sizes, columns, article_impacts, title_impacts):
        at, frequency = done.large
        columns.impact[at] = impacts(frequency, lengths.whole[columns.docs[at]], means.article, K1, B)
        wide_masks.append(done.wide)
        loops.pack_positions(done.positions, bits, packed_count, packed.array, position_ends.array)
        packed_count += len(done.positions)
        packed.seal(packed_count * bits // 8)
        position_ends.seal(packed_count // 8)
        ends = [done.postings] * 3 + [done.postings // POSITION_MARK] + [done.titled] * 3
        for column, end in zip(reserved, ends, strict=True):
            column.seal(end)
    starts = csr(sizes.postings)
    writer.add("starts", starts.astype(np.uint32))

    def release() -> None:
        for column in (*reserved, packed, position_ends):
            column.release()

    write_frequent(writer, starts, columns.docs, columns.impact, len(lengths.whole), release)
    writer.add("title_starts", csr(sizes.titled).astype(np.uint32))
    writer.add("wide_masks", np.concatenate(wide_masks, axis=1).ravel())
    return {"position_bits": bits, "position_count": positions}


def _impacts(lengths: NDArray[np.int64], pivot: float, k1: float, b: float) -> Impacts:
    """Return the impacts of all frequencies that are stored in a byte, in articles of these lengths."""
    distinct, codes = numbered(lengths)
    table = impacts(np.arange(MAX_TF + 1)[:, None], distinct, pivot, k1, b)
    return Impacts(table, codes.astype(np.int32))


def _write_documents(
    writer: ContainerWriter, stored: Sequence[Stored], kept: list[Array], lengths: _Lengths
) -> dict[str, Any]:
    """Write the columns of the articles; return what belongs into the table of contents."""
    writer.add("title_lengths", lengths.title.astype(np.uint32))
    writer.add("body_lengths", lengths.body.astype(np.uint32))
    pairs = list(zip(stored, kept, strict=True))
    terms = np.concatenate([each.run.terms[:, keep] for each, keep in pairs], axis=1)
    writer.add("terms", terms.ravel().astype(np.uint32))
    writer.add_chunks("signatures", np.uint8, (each.run.signatures[keep].ravel() for each, keep in pairs))
    for name in ("ids", "keys", "dates"):
        writer.add(name, np.concatenate([getattr(each.documents, name)[keep] for each, keep in pairs]))
    writer.add("files", np.concatenate([each.files[keep] for each, keep in pairs]))
    meta: dict[str, Any] = {"articles": len(lengths.title)}
    for name in ("sources", "sections"):
        values = [value for each, keep in pairs for value in compress(getattr(each.documents, name), keep)]
        meta[name] = sorted(set(values))
        codes = {value: code for code, value in enumerate(meta[name])}
        writer.add(name, np.fromiter(map(codes.__getitem__, values), np.uint32, len(values)))
    sizes = np.concatenate([np.where(keep, each.documents.sizes, 0) for each, keep in pairs])
    every = np.concatenate(kept)
    writer.add("record_starts", csr(sizes[every]))
    writer.add_chunks("records", np.uint8, (part for pair in pairs for part in _records(*pair)))
    return meta


def _records(each: Stored, keep: Array) -> Iterator[Array]:
    """Yield the records that are kept, those of neighbours in one piece, and let go of the source."""
    ends = csr(each.documents.sizes)
    bounds = np.flatnonzero(np.diff(keep, prepend=False, append=False))
    for first, last in ends[bounds].reshape(-1, 2):
        yield each.documents.records[first:last]
    each.release()
