"""A cluster finds the similar articles, completions and titles that a folder does."""

from __future__ import annotations

import pytest
import rasfoi

from .conftest import Both

SAMPLE = [
    "local/2024-11-02-biblioteca-noua.txt", "cultura/2023-10-14-paine-de-casa.txt", "lot/001", "lot/004",
    "local/linia-de-metrou-m7.html", "lot/107", "lot/250",
]  # fmt: skip
# Words, one behind others, compounds, fields, titles, what no article has, what is no word.
PREFIXES = [
    "bibl", "Bibl", "biblioteca n", "pâi", "pai", "valea s", "orașul Valea s", "podul de l", "mor",
    "morile de v", "nord-e", "bine-cu", "start-", "start-u", "sursa:", "sursa:gaz", "sectiune:s",
    "titlu:pod", "far vechi", "cod galben d", "de ", "xqz", "xqz po", "podul xqz", "", " ", "-", "după-a",
    "a", "primarul a r",
]  # fmt: skip


@pytest.mark.parametrize("article_id", SAMPLE)
def test_similar_articles(both: Both, article_id: str) -> None:
    own, other = ([(hit.id, hit.score) for hit in index.similar(article_id, 20)] for index in both)
    assert [each for each, _ in other] == [each for each, _ in own]
    assert [score for _, score in other] == pytest.approx([score for _, score in own], rel=1e-5)
    assert len(own) > 3 and article_id not in dict(own)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_completions(both: Both, prefix: str) -> None:
    own, other = (
        [(each.text, each.kind, each.ranges, each.id) for each in index.suggest(prefix)] for index in both
    )
    assert other == own


def test_compounds_behind_a_hyphen(both: Both) -> None:
    # They are read in a sample of the articles with the word before it, which is another one.
    found = {each.text for each in both.cluster.suggest("nord-")}
    assert found & {each.text for each in both.folder.suggest("nord-")} >= {"nord-estul"}


def test_the_words_behind_frequent_ones(both: Both) -> None:
    # So are the words behind those that many articles have.
    for prefix, wanted in (("în o", "în oraș"), ("un p", "un paznic"), ("de l", "de lemn")):
        assert any(each.text.startswith(wanted) for each in both.cluster.suggest(prefix)), prefix


def test_something_is_completed(both: Both) -> None:
    found = [each.kind for prefix in PREFIXES for each in both.cluster.suggest(prefix)]
    assert found.count("word") > 30 and found.count("title") > 10


def test_an_article_that_is_like_none(opened: rasfoi.Index) -> None:
    with pytest.raises(KeyError):
        opened.similar("nu/este")
