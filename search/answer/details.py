"""What an index tells beside hits, as plain frozen data; no search need wait for these classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of a prefix: the text to search for, and whether it is a word or a title.

    `id` is the article's id where `kind` is `title`; `count` estimates how many articles have the word,
    deleted ones among them until their segment is merged; `ranges` are the character ranges of what was
    typed in the text, whatever its diacritics.
    """

    text: str
    kind: str
    id: str = ""
    count: int = 0
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index is: articles, distinct word forms, bytes on disk, when and by what it was built.

    `model` names what its vectors were made by, "" where it has none; `embedded` articles have some.
    """

    articles: int
    terms: int
    size_bytes: int
    built: datetime
    analyzer: str
    generation: str
    segments: int
    model: str = ""
    embedded: int = 0
