"""An index of articles that a program gives: built from an iterable, updated by ids."""

from __future__ import annotations

import random
import sqlite3
import types
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from rasfoi import Article
from rasfoi.index.indexer.workers import worker_process

from ..conftest import SAMPLE
from .test_update import FORMS, article, assert_equal_answers

QUERIES = ("face", '"legea apei"', "copiilor -zid", "titlu:pod", "guv*", "podul vânt", "nord-coreeni")


def given(number: int, rng: random.Random) -> Article:
    """Return an article of always the same length, see `test_update.article`."""
    fields = article(rng, FORMS[8:])
    return Article(
        f"a{number}",
        fields["title"],
        fields["body"],
        datetime.fromisoformat(fields["date"]),
        fields["source"],
    )


def test_articles_are_found_as_those_of_files_are(tmp_path: Path, index: rasfoi.Index) -> None:
    read = [index.get(hit.id) for hit in index.search_iter("", sort="oldest", duplicates=True)]
    report = rasfoi.build(iter(read), tmp_path / "index")
    assert report.articles == len(read) == index.info().articles and not report.failures
    ours = rasfoi.open(tmp_path / "index")
    for query in ("metrou", "pod peste Dunăre", "primăria orașului", "titlu:școala"):
        pages = [each.search(query, facets=True, limit=100) for each in (index, ours)]
        assert [hit.id for hit in pages[0].hits] == [hit.id for hit in pages[1].hits]
        assert pages[0].facets == pages[1].facets
        assert [hit.snippet for hit in pages[0].hits] == [hit.snippet for hit in pages[1].hits]
    assert all(ours.get(each.id) == each for each in read)


def test_a_cursor_of_a_database_feeds_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "SMALL_BYTES", 2_000)
    database = sqlite3.connect(":memory:")
    database.execute("create table news (id integer primary key, title, body, day)")
    rows = [
        (at, f"Vapor {at}", f"Vaporul {at} a plecat din port. " * 3, "2024-05-01") for at in range(1, 901)
    ]
    database.executemany("insert into news values (?, ?, ?, ?)", rows)
    seen: list[rasfoi.Progress] = []
    report = rasfoi.build(
        (
            Article(str(key), title, body, datetime.fromisoformat(day))
            for key, title, body, day in database.execute("select * from news")
        ),
        tmp_path,
        progress=seen.append,
    )
    assert report.articles == 900 and seen[-1].merging and seen[-1].articles == 900
    index = rasfoi.open(tmp_path)
    assert index.search("vapor 77").hits[0].id == "77" and index.get("900").title == "Vapor 900"


def test_what_is_read_ahead_is_bounded(tmp_path: Path) -> None:
    """The iterable is read while articles are indexed, never into memory first."""
    taken = 0
    bytes_indexed: list[tuple[int, int]] = []

    def articles() -> Iterator[Article]:
        nonlocal taken
        for taken in range(1, 6_001):
            yield Article(f"n{taken}", f"Vapor {taken}", f"Vaporul {taken} pleacă spre larg. " * 120)

    report = rasfoi.build(
        articles(), tmp_path, progress=lambda done: bytes_indexed.append((taken, done.articles))
    )
    assert report.articles == 6_000
    first_taken, first_done = bytes_indexed[0]
    assert first_done < first_taken < 6_000


class Special(Article):
    """A program's own articles."""


class Clock(datetime):
    """A program's own dates."""


ZONE = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Article("a", "Pod", "Podul nou.", source=None), Article("a", "Pod", "Podul nou.")),  # type: ignore[arg-type]
        (Article("a", None, None), Article("a", "", "")),  # type: ignore[arg-type]
        (Article("a", "Pod\nnou ", "x\ud800y\x00 z\u200b"), Article("a", "Pod nou", "x y  z")),
        (Article("a", "Pod", "un  doi\ttrei\r\n\r\npatru"), Article("a", "Pod", "un  doi\ttrei\n\npatru")),
        (Article("a", "Şcoală", "s\u0326coală"), Article("a", "Şcoală", "școală")),
        (Special("a", "Pod", "Pod", Clock(2024, 5, 1, tzinfo=ZONE)),
         Article("a", "Pod", "Pod", datetime(2024, 5, 1, tzinfo=ZONE))),
        (Article("a", "Pod", "Pod", section="Sport", sections=("Local", "Sport")),
         Article("a", "Pod", "Pod", section="Sport", sections=("Sport", "Local"))),
        (Article("a", "Pod", "Pod", sections=None),  # type: ignore[arg-type]
         Article("a", "Pod", "Pod")),
        (Article("ziar/a b\u00a0ț#1", "Pod", "Pod"), Article("ziar/a b\u00a0ț#1", "Pod", "Pod")),
        (Article("a", "", "&amp; &lt;b&gt; Video: x 0Agenția"),
         Article("a", "", "&amp; &lt;b&gt; Video: x 0Agenția")),
        (Article("a", "Pod", "Pod", datetime(2024, 5, 1, 12, tzinfo=UTC), "Z", "", "Ana", "https://e.ro/?a=1",
                 "metadata", "time"),
         Article("a", "Pod", "Pod", datetime(2024, 5, 1, 12, tzinfo=UTC), "Z", "", "Ana", "https://e.ro/?a=1",
                 "metadata", "time")),
    ],
)  # fmt: skip
def test_an_article_comes_back_as_it_was_given_but_for_what_nobody_sees(
    before: Article, after: Article
) -> None:
    with rasfoi.build([before]) as index:
        assert index.get(after.id) == after
        index.search("pod scoala")


class NotATime(datetime):
    """What pandas has for no date: a datetime that is not itself."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


def test_no_date_of_pandas_is_no_date() -> None:
    with rasfoi.build([Article("a", "Pod", "Pod", NotATime(2024, 1, 1))]) as index:
        assert index.get("a").date is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"id": "a", "title": "t"}, ("Item 2", "dict", "Article(")),
        (("a", "t", "b"), ("Item 2", "tuple")),
        (None, ("Item 2", "None")),
        (Article(7, "t", "b"), ("Article 2", "7", "int", "str(")),  # type: ignore[arg-type]
        (Article(None, "t", "b"), ("Article 2", "None")),  # type: ignore[arg-type]
        (Article("", "t", "b"), ("Article 2", "no id")),
        (Article("x\ud800", "t", "b"), ("Article 2", "ud800")),
        (Article("x\ny", "t", "b"), ("Article 2", "\\n")),
        (Article("x" * 600, "t", "b"), ("Article 2", "600", "512")),
        (Article("x", 5, "b"), ("Article 2", "'x'", "title", "int")),  # type: ignore[arg-type]
        (Article("x", "t", b"b"), ("Article 2", "'x'", "body", "bytes")),  # type: ignore[arg-type]
        (Article("x", "t", float("nan")), ("'x'", "body", "float")),  # type: ignore[arg-type]
        (Article("x", "t", "b", "2024-05-01"), ("'x'", "date", "str", "datetime.fromisoformat(")),  # type: ignore[arg-type]
        (Article("x", "t", "b", date(2024, 5, 1)), ("'x'", "type date", "datetime.combine(")),  # type: ignore[arg-type]
        (Article("x", "t", "b", sections="Sport"), ("'x'", "sections", "is 'Sport'")),  # type: ignore[arg-type]
        (Article("x", "t", "b", sections=("a", 1)), ("'x'", "sections", "('a', 1)")),  # type: ignore[arg-type]
        (Article("x", "t", "b", date_source="\x00"), ("'x'", "date_source", "metadata")),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_article_is_told_and_the_old_index_stays(
    tmp_path: Path, wrong: Any, told: tuple[str, ...]
) -> None:
    rasfoi.build([Article("old", "Pod", "Podul vechi.")], tmp_path)
    calls = (
        lambda: rasfoi.build([Article("new", "Pod", "Pod"), wrong], tmp_path),
        lambda: rasfoi.update(tmp_path, add=(each for each in (Article("new", "Pod", "Pod"), wrong))),
    )
    for call in calls:
        with pytest.raises(rasfoi.BadArticle) as raised:
            call()
        assert all(part in str(raised.value) for part in told), str(raised.value)
    assert [hit.id for hit in rasfoi.open(tmp_path).search("pod").hits] == ["old"]
    assert len(list(tmp_path.glob("gen-*"))) == 1


@pytest.mark.parametrize(
    "error", [ConnectionError("no route"), rasfoi.IndexMissing("elsewhere"), KeyError(1)]
)
def test_what_an_iterable_raises_comes_through_and_the_old_index_stays(
    tmp_path: Path, error: Exception
) -> None:
    def fails(after: int) -> Iterator[Article]:
        for at in range(after):
            yield Article(f"n{at}", "Pod", "Podul a fost închis. " * 200)
        raise error

    rasfoi.build([Article("old", "Pod", "Podul vechi.")], tmp_path)
    for after in (1, 2_000):
        with pytest.raises(type(error)) as raised:
            rasfoi.build(fails(after), tmp_path)
        assert raised.value is error
    with pytest.raises(type(error)):
        rasfoi.update(tmp_path, add=fails(1))
    assert rasfoi.open(tmp_path).search("pod").total == 1
    assert len(list(tmp_path.glob("gen-*"))) == 1


@pytest.mark.parametrize("nothing", [[], iter(()), None, 5, object()])
def test_no_articles_are_an_error(tmp_path: Path, nothing: Any) -> None:
    with pytest.raises(rasfoi.BadArticle):
        rasfoi.build(nothing, tmp_path / "index")


def test_of_articles_with_one_id_the_last_stands(tmp_path: Path) -> None:
    given = [
        Article("a", "Vapor", "Vaporul scufundat."),
        Article("b", "Pod", "Podul nou."),
        Article("a", "Far", "Farul aprins."),
        Article("a", "Tren", "Trenul oprit."),
    ]
    report = rasfoi.build(given, tmp_path / "index")
    assert report.articles == 2
    assert [note.path for note in report.notes] == ["a (article 1)", "a (article 3)"]
    rasfoi.build([given[1], given[3]], tmp_path / "alone")
    assert_equal_answers(tmp_path / "index", tmp_path / "alone", ("vapor", "tren", "pod", "scufundat", "far"))
    index = rasfoi.open(tmp_path / "index")
    assert index.info().terms == rasfoi.open(tmp_path / "alone").info().terms
    index.check()


@pytest.mark.parametrize("seed", [1, 2])
def test_many_updates_by_ids_equal_a_rebuild(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    now = {each.id: each for each in (given(number, rng) for number in range(60))}
    rasfoi.build(now.values(), tmp_path / "index")
    for step in range(12):
        deleted = rng.sample(sorted(now), 2)
        added = [given(int(name[1:]), rng) for name in rng.sample(sorted(now), 2)]
        added += [given(1000 + 10 * step + at, rng) for at in range(3)]
        kept = set(now) - set(deleted) | {each.id for each in added}
        report = rasfoi.update(tmp_path / "index", add=iter(added), delete=deleted)
        now = {name: each for name, each in now.items() if name in kept} | {each.id: each for each in added}
        readded = len(set(deleted) & {each.id for each in added})
        assert (report.articles, report.changed, report.deleted) == (len(now), 5, 2 - readded)
        assert not report.notes
    rasfoi.build(now.values(), tmp_path / "rebuilt")
    assert_equal_answers(tmp_path / "index", tmp_path / "rebuilt", QUERIES)
    rasfoi.open(tmp_path / "index").check()


def test_an_update_whose_articles_are_longer_weighs_all_anew(tmp_path: Path) -> None:
    short = [Article(f"s{at}", "Pod", f"Podul numărul {at}.") for at in range(5)]
    long = [Article(f"l{at}", "Far", "Un far vechi lângă pod. " * 40 + f"Al {at}-lea.") for at in range(5)]
    rasfoi.build(short, tmp_path / "index")
    rasfoi.update(tmp_path / "index", add=long)
    rasfoi.build([*short, *long], tmp_path / "rebuilt")
    assert_equal_answers(tmp_path / "index", tmp_path / "rebuilt", ("pod", "far", "pod far", "numărul"))


def test_an_unknown_id_to_delete_is_a_note(tmp_path: Path) -> None:
    rasfoi.build([Article("a", "Pod", "Podul."), Article("b", "Far", "Farul.")], tmp_path)
    report = rasfoi.update(tmp_path, delete=["b", "lipsă", "b"])
    assert (report.articles, report.deleted, [note.path for note in report.notes]) == (1, 1, ["lipsă"])
    generation = rasfoi.open(tmp_path).generation
    report = rasfoi.update(tmp_path, delete=("lipsă",), add=[])
    assert (report.articles, report.changed, report.deleted) == (1, 0, 0)
    assert rasfoi.open(tmp_path).generation == generation, "nothing new is published"


def test_an_id_to_delete_and_to_add_is_added(tmp_path: Path) -> None:
    rasfoi.build([Article("a", "Pod", "Podul.")], tmp_path)
    report = rasfoi.update(tmp_path, add=[Article("a", "Far", "Farul.")], delete=["a"])
    assert (report.articles, report.changed, report.deleted) == (1, 1, 0)
    assert rasfoi.open(tmp_path).get("a").title == "Far"


def test_an_index_may_be_emptied_and_filled_again(tmp_path: Path) -> None:
    rasfoi.build([Article("a", "Pod", "Podul.")], tmp_path)
    assert rasfoi.update(tmp_path, delete=["a"]).articles == 0
    assert rasfoi.open(tmp_path).search("pod").total == 0
    assert rasfoi.update(tmp_path, add=[Article("b", "Pod", "Podul.")]).articles == 1
    assert rasfoi.open(tmp_path).search("pod").hits[0].id == "b"


def test_additions_make_an_index_where_there_is_none(tmp_path: Path) -> None:
    report = rasfoi.update(tmp_path / "index", add=(each for each in [Article("a", "Pod", "Podul.")]))
    assert report.articles == 1 and rasfoi.open(tmp_path / "index").search("pod").total == 1
    with pytest.raises(rasfoi.IndexMissing):
        rasfoi.update(tmp_path / "other", delete=["a"])
    assert not list((tmp_path / "other").glob("gen-*"))


def test_an_index_of_files_that_a_program_changes_is_the_programs(tmp_path: Path) -> None:
    rasfoi.build(SAMPLE, tmp_path)
    before = rasfoi.open(tmp_path).info().articles
    gone = rasfoi.open(tmp_path).search("metrou").hits[0].id
    report = rasfoi.update(tmp_path, add=[Article("al programului", "Pod", "Podul.")], delete=[gone])
    assert (report.articles, report.changed, report.deleted) == (before, 1, 1)
    with pytest.raises(rasfoi.RasfoiError, match=r"a program gave it.*rasfoi rebuild"):
        rasfoi.update(SAMPLE, tmp_path)
    index = rasfoi.open(tmp_path)
    assert index.get("al programului").title == "Pod"
    with pytest.raises(KeyError):
        index.get(gone)
    rasfoi.build(SAMPLE, tmp_path)
    assert rasfoi.update(SAMPLE, tmp_path).articles == before


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((), {}),
        (("index",), {}),
        (("corpus", "index"), {"add": []}),
        (("index",), {"delete": [], "file_dates": True}),
    ],
)
def test_a_call_that_is_neither_form_of_update_is_a_mistake(
    arguments: tuple[str, ...], options: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match="update"):
        rasfoi.update(*arguments, **options)


@pytest.mark.parametrize("options", [{"delete": "abc"}, {"add": "corpus"}, {"delete": [1]}, {"add": 5}])
def test_what_is_no_list_of_articles_or_ids_is_told(tmp_path: Path, options: dict[str, Any]) -> None:
    rasfoi.build([Article("a", "Pod", "Podul.")], tmp_path)
    with pytest.raises(rasfoi.BadArticle):
        rasfoi.update(tmp_path, **options)


def test_options_of_files_are_refused_for_articles(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="file_dates"):
        rasfoi.build([Article("a", "Pod", "Podul.")], tmp_path, file_dates=True)


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    rasfoi.build([Article("a", "Pod", "Podul.")], tmp_path)

    def interrupted() -> Iterator[Article]:
        yield Article("b", "Pod", "Podul.")
        with pytest.raises(rasfoi.IndexBusy):
            rasfoi.update(tmp_path, delete=["a"])
        yield Article("c", "Pod", "Podul.")

    assert rasfoi.update(tmp_path, add=interrupted()).articles == 3


def test_an_index_may_be_built_from_itself(tmp_path: Path) -> None:
    rasfoi.build(SAMPLE, tmp_path)
    index = rasfoi.open(tmp_path)
    every: Iterable[Article] = (
        index.get(hit.id) for hit in index.search_iter("", sort="newest", duplicates=True)
    )
    assert isinstance(every, types.GeneratorType)
    assert rasfoi.build(every, tmp_path).articles == index.info().articles


def test_an_opened_index_is_no_address() -> None:
    with rasfoi.build([Article(id="a", title="", body="Podul")]) as index:
        with pytest.raises(TypeError, match="Index is no address of an index: give its folder"):
            rasfoi.update(index, add=[Article(id="b", title="", body="Podul")])  # type: ignore[call-overload]
        with pytest.raises(TypeError, match="int is no address"):
            rasfoi.open(5)  # type: ignore[arg-type]
