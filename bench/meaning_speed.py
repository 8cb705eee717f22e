"""What does meaning add to the time of a query, and how long does it take to embed articles?

Medians of headlines and questions that are searched by both, and of words alone; then the seconds of a
thousand articles of 400 words. Run as `python -m bench.meaning_speed`. Articles of the first are those of
`scale.py`; their vectors are drawn around those of headlines, as to embed so many takes hours. Recall@10 is
against a comparison of all vectors. Beside the time is that of the processor: what a query takes of it alone.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from statistics import mean, median

import click
import numpy as np
import rasfoi
from numpy.typing import NDArray
from rasfoi.index.building.manifest import copy_manifest
from rasfoi.index.directory.generation import current
from rasfoi.index.directory.info_file import INFO, MANIFEST
from rasfoi.index.directory.publication import link, publish, writing
from rasfoi.index.embedding import vectors as limits
from rasfoi.index.embedding.models.model import Model, load_model
from rasfoi.index.embedding.vectors import Made, Rows, quantized, write_vectors
from rasfoi.index.errors import RasfoiError
from rasfoi.search.meaning.nearest import Nearness

from bench.corpora import CACHE, eval_set, scaled, write, zf
from bench.meaning import MODEL, make_model
from bench.tables import machine, markdown

QUERIES, WARM = 200, 50
# How many articles of about 400 words are embedded to see how long that takes.
EMBEDDED, LENGTHS = 100, range(380, 421)
_AROUND, _AT_ONCE = 400, 10_000

Floats = NDArray[np.float32]


def build(articles: int, chunks: int, model: Model, texts: list[str]) -> Path:
    """Return an index of so many articles, each with so many vectors drawn around those of texts."""
    folder = CACHE / f"meaning-speed-{articles}-{chunks}"
    # One that another version of the analyzer or of the format has written is made anew.
    with suppress(RasfoiError):
        rasfoi.open(folder).close()
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    rasfoi.build(scaled(articles), folder)
    told = model.description
    made = Made(str(model.folder), told.name, model.identity, told.dimensions, (256, 32, chunks))
    middle = model.passages(texts)
    before = current(folder)
    with writing(folder) as target:
        for path in before.folder.iterdir():
            if path.name not in {INFO, MANIFEST}:
                link(path, target)
        files = []
        for each in before.segments:
            count = len(before.open(each.segment)["ids"])
            name = each.segment.replace("segment-", "vectors-")
            hashes, counts = np.ones(count, np.uint64), np.full(count, chunks)
            write_vectors(
                target / name, made, hashes, counts, lambda total=count * chunks: drawn(middle, total)
            )
            files.append(each._replace(vectors=name))
        copy_manifest(before.folder, target)
        publish(target, files, before.articles)
    return folder


def drawn(middle: Floats, total: int) -> Iterator[Rows]:
    """Yield vectors between two of `middle`, off by a part of how two others differ; the same every time."""
    for begin in range(0, total, _AT_ONCE):
        rng, count = np.random.default_rng(begin), min(_AT_ONCE, total - begin)
        one, other, plus, minus = middle[rng.integers(0, len(middle), (4, count))]
        share, apart = rng.uniform((0.5, 0), (1, 0.5), (count, 2)).astype(np.float32).T[:, :, None]
        vectors = share * one + (1 - share) * other + apart * (plus - minus)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield Rows(np.zeros((count, 2), np.uint32), *quantized(vectors))


def milliseconds(work: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Return the medians of what a text takes, each once: of the time, and of the processor's."""
    spent = []
    for text in texts:
        begun, busy = time.perf_counter(), time.process_time()
        work(text)
        spent.append((time.perf_counter() - begun, time.process_time() - busy))
    elapsed, used = zip(*spent, strict=True)
    return median(elapsed) * 1000, median(used) * 1000


def embedding() -> list[str]:
    """Return how many words an article has, and the seconds and the processor's of a thousand."""
    articles = [each for each in zf() if len(each["body"].split()) in LENGTHS][:EMBEDDED]
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(write(articles, "meaning-embedded"), folder)
        busy = time.process_time()
        told = rasfoi.embed(folder, MODEL)
        busy = time.process_time() - busy
    words = mean(len(article["body"].split()) for article in articles)
    return [f"{words:.0f}", *(f"{seconds / told.embedded * 1000:.0f}" for seconds in (told.seconds, busy))]


def recall(index: rasfoi.Index, queries: list[Floats]) -> float:
    """Return how many of the ten nearest are found among all vectors, of those that a search compares."""
    shares, most = [], limits.MOST_COMPARED
    segments = [each for each in index.store.vectors if each]
    for query in queries:
        found = []
        for limits.MOST_COMPARED in (most, 1 << 40):
            best = Nearness(segments, query).best([None] * len(segments), 10)
            found.append({place for place, _ in best})
        shares.append(len(found[0] & found[1]) / len(found[1]))
    limits.MOST_COMPARED = most
    return mean(shares)


def measure(index: rasfoi.Index, model: Model, kind: str, asked: list[str]) -> list[list[str]]:
    """Return a row for each way of searching: what it takes, and how often as long as words alone."""
    segments = [each for each in index.store.vectors if each]
    nothing = [None] * len(segments)
    ways: dict[str, Callable[[str], object]] = {
        "words": lambda text: index.search(text, meaning="off"),
        "words and meaning": index.search,
        "the network": lambda text: model.query(f"{text} "),
        "comparing": lambda text: Nearness(segments, model.query(f"{text} ")).best(nothing, 100),
    }
    for work in ways.values():
        milliseconds(work, asked[:WARM])
    spent = {name: milliseconds(work, asked[WARM:]) for name, work in ways.items()}
    words_alone = spent["words"][1]
    return [
        [
            f"{kind} ({len(asked) - WARM})",
            name,
            *(f"{value:.1f}" for value in each),
            f"{each[1] / words_alone:.1f}",
        ]
        for name, each in spent.items()
    ]


@click.command(help=__doc__)
@click.option("--articles", default=100_000, show_default=True)
@click.option("--chunks", default=1, show_default=True, help="Vectors of each article.")
def main(articles: int, chunks: int) -> None:
    make_model()
    model = load_model(MODEL)
    headlines, questions = (
        [query.text for query in eval_set(name)[1]] for name in ("zf_title2body", "xquad_ro")
    )
    around, kinds = headlines[:_AROUND], {"headlines": headlines[_AROUND:], "questions": questions}
    rows, found = [], []
    with rasfoi.open(build(articles, chunks, model, around)) as index:
        for kind, texts in kinds.items():
            # Some are too long for it, or are titles. A blank more, as vectors of queries are kept.
            by_meaning = (text for text in texts if index.search(f"  {text}").meaning)
            asked = list(islice(by_meaning, QUERIES + WARM))
            rows += measure(index, model, kind, asked)
            found.append(recall(index, [model.query(f"{text} ") for text in asked[WARM:]]))
    click.echo(f"\n{machine()}\n")
    click.echo(f"**{articles:,} articles, {articles * chunks:,} vectors**, recall@10 {mean(found):.3f}\n")
    click.echo(markdown(["queries", "p50 of", "ms", "of the processor", "× words"], rows))
    click.echo(markdown(["words of an article", "s for 1,000", "of the processor"], [embedding()]))


if __name__ == "__main__":
    main()
