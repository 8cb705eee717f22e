"""The articles of a local segment as the documents of a cluster: what `mapping.py` says, in JSON."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from ...analysis.name_key import facet_key
from ...local_time import NO_DATE
from ...native.sorted_sets import numbered
from ...segment import stored_fields
from ...segment.reader import Segment
from ...segment.term_dictionary import Keys
from . import mapping as fields
from .block import Block, Ints, Lists, Pairs, blocks
from .groups import Hashes
from .record import pack

# Items are str.
Strings = NDArray[np.object_]
_IMPACTS = [str(impact) for impact in range(256)]


class Document(NamedTuple):
    """An article as a cluster takes it: its number in the segment, its id, the `_id` of it and its JSON."""

    doc: int
    label: str
    key: str
    source: bytes


def document_key(hashed: int) -> str:
    """Return the `_id` of the article with this `id_hash`."""
    return f"{hashed:016x}"


def documents(segment: Segment, number: int, groups: Hashes) -> Iterator[Document]:
    """Yield all articles of a segment, deleted ones too, in their order.

    `number` is that of the segment in the generation, `groups` are those of its articles, see `groups`.
    """
    words, names = _Words(segment, number), _Names(segment)
    for block in blocks(segment):
        for doc, text in zip(range(block.first, block.last), _texts(block, words), strict=True):
            record = segment.record(doc).decode()
            label, hashed = record.partition(stored_fields.SEPARATOR)[0], int(segment.ids[doc])
            place = {fields.HASH: hashed, fields.SEGMENT: number, fields.DOC: doc, **names.date(doc)}
            if groups[doc]:
                place[fields.GROUP] = int(groups[doc])
            told = place | {
                fields.ARTICLE: record,
                fields.TITLE_LENGTH: int(segment.title_lengths[doc]),
            }
            packed = pack(orjson.dumps(told)[:-1] + text.told.encode())
            head = {fields.ID: label, fields.RECORD: packed, **place, **names.of(doc)}
            yield Document(doc, label, document_key(hashed), orjson.dumps(head)[:-1] + text.sought.encode())


class _Names:
    """Sources, sections and dates of articles as fields."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._months, self._month_of = segment.months
        self._sources = list(map(_source, segment.source_names))
        self._sections = list(map(_sections, segment.section_names))

    def of(self, doc: int) -> dict[str, Any]:
        """Return the fields of the names of an article, and of its month."""
        segment = self._segment
        found: dict[str, Any] = self._sources[segment.sources[doc]] | self._sections[segment.sections[doc]]
        month = self._months[self._month_of[doc]]
        return found | {fields.MONTH: month} if month else found

    def date(self, doc: int) -> dict[str, int]:
        """Return the field of the date of an article, none without a date."""
        date = int(self._segment.dates[doc])
        return {} if date == NO_DATE else {fields.DATE: date}


def _source(name: str) -> dict[str, Any]:
    return {fields.SOURCE: name, fields.SOURCE_KEY: facet_key(name)} if name else {}


def _sections(joined: str) -> dict[str, Any]:
    if not joined:
        return {}
    names = joined.split(stored_fields.SECTIONS)
    return {fields.SECTIONS: names, fields.SECTION_KEYS: list(map(facet_key, names))}


class _Words:
    """The words of a segment by their numbers."""

    def __init__(self, segment: Segment, number: int) -> None:
        self._concepts, self._forms = (Keys.of(segment.box[f"{kind}_text"]) for kind in ("concept", "form"))
        self._variants = segment.box["variant_forms"]
        self._starts = segment.box["variant_starts"].astype(np.int64)
        self._beyond = fields.beyond(number)

    def lemma(self, concept: int) -> str:
        """Return a lemma."""
        return _word(self._concepts, concept)[1]

    def form(self, pair: int) -> tuple[str, str, str]:
        """Return of one of `Pairs` what stands for the form among features, among forms, and its lemma."""
        if pair < 0:
            lemma = self.lemma(-1 - pair)
            return self._beyond, f"{self._beyond} {lemma}", lemma
        folding, form = _word(self._forms, int(self._variants[pair]))
        return form, folding, self.lemma(int(np.searchsorted(self._starts, pair, "right")) - 1)


def _word(keys: Keys, number: int) -> tuple[str, str]:
    """Return the folding of a word, and the word."""
    key = keys.text[keys.starts[number] : keys.starts[number + 1] - 1].tobytes().decode()
    folding, _, word = key.partition("\t")
    return folding, word or folding


class _Texts(NamedTuple):
    """The fields that hold words of an article, to be told and to be sought: JSON from its first comma on."""

    told: str
    sought: str


def _texts(block: Block, words: _Words) -> Iterator[_Texts]:
    """Yield the fields that hold words of each article of a block."""
    concepts = numbered(block.anywhere.concepts)[0]
    pairs = numbered(block.forms.pairs)[0]
    lemmas = [words.lemma(concept) for concept in concepts.tolist()]
    forms = [words.form(pair) for pair in pairs.tolist()]
    features = [f",{_json(fields.feature(lemma))}:" for lemma in lemmas]
    form_features = [f",{_json(fields.feature(lemma, form))}:" for form, _, lemma in forms]
    foldings = {folding: at for at, folding in enumerate(dict.fromkeys(each[1] for each in forms))}
    folding_of = np.array([foldings[each[1]] for each in forms], np.int64)
    parts = [f",{_json(folding)}" for folding in foldings]
    streams = _streams(block, concepts, lemmas)
    columns = (
        streams, _masks(block.anywhere),
        _impacts(features, np.searchsorted(concepts, block.anywhere.concepts), block.anywhere),
        _impacts(features, np.searchsorted(concepts, block.titles.concepts), block.titles),
        _impacts(form_features, np.searchsorted(pairs, block.forms.pairs), block.forms),
        _impacts(form_features, np.searchsorted(pairs, block.title_forms.pairs), block.title_forms),
        _foldings(parts, folding_of, pairs, block.forms),
        _foldings(parts, folding_of, pairs, block.title_forms),
    )  # fmt: skip
    for (whole, title), masks, impacts, title_impacts, in_forms, in_title_forms, folded, title_folded in zip(
        *columns, strict=True
    ):
        stream = f',"{fields.CONCEPTS}":"{whole}"'
        yield _Texts(
            f'{stream},"{fields.MASKS}":"{masks}"}}',
            f'{stream},"{fields.TITLE_CONCEPTS}":"{title}"'
            f',"{fields.IMPACTS}":{{{impacts}}},"{fields.TITLE_IMPACTS}":{{{title_impacts}}}'
            f',"{fields.FORM_IMPACTS}":{{{in_forms}}},"{fields.TITLE_FORM_IMPACTS}":{{{in_title_forms}}}'
            f',"{fields.FORMS}":[{folded}],"{fields.TITLE_FORMS}":[{title_folded}]}}',
        )


def _json(text: str) -> str:
    return orjson.dumps(text).decode()


def _streams(block: Block, concepts: Ints, lemmas: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the streams of each article, and of its title, without the quotes around them."""
    parts = [fields.BETWEEN_POSITIONS + fields.NO_LEMMA]
    for lemma in lemmas:
        written = _json(lemma)[1:-1]
        parts += [fields.BETWEEN_POSITIONS + written, fields.BETWEEN_LEMMAS + written]
    strings = np.array(parts, object)
    items, bounds = block.streams.items, block.streams.bounds.tolist()
    beside = (items > 0) & (items % 2 == 0)
    numbers = 2 * np.searchsorted(concepts, (items - 1) // 2) + 1 + beside
    numbers[items == 0] = 0
    for first, middle, last in zip(bounds[:-1:2], bounds[1::2], bounds[2::2], strict=True):
        title, body = (
            _joined(strings, numbers[part]) for part in (slice(first, middle), slice(middle, last))
        )
        yield (title + body)[1:], title[1:]


def _masks(lists: Lists) -> Iterator[str]:
    bounds = lists.bounds.tolist()
    for first, last in pairwise(bounds):
        yield base64.b64encode(lists.mask[first:last].tobytes()).decode()


def _impacts(features: list[str], numbers: Ints, lists: Lists | Pairs) -> Iterator[str]:
    """Yield the features of each article with their impacts, as they stand between braces."""
    both = np.stack([numbers, len(features) + lists.impact.astype(np.int64)], axis=1).ravel()
    return _lines(np.array(features + _IMPACTS, object), both, 2 * lists.bounds)


def _foldings(parts: list[str], folding_of: Ints, pairs: Ints, lists: Pairs) -> Iterator[str]:
    """Yield the folded forms of each article, each once, as they stand between brackets."""
    owners = np.repeat(np.arange(len(lists.bounds) - 1), np.diff(lists.bounds))
    keys = numbered(owners * len(parts) + folding_of[np.searchsorted(pairs, lists.pairs)])[0]
    bounds = np.searchsorted(keys, np.arange(len(lists.bounds)) * len(parts))
    return _lines(np.array(parts, object), keys % max(len(parts), 1), bounds)


def _lines(parts: Strings, numbers: Ints, bounds: Ints) -> Iterator[str]:
    """Yield the parts of each article, put together, without the comma that they begin with."""
    ends = bounds.tolist()
    for first, last in pairwise(ends):
        yield _joined(parts, numbers[first:last])[1:]


def _joined(parts: Strings, numbers: Ints) -> str:
    return "".join(parts[numbers].tolist())
