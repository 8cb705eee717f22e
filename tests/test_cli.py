"""The command as a user runs it: data on standard output, messages on standard error, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rasfoi.cli import main

SAMPLE = Path(__file__).parent.parent / "sample"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_rebuild_search_update_info(tmp_path: Path) -> None:
    built = run("rebuild", SAMPLE, "--index", tmp_path)
    assert built.exit_code == 0
    assert built.stdout.startswith("30 articles")
    found = run("search", "antrenamente", "--index", tmp_path)
    assert "Militarii din Valea Seacă" in found.stdout
    assert "1 article," in found.stderr
    page = json.loads(run("search", "antrenamente", "--index", tmp_path, "--json").stdout)
    assert page["total"] == 1
    assert run("update", SAMPLE, "--index", tmp_path).stdout.startswith("30 articles, 0 read")
    assert json.loads(run("info", "--index", tmp_path, "--json").stdout)["articles"] == 30
    assert run("info", "--index", tmp_path, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("search", "x", "--index", "/nimic"), 1, "rasfoi rebuild"),
        (("rebuild", "/nimic", "--index", "/tmp/rasfoi-none"), 1, "/nimic"),
        (("search", "x"), 2, "--index"),
        (("search", "x", "--index", "/nimic", "--limit", "1000"), 2, "--limit"),
        (("info", "--index", "/nimic"), 1, "rasfoi rebuild"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], code: int, says: str) -> None:
    result = run(*words)
    assert result.exit_code == code
    assert says in result.stderr
    assert not result.stdout


@pytest.mark.parametrize("command", ["rebuild", "update", "search", "serve", "info"])
def test_every_command_has_help_and_stands_in_the_readme(command: str) -> None:
    assert run(command, "--help").exit_code == 0
    assert f"rasfoi {command}" in (SAMPLE.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("",), "The query has no word to look for."),
        (("data:garbage",), "“garbage” is no date."),
        (("oraș", "--from", "2019", "--to", "2015"), "The period ends before it begins"),
        (("oraș", "--source", "NOPE"), "No source is called “NOPE”."),
        (("-oraș", "--from", "2040"), "The filters leave nothing."),
    ],
)
def test_an_empty_answer_says_why(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    run("rebuild", SAMPLE, "--index", tmp_path)
    result = run("search", *words, "--index", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("Nothing found.\n")
    assert says in result.stderr


def test_a_query_may_begin_with_a_hyphen(tmp_path: Path) -> None:
    run("rebuild", SAMPLE, "--index", tmp_path)
    found = run("search", "-antrenamente oraș", "--index", tmp_path)
    assert found.exit_code == 0
    assert "articles," in found.stderr


@pytest.mark.parametrize("words", [("rebuild", "", "--index", "i"), ("update", "c", "--index", "")])
def test_an_empty_path_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("Titlu\n\nText.", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2 and "empty path" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["c"]
