"""After updates, when an index has several segments and deleted articles, both engines answer alike."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rasfoi

from ..cluster.local_cluster import LocalCluster
from .conftest import Both
from .corpus import articles
from .queries import EVERY, Ask
from .test_same_answers import said


def write(corpus: Path, found: Iterator[rasfoi.Article]) -> None:
    """Write articles as the lines of a file for every fifty of them."""
    corpus.mkdir(exist_ok=True)
    lines: dict[int, list[str]] = {}
    for number, article in enumerate(found):
        told: dict[str, Any] = {
            "id": article.id, "title": article.title, "body": article.body, "source": article.source,
            "tags": list(article.sections), "date": article.date.isoformat() if article.date else None,
        }  # fmt: skip
        lines.setdefault(number // 50, []).append(json.dumps(told, ensure_ascii=False))
    for part, texts in lines.items():
        (corpus / f"{part}.jsonl").write_text("\n".join(texts), "utf-8")


def first() -> Iterator[rasfoi.Article]:
    """Yield the articles as they are at first: those that will be gone have a word that no other has."""
    for number, article in enumerate(articles(280)):
        yield replace(article, body=f"{article.body} Zimbrul doarme.") if _goes(number) else article


def changed() -> Iterator[rasfoi.Article]:
    """Yield the articles after a change: some are new, some gone, some have another text."""
    for number, article in enumerate(articles(340)):
        if _goes(number):
            continue
        body = f"{article.body} Podul cel nou s-a deschis." if number % 23 == 5 else article.body
        yield replace(article, body=body)


def _goes(number: int) -> bool:
    return number % 17 == 3


@pytest.fixture(scope="module")
def updated(cluster: LocalCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Return indexes that were updated."""
    folder, name = tmp_path_factory.mktemp("updated"), f"updated-{uuid.uuid4().hex[:8]}"
    places = folder / "index", cluster.address(name)
    for step in (first(), changed()):
        write(folder / "corpus", step)
        for where in places:
            rasfoi.update(folder / "corpus", where)
    yield Both(*map(rasfoi.open, places))
    cluster.request("DELETE", f"/{name}*?expand_wildcards=all")


@pytest.mark.parametrize("ask", EVERY[::3], ids=lambda ask: f"{ask[0][:30]} {','.join(ask[1])}")
def test_a_search(updated: Both, ask: Ask) -> None:
    query, options = ask
    pages = [index.search(query, **options) for index in updated]
    assert said(pages[1]) == said(pages[0])
    assert [hit.score for hit in pages[1].hits] == pytest.approx(
        [hit.score for hit in pages[0].hits], abs=1e-3
    )


def test_what_is_gone_and_what_is_new(updated: Both) -> None:
    for index in updated:
        assert index.info().articles == 320
        with pytest.raises(KeyError):
            index.get("lot/003")
        assert index.search("podul cel nou s-a deschis", limit=3).all_words >= 10
    assert updated.cluster.similar("lot/310")[0].id == updated.folder.similar("lot/310")[0].id


@pytest.mark.parametrize("prefix", ["zimb", "podul de lemn zimb", "po", "mor", "primarul a r", "nord-e"])
def test_completions(updated: Both, prefix: str) -> None:
    own, other = ([(each.text, each.kind, each.count) for each in index.suggest(prefix)] for index in updated)
    assert other == own
    assert bool(own) == ("zimb" not in prefix)
