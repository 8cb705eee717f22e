"""What both engines do with an index: open it, renew it, keep what is open, tell what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.address import on_cluster
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.errors import NoVectors

from .conftest import Both
from .corpus import articles


def test_an_index_that_is_not_there(address: str) -> None:
    with pytest.raises(rasfoi.IndexMissing, match="rasfoi rebuild"):
        rasfoi.open(address)


def test_what_an_index_tells_of_itself(both: Both, opened: rasfoi.Index) -> None:
    info, other = opened.info(), both.folder.info()
    assert (info.articles, info.terms, info.analyzer) == (other.articles, other.terms, other.analyzer)
    assert info.size_bytes > 10_000 and info.generation == opened.generation and info.built.tzinfo
    opened.check()
    opened.check_present()
    assert opened.refresh() is opened and opened.address in repr(opened)


def test_another_generation_is_opened_when_asked_for(address: str) -> None:
    rasfoi.build(articles(40), address)
    first = rasfoi.open(address)
    page = first.search("", sort="oldest", limit=10)
    rasfoi.build(articles(60), address)
    assert first.info().articles == 40
    second = first.refresh()
    assert second is not first and second.info().articles == 60 and second.refresh() is second
    assert first.search("", sort="newest").total == 40
    # A cursor goes on in the generation that it began in, as long as that is kept.
    more = second.search("", sort="oldest", limit=10, cursor=page.next)
    assert more.total == 40 and more.hits[0].id == first.search("", sort="oldest", offset=10).hits[0].id
    for count in (61, 62):
        rasfoi.build(articles(count), address)
    third = second.refresh()
    with pytest.raises(rasfoi.CursorExpired):
        third.search("", sort="oldest", limit=10, cursor=page.next)


def test_an_index_that_goes(address: str) -> None:
    rasfoi.build(articles(20), address)
    index = rasfoi.open(address)
    if on_cluster(address):
        where = parse(address)
        Client(where).request("DELETE", f"{where.name}-g*", params={"expand_wildcards": "all"})
    else:
        shutil.rmtree(address)
    with pytest.raises(rasfoi.IndexMissing):
        index.check_present()


def test_words_that_are_kept_here_and_altered(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    rasfoi.open(both.cluster.address)
    kept = sorted((tmp_path / "rasfoi").glob("cluster-*.ras"))
    assert len(kept) >= 2
    for path in kept:
        data = bytearray(path.read_bytes())
        data[-40] ^= 1
        path.write_bytes(data)
    # They are asked for again.
    assert rasfoi.open(both.cluster.address).search("pod").total == both.folder.search("pod").total


def test_synonyms_of_a_dictionary(both: Both, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("punte => pod\nprofesor, dascăl\n", "utf-8")
    for query in ("punte de lemn", "profesorul", "titlu:punte"):
        pages = [rasfoi.open(index.address, dictionary=tmp_path).search(query) for index in both]
        assert [hit.id for hit in pages[1].hits] == [hit.id for hit in pages[0].hits]
        assert pages[1].total == pages[0].total > 10


def test_meaning_alone(opened: rasfoi.Index) -> None:
    with pytest.raises(NoVectors, match="vectors"):
        opened.search("pod peste râu", meaning="only")


def test_arguments_that_cannot_be(opened: rasfoi.Index) -> None:
    for options in ({"limit": -1}, {"limit": 101}, {"sort": "best"}, {"after": "mâine sau ieri"}):
        with pytest.raises(rasfoi.BadQuery):
            opened.search("pod", **options)  # type: ignore[arg-type]
    with pytest.raises(rasfoi.BadCursor):
        opened.search("pod", cursor="abcd")
    for ask in (opened.get, opened.similar, opened.duplicates, lambda name: opened.highlight(name, "pod")):
        with pytest.raises(KeyError):
            ask("nu/este")


def test_a_time_limit(opened: rasfoi.Index) -> None:
    with pytest.raises(rasfoi.SearchTimeout):
        opened.search("primarul repară podurile vechi", timeout=1e-6)
    assert opened.search("primarul repară podurile vechi", timeout=30).total > 0


def test_a_generation_that_is_gone_while_it_is_open(cluster_address: str) -> None:
    rasfoi.build(articles(20), cluster_address)
    index = rasfoi.open(cluster_address)
    for count in (21, 22):
        rasfoi.build(articles(count), cluster_address)
    with pytest.raises(rasfoi.IndexMissing, match="Open the index again"):
        index.search("pod")
    assert index.refresh().search("", sort="newest", duplicates=True).total == 22
