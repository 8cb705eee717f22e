"""The embedded engine: the store that is a folder of this machine, its segments memory-mapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...index.article import Article, StoredArticle
from ...index.building.near_duplicates import DUPLICATES, Duplicates
from ...index.directory.array_file import Container
from ...index.directory.generation import Generation, checked_name, current_name, opened, read
from ...index.directory.info_file import check as check_generation
from ...index.embedding.vectors import SegmentVectors, made_by, open_vectors
from ...index.errors import CursorExpired, IndexCorrupt, NoVectors, RasfoiError
from ...index.segment.documents import id_hash
from ...index.segment.reader import Segment, open_segment
from ...index.segment.stored_fields import SECTIONS
from ..query.syntax.filters import Filters
from ..query.syntax.tree import Bool, Node
from ..ranking.filter_masks import allowed
from ..ranking.matcher import Matcher
from ..ranking.term_weights import Weigher
from ..store import Answer, Found
from ..vocabulary.term_resolver import TermResolver
from .searcher import Parts, Search

if TYPE_CHECKING:
    from ..answer.details import Completion, IndexInfo
    from ..completion.suggest import Suggester
    from ..more_like_this import MoreLikeThis


class EmbeddedStore:
    """The published generation of a folder. Its `Store` methods are documented there."""

    def __init__(self, folder: Path, generation: str = "") -> None:
        """Open it, or another `generation` of it; raises IndexMissing, IndexOutdated or IndexCorrupt."""
        self.folder = folder
        self._checked = False
        self._generation, segments, duplicates, self.vectors, self._size = (
            _open(read(folder / generation)) if generation else opened(folder, _open)
        )
        self.vocabulary = TermResolver(segments)
        matchers = [Matcher(segment, number) for number, segment in enumerate(segments)]
        weigher = Weigher(self.vocabulary, segments)
        self.parts = Parts(segments, matchers, self.vocabulary, weigher, duplicates)

    # What no search needs is imported when it is asked for, so that one from a shell need not wait for it.
    @cached_property
    def _suggester(self) -> Suggester:
        from ..completion.segment_completions import SegmentCompletions
        from ..completion.suggest import Suggester

        return Suggester(SegmentCompletions(self.parts.segments), self.vocabulary)

    @cached_property
    def _more_like_this(self) -> MoreLikeThis:
        from ..more_like_this import MoreLikeThis

        return MoreLikeThis(self.parts.segments, self.vocabulary)

    @property
    def address(self) -> str:
        """Its folder."""
        return str(self.folder)

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self._generation.name

    @property
    def has_duplicates(self) -> bool:
        """Whether any two articles have nearly the same text."""
        return self.parts.duplicates.any

    def refresh(self) -> EmbeddedStore:
        """Return this store, or a newly opened one if another generation was published since."""
        return self if current_name(self.folder) == self.generation else EmbeddedStore(self.folder)

    def kept(self, generation: str) -> EmbeddedStore:
        """Return an opened store of another generation that is still kept; raises CursorExpired."""
        try:
            return EmbeddedStore(self.folder, checked_name(generation))
        except (RasfoiError, OSError):
            raise CursorExpired from None

    def info(self) -> IndexInfo:
        """Return its size and origin."""
        from ..answer.details import IndexInfo

        segments, made = self.parts.segments, made_by(self.vectors)
        return IndexInfo(
            articles=sum(segment.live_articles for segment in segments),
            terms=sum(len(each.forms) for each in segments),
            size_bytes=self._size,
            built=self._generation.built,
            analyzer=self._generation.analyzer,
            generation=self._generation.name,
            segments=len(segments),
            model=made.name if made else "",
            embedded=sum(each.articles for each in self.vectors if each),
        )

    def check(self) -> None:
        """Compare every file with its checksums; raise IndexCorrupt naming one that differs.

        Once two later generations are published, only what this one still reads is left to compare.
        """
        for box in self._boxes():
            box.check()
        if self._generation.folder.exists():
            check_generation(self._generation.folder)

    def check_present(self) -> None:
        """Raise IndexMissing if the folder is gone; one of which that cannot be told may be there."""
        with suppress(IndexCorrupt):
            current_name(self.folder)

    def _boxes(self) -> list[Container]:
        return [each.box for each in (*self.parts.segments, self.parts.duplicates, *self.vectors) if each]

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Let damage that comes to light in a block be told as IndexCorrupt that names the file.

        What is read is compared with its checksum once. A file that is cut after that is told here, as
        reading it would end the process; so is one that is altered after that, where it leads to an error.
        """
        for box in self._boxes():
            box.check_length()
        try:
            yield
        except (RasfoiError, KeyError) as error:
            if isinstance(error, IndexCorrupt) and str(self.folder) not in str(error):
                raise IndexCorrupt(f"{self.folder / self.generation}: {error}") from error
            raise
        except Exception:
            self._check_once()
            raise

    def _check_once(self) -> None:
        """Do what `check` does, but only once: it takes seconds a gigabyte."""
        if not self._checked:
            self.check()
        self._checked = True

    def answer(self, query: Bool, filters: Filters, *, listing: bool) -> Search:
        """Return the answer to a located query."""
        return Search(self.parts, query, filters, listing=listing)

    @property
    def _all_vectors(self) -> list[SegmentVectors]:
        """The vectors of every segment, none where any has none."""
        vectors = [each for each in self.vectors if each]
        return vectors if len(vectors) == len(self.vectors) else []

    def with_meaning(self, answer: Answer, text: str, *, only: bool) -> Answer:
        """Return an answer that also goes by meaning, where the index has vectors and the query is for it."""
        vectors = self._all_vectors
        if not vectors or not isinstance(answer, Search):
            if only:
                raise NoVectors(
                    f"The index in {self.folder} has no vectors: `rasfoi embed --index {self.folder} --model "
                    "FOLDER` gives it some."
                )
            return answer
        # Here, as most indexes have none.
        from ..meaning.choice import with_meaning

        return with_meaning(self.parts, vectors, answer, text, only=only)

    def count(self, node: Node) -> int:
        """Return how many articles satisfy a part of a query."""
        masks = ((matcher.mask(node), matcher.segment.alive) for matcher in self.parts.matchers)
        return sum(int(np.count_nonzero(mask if alive is None else mask & alive)) for mask, alive in masks)

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        """Return how many articles satisfy each of some parts."""
        return list(map(self.count, nodes))

    def any(self, filters: Filters) -> bool:
        """Tell whether any article passes filters."""
        masks = (allowed(filters, segment) for segment in self.parts.segments)
        return any(mask is None or mask.any() for mask in masks)

    def names(self, field: str) -> list[str]:
        """Return the names of all sources or all sections."""
        names = (name for segment in self.parts.segments for name in getattr(segment, f"{field}_names"))
        return [part for name in names for part in name.split(SECTIONS) if part]

    def find(self, article_id: str) -> Found:
        """Return an article by its id; raises KeyError."""
        hashed = id_hash(article_id)
        for number, segment in enumerate(self.parts.segments):
            doc = segment.find(hashed)
            if doc >= 0:
                return Found(number, doc, 0.0)
        raise KeyError(article_id)

    def articles(self, found: Sequence[Found]) -> list[Article]:
        """Return the texts and fields of some articles."""
        return [self.parts.segments[each.segment].article(each.doc) for each in found]

    def stored(self, found: Sequence[Found]) -> list[StoredArticle]:
        """Return some articles, their texts in UTF-8."""
        return [self.parts.segments[each.segment].stored(each.doc) for each in found]

    def group(self, found: Found) -> int:
        """Return the number that an article shares with those of nearly its text, -1 without any."""
        return self.parts.duplicates.group(found.segment, found.doc)

    def duplicates(self, found: Found) -> list[Found]:
        """Return the other articles with nearly the text of one, the newest first."""
        members = self.parts.duplicates.members(self.group(found))
        return sorted((Found(*each, 0.0) for each in members if each != found[:2]), key=self._newest_first)

    def _newest_first(self, found: Found) -> tuple[int, int]:
        segment = self.parts.segments[found.segment]
        return -int(segment.dates[found.doc]), int(segment.ids[found.doc])

    def similar(self, found: Found) -> list[Found]:
        """Return the articles most like one, the best first, without itself."""
        by_words = self._more_like_this.find(found)
        vectors = self._all_vectors
        if not vectors:
            return by_words
        from ..meaning.alike import alike

        return alike(self.parts.segments, vectors, found, by_words)

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return completions of the last word of `prefix`, and titles that have all its words."""
        return self._suggester.suggest(prefix, limit)


def _open(
    generation: Generation,
) -> tuple[Generation, list[Segment], Duplicates, list[SegmentVectors | None], int]:
    """Open all files of a generation, and add up their bytes: they may be removed from now on."""
    segments = [open_segment(generation, files) for files in generation.segments]
    size = sum(path.stat().st_size for path in generation.folder.iterdir())
    vectors = open_vectors(generation, [segment.articles for segment in segments])
    duplicates = Duplicates(generation.open(DUPLICATES), len(segments))
    return generation, segments, duplicates, vectors, size
