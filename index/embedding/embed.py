"""An index gets the vectors that it lacks: it is searched meanwhile, and a generation with them published."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..address import folder_of
from ..article import Article
from ..building.manifest import copy_manifest
from ..directory.generation import Generation, opened
from ..directory.info_file import INFO, MANIFEST
from ..directory.publication import link, publish, writing
from ..errors import ModelUnavailable
from ..progress import Progress, ProgressCallback
from ..segment.reader import Segment, open_segment
from .carried import compose
from .chunks import Cutting, cut
from .journal import Frame, Journal
from .known import Known
from .models.hub import model_folder
from .models.model import Model, load_model, model_of
from .vectors import Made, Rows, made_by, name_folder, open_vectors, quantized, text_hash

# Articles whose vectors are made together, sorted by length; an interruption loses so many at most.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What came of it: articles of the index, how many of them got vectors now, seconds, the model's name."""

    articles: int
    embedded: int
    seconds: float
    model: str

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.embedded / self.seconds if self.seconds else 0.0


class _Opened:
    """A generation with its segments and their vectors."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.segments = [open_segment(generation, files) for files in generation.segments]
        self.vectors = open_vectors(generation, [each.articles for each in self.segments])

    def lacking(self, number: int, made: Made) -> NDArray[np.intp]:
        """Return the articles of a segment that have no vectors made so."""
        segment, vectors = self.segments[number], self.vectors[number]
        alive = np.ones(segment.articles, np.bool_) if segment.alive is None else segment.alive
        if vectors and vectors.made.agrees(made):
            alive = alive & (vectors.texts == 0)
        return np.flatnonzero(alive)

    def lacks(self, made: Made) -> list[bool]:
        """Tell of each segment whether it lacks any vectors made so."""
        return [len(self.lacking(number, made)) > 0 or not each for number, each in enumerate(self.vectors)]

    def known(self, made: Made, journal: Journal) -> Known:
        """Return the vectors made so that there are."""
        return Known((each for each in self.vectors if each and each.made.agrees(made)), journal.frames())


def embed(
    index_dir: str | os.PathLike[str],
    model: str | os.PathLike[str] | None = None,
    *,
    cutting: Cutting | None = None,
    progress: ProgressCallback | None = None,
) -> EmbedReport:
    """Give vectors to the articles of a published index that have none of the model named `model`.

    Without `model` and `cutting` they are those of the vectors that the index has. What is made is kept at
    once: where it is interrupted, the next one goes on. The index can be searched and updated meanwhile.
    `model` is a folder, where that of the index is looked for from now on, or a name of the Hugging Face hub,
    as intfloat/multilingual-e5-small (with @ and a revision if need be), which is fetched once.
    Raises ModelUnavailable where there is no model, IndexBusy where another process makes vectors or, at
    the end, writes the index, and what the opening of an index raises.
    """
    begun = time.perf_counter()
    folder = folder_of(index_dir, "Search by meaning")
    before = opened(folder, _Opened)
    made = _made(before, model, cutting)
    if model is None and not any(before.lacks(made)):
        return EmbedReport(before.generation.articles, 0, time.perf_counter() - begun, made.name)
    journal = Journal(folder, made)
    published = False
    try:
        embedded = _make_missing(before, made, journal, progress)
        with writing(folder) as target:
            now = opened(folder, _Opened)
            if now.generation.name != before.generation.name:
                embedded += _make_missing(now, made, journal, progress)
            _publish(target, now, made, journal)
        if model is not None:
            name_folder(folder, made.folder)
        published = True
    except (KeyboardInterrupt, SystemExit) as stop:
        again = f"rasfoi embed --index {folder}" + (f" --model {made.folder}" if model is not None else "")
        again += f" --most-chunks {cutting.most}" if cutting else ""
        stop.add_note(f"The vectors made so far are kept: `{again}` goes on.")
        raise
    finally:
        journal.close(done=published)
    return EmbedReport(now.generation.articles, embedded, time.perf_counter() - begun, made.name)


def _made(before: _Opened, folder: str | os.PathLike[str] | None, cutting: Cutting | None) -> Made:
    """Return how vectors are to be made: as those that there are, or by the model in `folder`."""
    made = made_by(before.vectors)
    if folder is None and made is None:
        raise ModelUnavailable(
            f"The index in {before.generation.folder.parent} has no vectors yet: name a model with `--model`."
        )
    if folder is not None:
        model = load_model(model_folder(folder))
        told, cuts = model.description, made.cutting if made else astuple(Cutting())
        made = Made(str(model.folder), told.name, model.identity, told.dimensions, cuts)
    assert made
    return made._replace(cutting=astuple(cutting)) if cutting else made


def _make_missing(index: _Opened, made: Made, journal: Journal, progress: ProgressCallback | None) -> int:
    """Write the vectors that an index lacks into the journal; return of how many articles."""
    known = index.known(made, journal)
    seen = np.empty(0, np.uint64)
    todo: list[tuple[Segment, NDArray[np.intp]]] = []
    for number, segment in enumerate(index.segments):
        docs = index.lacking(number, made)
        texts = np.array([text_hash(segment.article(doc)) for doc in docs.tolist()], np.uint64)
        texts, first = np.unique(texts, return_index=True)
        new = ~known.has(texts) & ~np.isin(texts, seen)
        seen = np.concatenate([seen, texts])
        todo.append((segment, docs[np.sort(first[new])]))
    total, done = sum(len(docs) for _, docs in todo), 0
    for segment, docs in todo:
        model = model_of(made)
        for begin in range(0, len(docs), _AT_ONCE):
            articles = [segment.article(doc) for doc in docs[begin : begin + _AT_ONCE].tolist()]
            journal.add(_frame(articles, model, Cutting(*made.cutting)))
            done += len(articles)
            if progress:
                progress(Progress(index.generation.articles, 0, None, True, done, total))
    return total


def _frame(articles: Sequence[Article], model: Model, cutting: Cutting) -> Frame:
    """Return the vectors of some articles."""
    chunks = cut(articles, model.tokenizer, cutting)
    every = [chunk for each in chunks for chunk in each]
    vectors, scales = quantized(model.passages([chunk.text for chunk in every]))
    spans = np.array([chunk[:2] for chunk in every], np.uint32).reshape(-1, 2)
    counts = np.array(list(map(len, chunks)), np.int64)
    return Frame(np.array(list(map(text_hash, articles)), np.uint64), counts, Rows(spans, vectors, scales))


def _publish(target: Path, now: _Opened, made: Made, journal: Journal) -> None:
    """Publish what is published, with all vectors beside it; nothing where it has them."""
    source, files = now.generation.folder, list(now.generation.segments)
    lacks = now.lacks(made)
    if not any(lacks):
        return
    files = [each._replace(vectors="") if lack else each for each, lack in zip(files, lacks, strict=True)]
    vectors = {each.vectors for each in now.generation.segments} - {each.vectors for each in files}
    for path in source.iterdir():
        if path.name not in {INFO, MANIFEST, *vectors}:
            link(path, target)
    files = compose(target, files, made, now.known(made, journal))
    copy_manifest(source, target)
    publish(target, files, now.generation.articles)
