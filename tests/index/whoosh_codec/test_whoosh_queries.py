"""Whoosh's own Searcher over our segments gives what it gives over its default codec."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from rasfoi.index.article import Article
from rasfoi.index.directory.generation import current
from rasfoi.index.whoosh_codec.index import open_whoosh
from rasfoi.index.whoosh_codec.postings_matcher import PostingsMatcher
from rasfoi.index.whoosh_codec.schema import article_schema, whoosh_document
from whoosh import query, scoring, sorting
from whoosh.filedb.filestore import RamStorage
from whoosh.index import open_dir
from whoosh.qparser import MultifieldParser, QueryParser
from whoosh.query.spans import SpanFirst, SpanNear, SpanOr

SAMPLE = Path(__file__).parents[3] / "sample"
ROMANIAN = (
    "guvernul guvernului lege legea legii nord-coreean PSD-ului s-a într-o copii copiilor acelaşi "
    "ministrul AI SUA S.U.A. 11.000 1,5 soldați soldaților apă apei în pe de și la cu o un nu a"
).split()
FIELDS = ("title", "body")


def _invented(count: int, rng: random.Random) -> list[str]:
    syllables = [c + v for c in "bcdfglmnprstvzș" for v in "aeiouăâ"]
    return ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(count)]


def _articles(count: int, rng: random.Random) -> list[Article]:
    words = ROMANIAN + _invented(400, rng)
    weights = [1 / (rank + 1) for rank in range(len(words))]
    rng.shuffle(weights)

    def text(length: int) -> str:
        return " ".join(rng.choices(words, weights, k=length))

    first = datetime(2019, 3, 1, 8, 30)
    return [
        Article(
            id=f"știri/{number:04}",
            title=text(rng.randint(1, 9)),
            body="Legea copiilor este o lege nouă. " * (number % 12 == 0)
            + text(int(rng.lognormvariate(4, 0.8)) + 1),
            date=first + timedelta(seconds=rng.randrange(10**8)),
            source=rng.choice(["Agerpres", "Știri", "ziarul", ""]),
            section=rng.choice(["sport", "externe"]),
            url=f"https://exemplu.ro/{number}" if number % 2 else "",
        )
        for number in range(count)
    ]


def _write_corpus(folder: Path, articles: list[Article]) -> None:
    with (folder / "articole.jsonl").open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(whoosh_document(article), default=str, ensure_ascii=False) + "\n")


class Twins:
    """Our index and the same articles, segment by segment, in Whoosh's default codec."""

    def __init__(self, index_dir: Path, articles: dict[str, Article] | None = None) -> None:
        self.ours = open_whoosh(index_dir).searcher()
        self.theirs_index = RamStorage().create_index(article_schema())
        self.deleted: list[tuple[int, int]] = []
        for reader, _ in self.ours.reader().leaf_readers():
            writer = self.theirs_index.writer()
            for doc in range(reader.doc_count_all()):
                stored = reader.stored_fields(doc)
                # A replaced article is in two segments, in its old words and its new ones.
                fresh = articles and not reader.is_deleted(doc)
                writer.add_document(**(whoosh_document(articles[stored["id"]]) if fresh else stored))
                if reader.is_deleted(doc):
                    self.deleted.append((len(self.theirs_index._segments()), doc))
            writer.commit(merge=False)
        self._delete()
        self.theirs = self.theirs_index.searcher()

    def _delete(self) -> None:
        if self.deleted:
            writer = self.theirs_index.writer()
            for number, doc in self.deleted:
                writer.segments[number].delete_document(doc)
            writer.commit(merge=False)

    def compare(self, what: Any, limit: int | None = 10, **options: Any) -> int:
        """Assert that both give the same articles, scores and totals; return how many were found.

        Where the default codec lets deleted articles through, which Whoosh's filter does when it skips
        blocks, only the absence of such articles is asserted.
        """
        found = self.ours.search(what, limit=limit, **options)
        expected = self.theirs.search(what, limit=limit, **options)
        assert not any(self.ours.reader().is_deleted(hit.docnum) for hit in found), what
        if not any(self.theirs.reader().is_deleted(hit.docnum) for hit in expected):
            assert _docs_and_scores(found) == _docs_and_scores(expected), what
            assert len(found) == len(expected), what
        return len(expected)


def _docs_and_scores(hits: Any) -> list[tuple[str, Any]]:
    return [(hit.docnum, hit.score) for hit in hits]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    folder = tmp_path_factory.mktemp("corpus")
    articles = _articles(250, random.Random(7))
    _write_corpus(folder, articles)
    index_dir = tmp_path_factory.mktemp("index")
    rasfoi.build(folder, index_dir)
    return Twins(index_dir, {article.id: article for article in articles})


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Three segments, two of them with deletions.

    The articles keep their lengths, since an update that moves the mean length is a rebuild.
    """
    folder, index_dir = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    articles = _articles(350, random.Random(12))
    _write_corpus(folder, articles[:300])
    rasfoi.build(folder, index_dir)
    _write_corpus(folder, articles[20:320])
    rasfoi.update(folder, index_dir)
    for number in range(50, 65):
        reverse = " ".join(articles[number].title.split()[::-1])
        articles[number] = replace(articles[number], title=reverse + "!")
    _write_corpus(folder, articles[20:345])
    rasfoi.update(folder, index_dir)
    twins = Twins(index_dir, {article.id: article for article in articles})
    assert len(current(index_dir).segments) == 3 and twins.deleted
    return twins


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    index_dir = tmp_path_factory.mktemp("index")
    rasfoi.build(SAMPLE, index_dir)
    return Twins(index_dir)


@pytest.fixture(params=["sample", "generated", "updated"])
def twins(request: pytest.FixtureRequest) -> Twins:
    found: Twins = request.getfixturevalue(request.param)
    return found


def _terms(twins: Twins, field: str, count: int, rng: random.Random) -> list[str]:
    """Return some terms, frequent ones and rare ones alike, and one that no article has."""
    reader = twins.theirs.reader()
    listed = [(reader.doc_frequency(field, term), term.decode()) for term in reader.lexicon(field)]
    listed.sort(reverse=True)
    frequent = [term for _, term in listed[:30]]
    return [*rng.choices(frequent, k=count), *(term for _, term in rng.choices(listed, k=count)), "nicăieri"]


def _singles(terms: list[str], field: str) -> Iterator[query.Query]:
    for term in terms:
        yield query.Term(field, term)
        yield query.Prefix(field, term[:2])
        yield query.Wildcard(field, f"{term[:1]}*{term[-1]}")
        yield query.Wildcard(field, f"?{term[1:3]}*")
        yield query.Regex(field, f"^{term[:2]}.{{0,3}}[ae]$")
        yield query.FuzzyTerm(field, term, maxdist=1)
        yield query.FuzzyTerm(field, term + "a", maxdist=2, prefixlength=1)
        yield query.TermRange(field, term[:1], term)
        yield query.Variations(field, term)


def _pairs(terms: list[str], field: str, rng: random.Random) -> Iterator[query.Query]:
    for first in terms:
        a = query.Term(field, first, boost=rng.choice([1.0, 2.5]))
        b = query.Term(rng.choice(FIELDS), rng.choice(terms))
        c = query.Term(field, rng.choice(terms))
        yield query.And([a, b])
        yield query.Or([a, b, c])
        yield query.Or([a, b, c], minmatch=2)
        yield query.Or([a, query.And([b, c], boost=0.5)])
        yield query.And([a, query.Not(b)])
        yield query.And([query.Or([a, b]), query.Not(c)])
        yield query.Not(a)
        yield query.AndNot(a, b)
        yield query.AndMaybe(a, b)
        yield query.DisjunctionMax([a, b, c])
        yield query.Otherwise(a, b)
        yield query.ConstantScoreQuery(query.Or([a, c]), 3.0)
        yield query.And([a, query.Term("source", "Agerpres")])
        yield query.Or([query.Term("section", "sport"), a])


def _phrases(twins: Twins, field: str, rng: random.Random) -> Iterator[query.Query]:
    analyzer = article_schema()[field].analyzer
    reader = twins.theirs.reader()
    docs = rng.choices([doc for doc, _ in reader.iter_docs()], k=10)
    for doc in docs:
        words = [token.text for token in analyzer(reader.stored_fields(doc)[field], positions=True)]
        at = rng.randrange(max(len(words) - 4, 1))
        for size in (2, 3):
            yield query.Phrase(field, words[at : at + size])
            yield query.Phrase(field, words[at : at + size][::-1], slop=3, boost=1.5)
        a, b = query.Term(field, words[at]), query.Term(field, words[min(at + 3, len(words) - 1)])
        yield SpanNear(a, b, slop=4, ordered=False)
        yield SpanNear(a, SpanOr([b, query.Term(field, words[0])]), slop=10)
        yield SpanFirst(a, limit=5)


def _unscored(twins: Twins, rng: random.Random) -> Iterator[query.Query]:
    stored = [fields for _, fields in twins.theirs.reader().iter_docs()]
    for fields in rng.choices(stored, k=25):
        date = fields["date"]
        yield query.Term("id", fields["id"])
        yield query.Prefix("id", fields["id"][:-2])
        yield query.Term("source", fields.get("source", "niciuna"))
        yield query.Term("date", date)
        yield query.DateRange("date", date, date + timedelta(days=rng.randrange(900)))
        yield query.DateRange("date", None, date, endexcl=True)
        yield query.DateRange("date", date, None, startexcl=True)
    yield query.Every()
    yield from (query.Every(field) for field in ("id", "title", "body", "date", "source", "section"))
    yield query.Term("source", b"\xff")


def test_terms_phrases_prefixes_patterns_and_ranges(twins: Twins) -> None:
    rng = random.Random(1)
    for field in FIELDS:
        terms = _terms(twins, field, 3, rng)
        queries = [*_singles(terms, field), *_pairs(terms, field, rng), *_phrases(twins, field, rng)]
        found = [twins.compare(each, limit) for each, limit in zip(queries, cycle((10, None, None)))]
        assert sum(map(bool, found)) > len(found) / 3
    for each in _unscored(twins, rng):
        twins.compare(each, None)


def test_long_or_queries(twins: Twins) -> None:
    rng = random.Random(2)
    for limit in (1, 3, 10, 50):
        for _ in range(15):
            terms = _terms(twins, "body", 3, rng)
            assert twins.compare(query.Or([query.Term("body", term) for term in terms]), limit)


def test_blocks_that_reach_no_top_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one word the last articles are best, of the other the first."""
    words = [10 * number // 600 for number in range(600)]
    texts = ["urs " * (1 + count) + "lup " * (10 - count) for count in words]
    articles = [Article(f"{at:03}", "Fabula", text) for at, text in enumerate(texts)]
    _write_corpus(tmp_path, articles)
    rasfoi.build(tmp_path, tmp_path / "index")
    twins = Twins(tmp_path / "index", {article.id: article for article in articles})
    skip, skipped = PostingsMatcher.skip_to_quality, []
    monkeypatch.setattr(
        PostingsMatcher, "skip_to_quality", lambda *given: (skipped.append(skip(*given)), skipped[-1])[1]
    )
    for word in ("urs", "lup"):
        assert twins.compare(query.Term("body", word), 3) == 600
    assert any(skipped)


@pytest.mark.parametrize(
    "weighting",
    [scoring.BM25F(B=0.3, K1=2.0, title_B=0.9), scoring.TF_IDF(), scoring.Frequency(), scoring.PL2()],
    ids=lambda weighting: type(weighting).__name__,
)
def test_weightings(twins: Twins, weighting: Any) -> None:
    rng = random.Random(3)
    plain, found = (twins.ours, twins.theirs), 0
    twins.ours = type(twins.ours)(plain[0].reader(), weighting=weighting)
    twins.theirs = type(twins.theirs)(plain[1].reader(), weighting=weighting)
    try:
        for each in _pairs(_terms(twins, "body", 4, rng), "body", rng):
            # The bound by which Whoosh skips blocks is not one for PL2: what it loses depends on the blocks.
            found += twins.compare(each, None if isinstance(weighting, scoring.PL2) else 10)
        assert found
    finally:
        twins.ours, twins.theirs = plain


@pytest.mark.parametrize(
    "sortedby",
    [
        "date",
        "source",
        sorting.FieldFacet("date", reverse=True),
        sorting.FieldFacet("source", reverse=True),
        [sorting.FieldFacet("section"), sorting.FieldFacet("date", reverse=True)],
        [sorting.FieldFacet("source"), sorting.ScoreFacet()],
        sorting.QueryFacet({"l": query.Prefix("body", "le"), "n": query.Prefix("body", "nu")}, other="-"),
    ],
)
def test_sorting(twins: Twins, sortedby: Any) -> None:
    rng = random.Random(4)
    terms = [query.Term("body", term) for term in _terms(twins, "body", 6, rng)]
    found = [twins.compare(term, limit, sortedby=sortedby) for term in terms for limit in (5, None)]
    assert sum(map(bool, found)) == len(found) - 2


def test_filters_masks_and_collapsing(twins: Twins) -> None:
    rng = random.Random(5)
    terms, found = _terms(twins, "body", 8, rng), []
    for term, other in zip(terms, reversed(terms), strict=True):
        what = query.Or([query.Term("body", term), query.Term("title", other)])
        year = query.DateRange("date", datetime(2019, 6, 1), datetime(2021, 1, 1))
        found.append(twins.compare(what, filter=year))
        found.append(twins.compare(what, mask=query.Term("body", other)))
        found.append(twins.compare(what, collapse="source", collapse_limit=2))
    assert all(any(found[kind::3]) for kind in range(3))


def test_facets(twins: Twins) -> None:
    facets = sorting.Facets()
    facets.add_field("source").add_field("section")
    facets.add_facet("quarter", sorting.DateRangeFacet(
        "date", datetime(2019, 1, 1), datetime(2026, 1, 1), timedelta(days=90)
    ))  # fmt: skip
    for term in _terms(twins, "body", 5, random.Random(6)):
        what = query.Term("body", term)
        groups = [each.search(what, limit=None, groupedby=facets) for each in (twins.ours, twins.theirs)]
        for name in ("source", "section", "quarter"):
            assert groups[0].groups(name) == groups[1].groups(name)


def test_paging(twins: Twins) -> None:
    what = query.Or([query.Term("body", term) for term in _terms(twins, "body", 3, random.Random(7))])
    for number in (1, 2, 3):
        pages = [each.search_page(what, number, pagelen=4) for each in (twins.ours, twins.theirs)]
        assert _docs_and_scores(pages[0]) == _docs_and_scores(pages[1])


@pytest.mark.parametrize(
    "text",
    [
        "guvernul", "Guvernului SUA", "legea AND copii", "legea NOT copiilor", '"o lege"', "title:guv*",
        "nord-coreeni", "lege~1", "date:[20190101 TO 20200601]", "date:2020", "source:Agerpres apă",
        "(legea OR apa^2) ministrul", "guv*", '"legea copilului"~4', "acelaşi acelasi", "11.000", "1,5",
    ],
)  # fmt: skip
def test_parsed_queries(twins: Twins, generated: Twins, text: str) -> None:
    from whoosh.qparser import FuzzyTermPlugin

    for parser in (
        QueryParser("body", article_schema()),
        MultifieldParser(FIELDS, article_schema(), fieldboosts={"title": 2.0}),
    ):
        parser.add_plugin(FuzzyTermPlugin())
        twins.compare(parser.parse(text))
        assert generated.compare(parser.parse(text))


def test_highlights_suggestions_and_key_terms(generated: Twins) -> None:
    what = QueryParser("body", article_schema()).parse("legile copiilor")
    highlights = [
        [hit.highlights("body") for hit in each.search(what)] for each in (generated.ours, generated.theirs)
    ]
    assert highlights[0] == highlights[1] and '<b class="match' in highlights[0][0]
    misspelt = QueryParser("body", article_schema()).parse("guvernl")
    for ask in (
        lambda s: s.suggest("body", "guvrn", limit=5),
        lambda s: s.correct_query(misspelt, "guvernl").string,
        lambda s: s.search(what).key_terms("body", numterms=5),
        lambda s: list(s.reader().most_frequent_terms("body", 10)),
        lambda s: list(s.reader().most_distinctive_terms("title", 10)),
    ):
        assert ask(generated.ours) == ask(generated.theirs)


def test_terms_statistics_and_postings(twins: Twins) -> None:
    ours, theirs = twins.ours.reader(), twins.theirs.reader()
    assert list(ours.all_terms()) == list(theirs.all_terms())
    names = ("weight", "doc_frequency", "min_length", "max_length", "max_weight", "min_id", "max_id")
    for field, term in random.Random(8).choices(list(theirs.all_terms()), k=300):
        assert (field, term) in ours
        infos = [reader.term_info(field, term) for reader in (ours, theirs)]
        values = [[getattr(info, name)() for name in names] for info in infos]
        assert values[0] == values[1], (field, term)
        assert ours.frequency(field, term) == theirs.frequency(field, term)
        items = [list(reader.postings(field, term).all_items()) for reader in (ours, theirs)]
        assert items[0] == items[1]
    for field in FIELDS:
        for name in ("field_length", "min_field_length", "max_field_length"):
            assert getattr(ours, name)(field) == getattr(theirs, name)(field)
    assert list(ours.iter_docs()) == list(theirs.iter_docs())
    assert (ours.doc_count(), ours.doc_count_all()) == (theirs.doc_count(), theirs.doc_count_all())


def test_any_whoosh_program_opens_a_generation(tmp_path: Path) -> None:
    rasfoi.build(SAMPLE, tmp_path)
    folder = current(tmp_path).folder
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    index = open_dir(str(folder))
    with index.searcher() as searcher:
        parsed = QueryParser("body", index.schema).parse("bugetul")
        assert [hit["id"] for hit in searcher.search(parsed)]
    assert sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir()) == before
