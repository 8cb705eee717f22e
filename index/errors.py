"""The errors that Răsfoi raises on purpose; every message names the thing and the fix."""

from __future__ import annotations

from typing import ClassVar


class RasfoiError(Exception):
    """Base of all errors that Răsfoi raises on purpose.

    `status` is the HTTP status that the web front end answers with.
    """

    status: ClassVar[int] = 500


class IndexMissing(RasfoiError):
    """There is no published index in the given folder."""

    status = 503


class IndexOutdated(RasfoiError):
    """The index was written by another format or another version of the analyzer."""

    status = 503


class IndexCorrupt(RasfoiError):
    """A file of the index is truncated or altered."""

    status = 503


class IndexBusy(RasfoiError):
    """Another process is writing this index."""

    status = 503


class ClusterUnavailable(RasfoiError):
    """The cluster that holds the index does not answer, or could answer only from a part of it."""

    status = 503


class ClusterDenied(RasfoiError):
    """The cluster does not know who asks, or that user lacks the permission that the message names."""

    status = 503


class BadQuery(RasfoiError, ValueError):
    """An argument of a search is out of range or cannot be read."""

    status = 400


class BadCursor(BadQuery):
    """A cursor is altered, or belongs to another search."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor is none of this search: send it as `next` gave it, with the same query, order and "
            "filters."
        )


class CursorExpired(BadQuery):
    """The generation that a cursor belongs to is no longer kept, or the user's dictionary has changed."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            "The index, or its synonyms, have changed since this search began. Start again without a cursor."
        )


class BadDictionary(RasfoiError):
    """A file of a user's dictionary cannot be read."""

    status = 503


class SearchTimeout(RasfoiError):
    """A search took longer than it may; the index is as usable as before."""

    status = 503

    def __init__(
        self, message: str = "The search took longer than it may. Use fewer or rarer words."
    ) -> None:
        super().__init__(message)


class ModelUnavailable(RasfoiError):
    """There is no model to search by meaning with, it cannot be used, or it is not that of the index."""

    status = 503


class NoVectors(ModelUnavailable):
    """The index has no vectors, without which nothing is found by meaning alone."""

    status = 400


class BadArticle(RasfoiError):
    """A file holds no readable article."""

    status = 422


class CorpusShrunk(BadArticle):
    """An update would take more than half of the articles away: the corpus' disk may not be there."""
