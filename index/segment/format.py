"""What is in the file of a segment: every array by name, its items, how many they are, what they mean.

Writers may only write what stands here, readers check it when they open a segment, and
`docs/FORMAT.md` is made from it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..directory.array_file import Array

# Impacts of frequencies up to this are looked up in a table when a segment is written.
MAX_TF = 255
# A posting's first position is found by counting postings from the last of these marks.
POSITION_MARK = 128
# Bits of a posting's mask; the last one stands for all forms from there on. A wide mask, kept of the
# postings that have forms beyond these, is as exact as that of a run.
VARIANT_BITS = 8
WIDE_BITS = 32
# What stands for all in a share of places with a capital.
CAPITALS = 255
# A form with a capital at such a share of its places is a name.
NAME = 0.8
_INT32 = 1 << 31


class ArrayFormat(NamedTuple):
    """An array: the dtypes that its items may have, how many they are, what they mean.

    `size` is one of `SIZES` or one more than it (`C + 1`), a multiple (`2 N`), or empty where the
    array says itself how long it is.
    """

    dtypes: str
    size: str
    meaning: str


# What the sizes of a segment are taken from: the length of an array, less one where it has ends.
SIZES = {
    "N": "articles, deleted ones too",
    "C": "lemmas (`concepts`)",
    "F": "surface forms, with their diacritics",
    "V": "pairs of a lemma and one of its forms",
    "P": "postings: a lemma in an article",
    "T": "postings of titles",
}
ARRAYS = {
    "concept_text": ArrayFormat("uint8", "", "the lemmas in UTF-8, sorted, each with a newline at its end"),
    "concept_blocks": ArrayFormat("int64", "", "where every 64th begins in `concept_text`, and its end"),
    "form_text": ArrayFormat("uint8", "", "the forms, folded ones first, sorted, as `concept_text`"),
    "form_blocks": ArrayFormat("int64", "", "as `concept_blocks`"),
    "variant_starts": ArrayFormat("uint32", "C + 1", "where each lemma's forms begin in `variant_forms`"),
    "variant_forms": ArrayFormat("uint32", "V", "form numbers, by lemma"),
    "form_counts": ArrayFormat("uint32", "F", "how often each form occurs"),
    "form_capitals": ArrayFormat(
        "uint8", "F", "at how many of its places a form begins with a capital, in shares of 255"
    ),
    "form_starts": ArrayFormat("uint32", "F + 1", "where the lemmas of each form begin in `form_concepts`"),
    "form_concepts": ArrayFormat("uint32", "V", "lemma numbers, by form"),
    "form_bits": ArrayFormat("uint8", "V", "which bit of that lemma's masks stands for the form"),
    "form_letters": ArrayFormat("uint32", "F", "which letters a form has, for the correction of words"),
    "starts": ArrayFormat("uint32", "C + 1", "where the postings of each lemma begin"),
    "docs": ArrayFormat("uint32", "P", "article numbers, ascending in each lemma"),
    "impact": ArrayFormat("uint8", "P", "the article's part of BM25, 1 to 255"),
    "mask": ArrayFormat("uint8", "P", "which of the lemma's forms are there; bit 7 for all from the eighth"),
    "wide_masks": ArrayFormat(
        "uint32", "", "posting numbers, then their masks of 32 bits, where bit 7 is set"
    ),
    "positions": ArrayFormat(
        "uint8",
        "",
        "where in its article each one is, the title first: numbers of `position_bits` bits, the lowest bit "
        "first; then eight zeros",
    ),
    "position_ends": ArrayFormat("uint8", "", "a bit for each position, the lowest first: a posting's last"),
    "position_marks": ArrayFormat("uint32", "", "the number of the first position of every 128th posting"),
    "title_starts": ArrayFormat("uint32", "C + 1", "where the title postings of each lemma begin"),
    "title_docs": ArrayFormat("uint32", "T", "as `docs`, of the titles alone"),
    "title_impact": ArrayFormat("uint8", "T", "as `impact`"),
    "title_mask": ArrayFormat("uint8", "T", "as `mask`"),
    "head_concepts": ArrayFormat("uint32", "", "lemmas with so many postings that their best are listed too"),
    "head_levels": ArrayFormat("uint8", "", "the impact that the postings listed are above"),
    "head_most": ArrayFormat("uint8", "", "the highest impact of each of these lemmas"),
    "head_starts": ArrayFormat("int64", "", "where each one's postings begin in `head_at`"),
    "head_at": ArrayFormat("uint32", "", "posting numbers, counted from the lemma's first"),
    "bitmap_concepts": ArrayFormat("uint32", "", "lemmas that so many articles have that bits are shorter"),
    "bitmaps": ArrayFormat("uint8", "", "for each of these lemmas a bit an article, the first the highest"),
    "title_lengths": ArrayFormat("uint32", "N", "positions in each title"),
    "body_lengths": ArrayFormat("uint32", "N", "positions in each body"),
    "terms": ArrayFormat("uint32", "2 N", "distinct lemmas of each title, then of each body"),
    "signatures": ArrayFormat("uint8", "80 N", "MinHash signatures, which find articles of the same text"),
    "ids": ArrayFormat("uint64", "N", "hashes of the articles' ids"),
    "keys": ArrayFormat("uint64", "N", "checksums of the records the articles came from, 0 for none"),
    "files": ArrayFormat("uint64", "N", "hashes of the files that they stood in"),
    "dates": ArrayFormat("int64", "N", "seconds since 1970 on Romania's clock; the lowest for no date"),
    "sources": ArrayFormat("uint32", "N", "numbers in the list of sources of the table of contents"),
    "sections": ArrayFormat("uint32", "N", "numbers in the list of sections of the table of contents"),
    "record_starts": ArrayFormat("int64", "N + 1", "where each stored article begins in `records`"),
    "records": ArrayFormat("uint8", "", "the stored articles, each compressed by zstd with `dictionary`"),
    "dictionary": ArrayFormat("uint8", "", "the dictionary of zstd, empty where articles are few"),
}
# The file of a segment's vectors, where there is one. M are chunks, D the dimensions of the model.
VECTORS = {
    "starts": ArrayFormat("uint32", "N + 1", "where the chunks of each article begin"),
    "texts": ArrayFormat("uint64", "N", "hashes of title and body, 0 for an article that was deleted before"),
    "spans": ArrayFormat("uint32", "2 M", "where each chunk begins and ends in its body, in characters"),
    "vectors": ArrayFormat("int8", "D M", "what each chunk means"),
    "scales": ArrayFormat("float32", "M", "what a vector is multiplied by to have length 1"),
}
# Beside them where M is large: `spans`, `vectors` and `scales` then stand list by list. K are the lists.
LISTS = {
    "centroids": ArrayFormat("float32", "D K", "the mean of the vectors of each list"),
    "list_starts": ArrayFormat("uint32", "K + 1", "where each list begins"),
    "places": ArrayFormat("uint32", "M", "where each chunk stands, by article"),
    "owners": ArrayFormat("uint32", "M", "the article of each chunk, as they stand"),
}
DTYPES = {name: frozenset(each.dtypes.split()) for name, each in ARRAYS.items()}


def ragged(starts: Array, counts: Array) -> Array:
    """Return the indices starts[i], starts[i] + 1, … of every i, counts[i] of them, in one array."""
    starts, counts = starts.astype(np.int64), counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    small = total < _INT32 and int(starts.max(initial=0)) < _INT32
    kind = np.int32 if small else np.int64
    return np.repeat((starts - (ends - counts)).astype(kind), counts) + np.arange(total, dtype=kind)
