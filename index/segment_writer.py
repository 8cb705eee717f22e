"""Run files to one segment file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .article import Failure
from .container import Array, ContainerWriter
from .frequent import write_frequent
from .merge import VARIANT_BITS, Source, Words, merge, unite
from .ranking import Pivots, pivots
from .runs import StoredRun, load
from .vocabulary import csr, letters, write_vocabulary

# tf is stored in a byte; 0 sends the reader to the table of larger ones.
MAX_TF = 255
# A posting's first position is found by adding up frequencies from the last of these marks.
POSITION_MARK = 128


class Written(NamedTuple):
    """What went into a segment: articles, and the articles left out because their id was taken."""

    articles: int
    failures: list[Failure]


def write_segment(
    path: Path, runs: Sequence[Path], dictionary: bytes, taken: NDArray[np.uint64], means: Pivots | None
) -> Written:
    """Merge run files into a segment at `path`.

    Articles whose id hash is in `taken`, or was seen earlier in the corpus, are left out. `means`
    fixes the pivots of the ranking; None takes them from these articles.
    """
    stored = [load(run) for run in runs]
    numbers, failures = _number_articles(stored, taken)
    kept = [number >= 0 for number in numbers]
    lengths = {
        name: np.concatenate([getattr(each.run, name)[keep] for each, keep in zip(stored, kept, strict=True)])
        for name in ("title_lengths", "body_lengths")
    }
    totals = lengths["title_lengths"] + lengths["body_lengths"]
    means = means or pivots(int(totals.sum()), int(lengths["title_lengths"].sum()), len(totals))
    words = unite(each.run for each in stored)
    writer = ContainerWriter(path)
    try:
        _write_words(writer, words)
        sources = [Source(each.run, number) for each, number in zip(stored, numbers, strict=True)]
        _write_postings(writer, sources, words, totals, lengths["title_lengths"], means)
        meta = _write_documents(writer, stored, kept, lengths)
        writer.add("dictionary", np.frombuffer(dictionary, np.uint8))
        writer.close(meta | {"pivots": list(means), "positions": int(totals.sum())})
    except BaseException:
        writer.abandon()
        path.unlink(missing_ok=True)
        raise
    return Written(len(totals), failures)


def _number_articles(
    stored: Sequence[StoredRun], taken: NDArray[np.uint64]
) -> tuple[list[NDArray[np.int64]], list[Failure]]:
    """Return each run's article numbers in the segment, -1 for repeated ids, and a report of those."""
    ids = np.concatenate([each.documents.ids for each in stored])
    orders = np.concatenate([each.orders for each in stored])
    order = np.lexsort((orders, ids))
    repeated = np.zeros(len(ids), np.bool_)
    repeated[order[1:]] = ids[order[1:]] == ids[order[:-1]]
    repeated |= np.isin(ids, taken)
    numbers = np.where(repeated, -1, np.cumsum(~repeated) - 1)
    cuts = np.cumsum([len(each.orders) for each in stored])[:-1]
    failures = [
        Failure(each.labels[at], "another article has the same id; the first one is kept")
        for each, flags in zip(stored, np.split(repeated, cuts), strict=True)
        for at in np.flatnonzero(flags)
    ]
    return np.split(numbers, cuts), failures


def _write_words(writer: ContainerWriter, words: Words) -> None:
    write_vocabulary(writer, "concept", words.concept_keys)
    write_vocabulary(writer, "form", words.form_keys)
    writer.add("variant_starts", words.variant_starts)
    writer.add("variant_forms", words.forms_of)
    writer.add("form_counts", words.form_counts)
    concepts = np.repeat(np.arange(len(words.concept_keys)), np.diff(words.variant_starts))
    order = np.argsort(words.forms_of, kind="stable")
    writer.add("form_starts", csr(np.bincount(words.forms_of, minlength=len(words.form_keys))))
    writer.add("form_concepts", concepts[order].astype(np.uint32))
    rank = np.arange(len(order)) - words.variant_starts[concepts]
    writer.add("form_bits", (1 << np.minimum(rank, VARIANT_BITS - 1))[order].astype(np.uint8))
    writer.add("form_letters", np.fromiter(map(letters, words.form_keys), np.uint32, len(words.form_keys)))


class _Columns:
    """Reserved arrays of a segment, filled in piece by piece."""

    def __init__(self, writer: ContainerWriter, columns: dict[str, tuple[Any, int]]) -> None:
        self._writer = writer
        self._arrays = {name: writer.reserve(name, *spec) for name, spec in columns.items()}
        self._filled = dict.fromkeys(columns, 0)

    def append(self, name: str, values: Array) -> int:
        """Add values to a column; return where they begin."""
        at = self._filled[name]
        self._arrays[name][at : at + len(values)] = values
        self._filled[name] += len(values)
        return at

    def of(self, name: str) -> Array:
        """Return what is in a column."""
        return self._arrays[name][: self._filled[name]]

    def close(self) -> None:
        """Fix the lengths of all columns."""
        for name, array in self._arrays.items():
            self._writer.trim(name, array, self._filled[name])


def _write_postings(
    writer: ContainerWriter, sources: list[Source], words: Words, lengths: Array, titles: Array, means: Pivots
) -> None:
    postings = sum(len(source.run.docs) for source in sources)
    positions = sum(len(source.run.positions) for source in sources)
    titled = int(sum(source.run.terms[0].sum() for source in sources))
    wide = any(source.run.positions.itemsize > 2 for source in sources)
    columns = _Columns(
        writer,
        {
            "docs": (np.uint32, postings), "tf": (np.uint8, postings),
            "impact": (np.uint8, postings), "mask": (np.uint8, postings),
            "positions": (np.uint32 if wide else np.uint16, positions),
            "title_docs": (np.uint32, titled), "title_impact": (np.uint8, titled),
            "title_mask": (np.uint8, titled),
        },
    )  # fmt: skip
    counts, title_counts, marks, large = [], [], [], []
    for piece in merge(sources, words, lengths, titles, means):
        counts.append(piece.postings)
        title_counts.append(piece.title_postings)
        first = columns.append("docs", piece.docs)
        at = columns.append("positions", piece.positions)
        columns.append("tf", np.where(piece.tf > MAX_TF, 0, piece.tf))
        over = np.flatnonzero(piece.tf > MAX_TF)
        large.append(np.stack([over + first, piece.tf[over]]))
        marks.append((at + csr(piece.tf)[:-1])[-first % POSITION_MARK :: POSITION_MARK])
        for name in ("impact", "mask", "title_docs", "title_impact", "title_mask"):
            columns.append(name, getattr(piece, name))
    columns.close()
    starts = csr(np.concatenate(counts))
    writer.add("starts", starts)
    write_frequent(writer, starts, columns.of("docs"), columns.of("impact"), len(lengths))
    writer.add("title_starts", csr(np.concatenate(title_counts)))
    writer.add("position_marks", np.concatenate(marks).astype(np.int64))
    writer.add("large_tf", np.concatenate(large, axis=1).astype(np.int64).ravel())


def _write_documents(
    writer: ContainerWriter, stored: Sequence[StoredRun], kept: list[Array], lengths: dict[str, Array]
) -> dict[str, Any]:
    """Write the columns of the articles; return what belongs into the table of contents."""
    for name, values in lengths.items():
        writer.add(name, values.astype(np.uint32))
    pairs = list(zip(stored, kept, strict=True))
    writer.add("terms", np.concatenate([each.run.terms[:, keep] for each, keep in pairs], axis=1).ravel())
    for name in ("ids", "keys", "dates"):
        writer.add(name, np.concatenate([getattr(each.documents, name)[keep] for each, keep in pairs]))
    writer.add("files", np.concatenate([each.files[keep] for each, keep in pairs]))
    meta: dict[str, Any] = {"articles": len(lengths["title_lengths"])}
    for name in ("sources", "sections"):
        values = [np.array(getattr(each.documents, name), object)[keep] for each, keep in pairs]
        meta[name], codes = np.unique(np.concatenate(values).astype(str), return_inverse=True)
        meta[name] = meta[name].tolist()
        writer.add(name, codes.astype(np.uint32))
    sizes = np.concatenate([np.where(keep, each.documents.sizes, 0) for each, keep in pairs])
    every = np.concatenate(kept)
    writer.add("record_starts", csr(sizes[every]))
    writer.add_chunks("records", np.uint8, (_records(each, keep) for each, keep in pairs))
    return meta


def _records(each: StoredRun, keep: Array) -> Array:
    if keep.all():
        return each.documents.records
    return each.documents.records[np.repeat(keep, each.documents.sizes)]
