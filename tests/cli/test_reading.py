"""`rasfoi get`, `similar` and `suggest`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasfoi

from .conftest import Run

ID = "agora-cooperare-regionala"


def test_an_article_is_printed_whole(sample_index: Path, rasfoi_run: Run) -> None:
    shown = rasfoi_run("get", ID, "--index", sample_index)
    with rasfoi.open(sample_index) as index:
        article = index.get(ID)
    title, about, url, blank, *body = shown.stdout.rstrip("\n").split("\n")
    assert (title, url, blank, "\n".join(body)) == (article.title, article.url, "", article.body)
    assert about == f"2025-11-19 · Agora · Externe · {article.author} · {ID}".replace(" ·  · ", " · ")
    told = json.loads(rasfoi_run("get", ID, "--index", sample_index, "--json").stdout)
    assert (told["id"], told["body"], told["date"][:10]) == (ID, article.body, "2025-11-19")


@pytest.mark.parametrize("command", ["get", "similar"])
@pytest.mark.parametrize("article_id", ["nu-exista", "", "../../etc/passwd", "a\x1b[31m"])
def test_an_id_that_is_not_there_is_told(
    sample_index: Path, rasfoi_run: Run, command: str, article_id: str
) -> None:
    result = rasfoi_run(command, article_id, "--index", sample_index)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: No article has the id ")
    assert "rasfoi search" in result.stderr and "\x1b" not in result.stderr


def test_similar_articles_in_all_forms(sample_index: Path, rasfoi_run: Run) -> None:
    with rasfoi.open(sample_index) as index:
        ids = [hit.id for hit in index.similar(ID, 3)]
    assert len(ids) == 3
    words = ("similar", ID, "--index", sample_index, "--limit", 3)
    assert rasfoi_run(*words, "--format", "{id}").stdout.splitlines() == ids
    assert [hit["id"] for hit in json.loads(rasfoi_run(*words, "--json").stdout)] == ids
    lines = rasfoi_run(*words, "--jsonl").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert all(each in rasfoi_run(*words).stdout for each in ids)
    assert rasfoi_run(*words, "--csv", "--json").returncode == 2


def test_completions_a_line_each(sample_index: Path, rasfoi_run: Run) -> None:
    words = ("suggest", "metr", "--index", sample_index)
    lines = [line.split("\t") for line in rasfoi_run(*words).stdout.splitlines()]
    told = json.loads(rasfoi_run(*words, "--json").stdout)
    assert [text for text, _ in lines] == [each["text"] for each in told] and lines
    assert [about for _, about in lines] == [each["id"] or str(each["count"]) for each in told]
    assert len(rasfoi_run(*words, "--limit", 1).stdout.splitlines()) == 1
    nothing = rasfoi_run("suggest", "qqzz", "--index", sample_index)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "Nothing begins so.\n")
