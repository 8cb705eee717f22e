"""What a build tells of what it did: articles, failures, notes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a place in a file (`news.jsonl:17`), that gave no article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed of a file, or of a place in it, whose articles are in the index all the same."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: articles now in the index, seconds, what was left out and what was noticed.

    `changed` and `deleted` count articles added or replaced and removed by an update.
    `embedded` of the articles got vectors, where the index has a model.
    `passed_over` counts files of other kinds by suffix, and as `_files/` the folders beside saved pages.
    """

    articles: int
    seconds: float
    failures: tuple[Failure, ...] = field(default=())
    changed: int = 0
    deleted: int = 0
    notes: tuple[Note, ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)
    embedded: int = 0

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.changed / self.seconds if self.seconds else 0.0
