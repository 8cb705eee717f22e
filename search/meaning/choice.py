"""Whether a query is searched by meaning too, and the model that does it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...index.deadline import limited
from ...index.embedding.vectors import Made, SegmentVectors
from ...index.errors import ModelUnavailable
from ..embedded.searcher import Parts, Search
from ..query.syntax.tree import Bool, Node, Phrase, Word
from ..store import Answer

if TYPE_CHECKING:
    from ...index.embedding.models.model import Model

# Content words with which *auto* looks for the meaning too: docs/meaning.md tells what fewer and more do.
# In a sentence, which has function words too, one fewer is enough.
FEWEST_WORDS, MOST_WORDS = 4, 14
# Seconds after which a model that could not be used is tried again.
_RETRY = 60.0


def with_meaning(
    parts: Parts, vectors: Sequence[SegmentVectors], words: Search, text: str, *, only: bool
) -> Answer:
    """Return an answer that goes by meaning too; that of the words for no text, a short or a very long one.

    So it is for one whose words are all in a title: who types that knows the article, and meaning would only
    move it. Beginnings of titles of four words have .953 by words alone, .939 with meaning, .952 so.

    Raises ModelUnavailable where it is wanted `only` so and the model cannot be used; else that is logged.
    """
    content, function = counted(words.query)
    suits = FEWEST_WORDS - (function > 0) <= content <= MOST_WORDS
    if not text.strip() or not (only or (suits and not words.is_title())):
        return words
    try:
        model = _usable(vectors[0].made)
    except ModelUnavailable as error:
        if only:
            raise
        _log(str(error))
        return words
    if model is None:
        if only:
            raise ModelUnavailable("The model is being loaded, which takes seconds. Ask again in a moment.")
        return words
    # Here, as most queries are too short for it.
    from .answer import MeaningAnswer
    from .fusion import weight_for
    from .spelling import with_diacritics

    # The network is at work in another thread while the words are looked for in this one.
    beside = ThreadPoolExecutor(1, "meaning")
    query = beside.submit(model.query, with_diacritics(text, parts.resolver))
    return MeaningAnswer(parts, words, vectors, query, weight_for(content), beside, only=only)


def counted(query: Bool) -> tuple[int, int]:
    """Return how many content and function words a query of nothing but words has; 0 and 0 for another."""
    loose = [node for node in query.should if not (isinstance(node, Phrase) and node.optional)]
    if query.must or query.must_not or not all(isinstance(node, Word) and not node.field for node in loose):
        return 0, 0
    content = sum(map(_says_something, loose))
    return content, len(loose) - content


def _says_something(node: Node) -> bool:
    terms = [term for token in node.tokens for term in token.terms] if isinstance(node, Word) else []
    return any(not term.function_word for term in terms)


_failed: dict[Path, tuple[float, ModelUnavailable]] = {}
_loading: set[Path] = set()


def _usable(made: Made) -> Model | None:
    """Return the model, None while it is being loaded for one who cannot wait for that.

    One that could not be used a moment ago is not tried again yet.
    """
    from ...index.embedding.models.model import is_loaded, model_of

    folder = Path(made.folder)
    if folder in _failed and time.monotonic() < _failed[folder][0] + _RETRY:
        raise _failed[folder][1]
    if limited() and not is_loaded(folder):
        if folder not in _loading:
            _loading.add(folder)
            threading.Thread(target=_try, args=(made,), daemon=True).start()
        return None
    _try(made)
    if folder in _failed:
        raise _failed[folder][1]
    return model_of(made)


def _try(made: Made) -> None:
    """Load the model, or keep why it cannot be."""
    from ...index.embedding.models.model import model_of

    folder = Path(made.folder)
    try:
        model_of(made)
        _failed.pop(folder, None)
    except ModelUnavailable as error:
        _failed[folder] = time.monotonic(), error
    finally:
        _loading.discard(folder)


@cache
def _log(message: str) -> None:
    """Tell once a process why queries are searched by their words alone."""
    logging.getLogger(__name__).warning("Searching by words alone: %s", message)
