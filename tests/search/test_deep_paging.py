"""Cursors: pages that follow each other through all hits of a search, in the generation it began in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rasfoi
from rasfoi.search import engine, execution
from rasfoi.search.answer import deep_paging

WORDS = """apă arbore bancă barcă busolă cald casă catarg cer chei coastă corabie dană drum far frig funie
    gară golf hartă iarnă insulă larg lac lemn lume marinar mal munte nava nisip noapte oaspete oră pod port
    punte pânză rază râu sat seară steag stradă toamnă tren val vară vânt vreme zare zi""".split()
SOURCES, SECTIONS = ("Agora", "Vestea", "Ziarul de Sud"), ("Sport", "Cultură")


def corpus(folder: Path, articles: int, word: str = "vapor") -> Path:
    """Write articles of which every seventh has the text of the one before it."""
    folder.mkdir(exist_ok=True)
    with (folder / "a.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(articles):
            told = number - 1 if number % 7 == 6 else number
            chance = Random(told)
            body = f"Un {word} a plecat spre insula {told % 11}. " + " ".join(chance.choices(WORDS, k=60))
            fields = {"source": SOURCES[number % 3], "section": SECTIONS[number % 2]}
            date = f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
            line = {"id": f"a{number}", "title": f"Portul {told % 13}", "body": body, "date": date, **fields}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rasfoi.Index]:
    """An index of two segments, with near-duplicates."""
    folder = tmp_path_factory.mktemp("deep")
    rasfoi.build(corpus(folder / "corpus", 600), folder / "index")
    rasfoi.update(corpus(folder / "corpus", 640), folder / "index")
    with rasfoi.open(folder / "index") as index:
        yield index


def walk(index: rasfoi.Index, query: str, limit: int = 23, **options: Any) -> list[str]:
    """Return the ids of all hits, by following `next`."""
    page = index.search(query, limit=limit, **options)
    ids = [hit.id for hit in page.hits]
    while page.next:
        page = index.search(query, limit=limit, cursor=page.next, **options)
        assert page.offset == len(ids)
        ids += [hit.id for hit in page.hits]
    assert len(ids) == page.total - page.folded
    return ids


SEARCHES: list[dict[str, Any]] = [
    {"query": "vapor insula 7"},
    {"query": "vapor", "sort": "newest"},
    {"query": "", "sort": "oldest"},
    {"query": "vapor insula", "source": ["Agora", "Vestea"], "section": "Sport"},
    {"query": "vapor", "after": "2024-03", "before": "2024-09"},
    {"query": '"insula 3" SAU portul', "duplicates": True},
    {"query": "vapr", "correct": True},
    {"query": "plecat ins", "prefix": True},
]


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: str(search))
def test_cursors_lead_through_all_hits_in_the_order_of_pages(
    many: rasfoi.Index, search: dict[str, Any]
) -> None:
    walked = walk(many, **search)
    assert len(walked) > 50
    assert len(set(walked)) == len(walked)
    by_offset: list[str] = []
    while page := many.search(**search, limit=100, offset=len(by_offset)).hits:
        by_offset += [hit.id for hit in page]
    assert walked == by_offset
    if not search.get("prefix"):
        assert walked == [hit.id for hit in many.search_iter(**search)]


def test_a_page_by_cursor_is_that_by_offset(many: rasfoi.Index) -> None:
    first = many.search("vapor insula 7", limit=10, facets=True)
    assert first.next
    by_cursor = many.search("vapor insula 7", limit=10, cursor=first.next, facets=True, explain=True)
    by_offset = many.search("vapor insula 7", limit=10, offset=10, facets=True, explain=True)
    assert by_cursor.to_dict() | {"took_ms": 0} == by_offset.to_dict() | {"took_ms": 0}
    assert any(hit.duplicates for hit in many.search("vapor", limit=100).hits)


def test_the_last_page_has_no_next(many: rasfoi.Index) -> None:
    assert many.search("vapor", limit=0).next is None
    assert many.search("qwertyuiop").next is None
    last = many.search("vapor", limit=10, offset=540)
    assert many.search("vapor", limit=100, offset=last.total - last.folded - 100).next is None


@pytest.mark.parametrize("at", [0, 1, 16, 17, 20, 40, -2, -1])
@pytest.mark.parametrize("by", ["0", "f", "A", "é", ""])
def test_an_altered_cursor_is_refused(many: rasfoi.Index, at: int, by: str) -> None:
    cursor = many.search("vapor").next
    assert cursor
    letters = list(cursor)
    letters[at] = by
    if "".join(letters) != cursor:
        with pytest.raises(rasfoi.BadCursor):
            many.search("vapor", cursor="".join(letters))


@pytest.mark.parametrize("cursor", ["x", "00", "0" * 16, " ", "10", "ș", "-1", "zz" * 40, "00" * 4000])
def test_what_is_no_cursor_is_refused(many: rasfoi.Index, cursor: str) -> None:
    with pytest.raises(rasfoi.BadCursor):
        many.search("vapor", cursor=cursor)


@pytest.mark.parametrize(
    "other",
    [
        {"query": "vapor 1"}, {"query": "vapor", "sort": "newest"}, {"query": "vapor", "source": "Agora"},
        {"query": "vapor", "after": "2024-02"}, {"query": "vapor", "duplicates": True},
        {"query": "vapor", "correct": False}, {"query": "vapor", "prefix": True},
    ],
)  # fmt: skip
def test_a_cursor_belongs_to_its_search(many: rasfoi.Index, other: dict[str, Any]) -> None:
    cursor = many.search("vapor").next
    with pytest.raises(rasfoi.BadCursor):
        many.search(**other, cursor=cursor)


def test_a_cursor_and_an_offset_exclude_each_other(many: rasfoi.Index) -> None:
    with pytest.raises(rasfoi.BadQuery, match="not both"):
        many.search("vapor", cursor=many.search("vapor").next, offset=10)


def test_the_size_of_pages_may_change(many: rasfoi.Index) -> None:
    first = many.search("vapor", limit=3)
    second = many.search("vapor", limit=50, cursor=first.next)
    assert [hit.id for hit in many.search("vapor", limit=53).hits] == [
        hit.id for hit in first.hits + second.hits
    ]


def test_a_walk_stays_in_its_generation_while_that_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    rasfoi.build(corpus(tmp_path / "corpus", 60), folder)
    old = rasfoi.open(folder)
    expected = walk(old, "vapor", limit=7)
    cursor = old.search("vapor", limit=7).next
    rasfoi.build(corpus(tmp_path / "corpus", 80, "vaporul"), folder)
    for index in (old.refresh(), rasfoi.open(folder)):
        assert index.generation != old.generation
        page = index.search("vapor", limit=7, cursor=cursor)
        assert [hit.id for hit in page.hits] == expected[7:14]
        assert page.next
        again = index.search("vapor", limit=7, cursor=page.next)
        assert [hit.id for hit in again.hits] == expected[14:21]
    rasfoi.build(corpus(tmp_path / "corpus", 90), folder)
    with pytest.raises(rasfoi.CursorExpired, match="Start again"):
        rasfoi.open(folder).search("vapor", limit=7, cursor=cursor)
    # Whoever has it open goes on in it.
    assert [hit.id for hit in old.search("vapor", limit=7, cursor=cursor).hits] == expected[7:14]


def test_a_walk_ends_where_the_users_dictionary_changes(tmp_path: Path) -> None:
    rasfoi.build(corpus(tmp_path / "corpus", 60), tmp_path / "index")
    (tmp_path / "synonyms.txt").write_text("vapor, corabie\n", "utf-8")
    index = rasfoi.open(tmp_path / "index", dictionary=tmp_path)
    cursor = index.search("vapor").next
    assert rasfoi.open(tmp_path / "index", dictionary=tmp_path).search("vapor", cursor=cursor).hits
    (tmp_path / "synonyms.txt").write_text("vapor, corabie, barcă\n", "utf-8")
    for other in (index.refresh(), rasfoi.open(tmp_path / "index")):
        with pytest.raises(rasfoi.CursorExpired):
            other.search("vapor", cursor=cursor)


def test_a_generation_that_cannot_be_opened_is_one_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    rasfoi.build(corpus(tmp_path / "corpus", 30), folder)
    old = rasfoi.open(folder)
    cursor = old.search("vapor").next
    rasfoi.build(corpus(tmp_path / "corpus", 40), folder)
    (folder / old.generation / "info.json").write_text("{}", "utf-8")
    with pytest.raises(rasfoi.CursorExpired):
        rasfoi.open(folder).search("vapor", cursor=cursor)


def test_a_name_that_leads_elsewhere_opens_nothing(many: rasfoi.Index) -> None:
    criteria = deep_paging.Criteria("vapor", "relevance", engine.Filters(), True, False, False)
    for name in ("../../etc", "gen-1/../x", "CURRENT", "gen-none"):
        cursor = deep_paging.write_cursor(deep_paging.Place(name, 10), criteria)
        with pytest.raises(rasfoi.CursorExpired):
            many.search("vapor", cursor=cursor)


def test_cursors_end_at_a_depth(many: rasfoi.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "DEEPEST", 100)
    page = many.search("vapor", limit=60)
    assert many.search("vapor", limit=60, cursor=page.next).next is None


def test_what_a_ranking_is_kept_by_counts_too(many: rasfoi.Index) -> None:
    """A search may name fifty sources of five hundred letters and find three articles."""
    long = engine.Criteria("vapor", "newest", engine.Filters(sources=("x" * 500,) * 50), True, False, False)
    ranking = deep_paging.rank(many.store, many._execution.answer(long)[1], "newest", 256, folds=False)
    assert 100_000 < deep_paging.size(ranking, long) < 110_000


def test_a_walk_ranks_few_times(many: rasfoi.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked: list[int] = []
    real = deep_paging.rank

    def counting(*arguments: Any, **options: Any) -> deep_paging.Ranking:
        ranked.append(arguments[3])
        return real(*arguments, **options)

    monkeypatch.setattr(execution, "rank", counting)
    with rasfoi.open(many.address) as index:
        assert len(walk(index, "vapor plecat", limit=5)) > 500
    assert ranked == [256, 1024]
