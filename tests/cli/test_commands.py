"""The command as a user runs it: data on standard output, messages on standard error, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rasfoi.cli import main

SAMPLE = Path(__file__).parents[2] / "sample"


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


@pytest.mark.parametrize(
    "command",
    "rebuild update watch search get similar suggest serve mcp info generations rollback completion".split(),
)
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(command: str) -> None:
    told = run(command, "--help")
    assert told.exit_code == 0
    assert f"\n  rasfoi {command}" in told.stdout
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


RASFOI = str(Path(sys.executable).with_name("rasfoi"))


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "index"
    assert run("rebuild", SAMPLE, "--index", folder).exit_code == 0
    return folder


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"..", b"../../etc", b"gen-a/../b", b"gen-1\n\x00"])
def test_an_altered_pointer_is_told_and_a_rebuild_mends_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("Titlu\n\nText.", "utf-8")
    for command in ("rebuild", "update"):
        (tmp_path / "i").mkdir(exist_ok=True)
        (tmp_path / "i" / "CURRENT").write_bytes(content)
        for words in (("search", "text"), ("info",), ("serve",)):
            result = run(*words, "--index", tmp_path / "i")
            assert result.exit_code == 1 and "rasfoi rebuild" in result.stderr
        assert run(command, tmp_path / "c", "--index", tmp_path / "i").stdout.startswith("1 article, 1 read")
        assert run("search", "text", "--index", tmp_path / "i").exit_code == 0


def test_an_index_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for index in ("file", "file/under"):
        for words in (("rebuild", SAMPLE), ("update", SAMPLE), ("search", "pod"), ("info",)):
            result = run(*words, "--index", tmp_path / index)
            assert result.exit_code == 1 and result.stderr.startswith("Error: ")
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("words", [["search", "pod"], ["search", "pod", "--json"], ["info"]], ids=str)
def test_output_that_cannot_be_written_is_told(index_dir: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [RASFOI, *words, "--index", str(index_dir)]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert (
        result.stderr.splitlines()[-1] == "Error: The output could not be written: No space left on device."
    )
    assert "Traceback" not in result.stderr and "Exception" not in result.stderr


@pytest.mark.parametrize("encoding", ["cp1250", "ascii", "iso-8859-2", "utf-8"])
def test_any_encoding_of_a_terminal(index_dir: Path, encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    for options in ([], ["--json"], ["--csv"]):
        command = [RASFOI, "search", "pod", "--index", str(index_dir), *options]
        result = subprocess.run(command, capture_output=True, env=environment)
        assert result.returncode == 0, result.stderr
    expected = json.loads(run("search", "pod", "--json", "--index", index_dir).stdout)["hits"]
    command = [RASFOI, "search", "pod", "--index", str(index_dir), "--json"]
    told = subprocess.run(command, capture_output=True, env=environment).stdout.decode(encoding)
    assert json.loads(told)["hits"] == expected


@pytest.mark.parametrize(
    ("environment", "bold"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_no_colour_where_none_is_wanted(index_dir: Path, environment: dict[str, str], bold: bool) -> None:
    settings = {"NO_COLOR": None, "TERM": "xterm"} | environment
    result = CliRunner().invoke(main, ["search", "pod", "--index", str(index_dir)], color=True, env=settings)
    assert ("\x1b[" in result.stdout) == bold


def test_a_table_for_spreadsheets(index_dir: Path) -> None:
    result = run("search", "pod", "--csv", "--limit", 3, "--index", index_dir)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    hits = json.loads(run("search", "pod", "--json", "--limit", 3, "--index", index_dir).stdout)["hits"]
    assert [(row["id"], row["title"]) for row in rows] == [(hit["id"], hit["title"]) for hit in hits]
    assert rows and all(
        row["date"][:10] == (hit["date"] or "")[:10] for row, hit in zip(rows, hits, strict=True)
    )
    assert "article" in result.stderr


@pytest.mark.parametrize("query", ["-a b", '-"a b" pod', "-(pod mare) apă", "-„pod mare” apă", "-2018 pod"])
def test_a_query_may_begin_with_what_must_not_be_there(index_dir: Path, query: str) -> None:
    assert run("search", query, "--index", index_dir).exit_code == 0
    assert run("search", "--index", index_dir, "--", query).exit_code == 0


def test_the_help_of_search_shows_the_query_language() -> None:
    told = run("search", "--help").stdout
    assert told.count("    rasfoi search ") + told.count("\n  rasfoi search ") == 3
    assert all(each in told for each in ("titlu:", "OR", "-word", "word*"))


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "=1+1.txt").write_text('@SUM(1)\n=HYPERLINK("http://a.example") despre albine', "utf-8")
    (corpus / "b.txt").write_text("Stupul\nUn text = despre albine", "utf-8")
    run("rebuild", corpus, "--index", tmp_path / "index")
    result = run("search", "albine", "--csv", "--index", tmp_path / "index")
    cells = [cell for row in csv.reader(io.StringIO(result.stdout)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {"'=1+1.txt", "'@SUM(1)", "Stupul"} <= set(cells)
