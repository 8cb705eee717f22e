"""How far a build is, and what came of it so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .indexer.workers.worker_pool import Done
from .report import Failure, Note

# Of fewer articles it may be chance that most have no body.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: articles and bytes read; `total_bytes` is None for very many files.

    `merging` tells that everything is read and the postings are being put together. After that
    `embedded` articles of those `to_embed` have got vectors, where the index has a model; where it is on a
    cluster, `sent` of those `to_send` are there.
    """

    articles: int
    bytes: int
    total_bytes: int | None
    merging: bool = False
    embedded: int = 0
    to_embed: int = 0
    sent: int = 0
    to_send: int = 0


ProgressCallback = Callable[[Progress], None]


class Tally:
    """Counts what workers report and passes it on as progress."""

    def __init__(self, progress: ProgressCallback | None, total_bytes: int | None) -> None:
        self.articles = 0
        self.failures: list[Failure] = []
        self.notes: list[Note] = []
        self.empty = 0
        self._bytes, self._total = 0, total_bytes
        self._progress = progress

    def report(self, done: Done) -> None:
        """Count a finished task."""
        self.articles += done.articles
        self._bytes += done.size
        self.failures += done.failures
        self.notes += done.notes
        self.empty += done.empty
        self._tell(False)

    def all_notes(self) -> tuple[Note, ...]:
        """Return the notes, and one where most of the articles read have no body."""
        if self.articles >= _FEW and self.empty * 2 > self.articles:
            reason = f"{self.empty} of {self.articles} articles read have a title only"
            return (*self.notes, Note("", f"{reason}; if their text stands elsewhere, name its field"))
        return tuple(self.notes)

    def merging(self) -> None:
        """Tell that the reading is over."""
        self._tell(True)

    def _tell(self, merging: bool) -> None:
        if self._progress:
            self._progress(Progress(self.articles, self._bytes, self._total, merging))
