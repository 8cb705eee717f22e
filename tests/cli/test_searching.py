"""`rasfoi search` in a pipe: forms of output, many queries, contradictions, the end of the list."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import rasfoi
from rasfoi.cli.printers import counts
from rasfoi.search.answer.results import SearchPage

from .conftest import RASFOI, Run


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of 130 articles about one thing, the oldest of which has a month for a date."""
    folder = tmp_path_factory.mktemp("many")
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for number in range(130):
            article = {
                "id": f"a{number}",
                "title": f"Recolta de prune\tnr. {number}",
                "body": f"Livada numărul {number} a dat prune. " * (number % 7 + 1),
                "date": "2019-05" if number == 0 else f"2024-03-{number % 28 + 1:02}T14:05:00",
                "url": f"https://exemplu.ro/prune/{number}?q=ș d" if number % 2 else "",
            }
            file.write(json.dumps(article) + "\n")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return folder / "index"


def test_a_line_of_ones_own_making(many: Path, rasfoi_run: Run) -> None:
    template = r"{number}\t{id}\t{date}\t{date:%d.%m.%Y}\t{score:.1f}\t{title:12.12}|{source}"
    result = rasfoi_run(
        "search", "prune", "--index", many, "--duplicates", "--sort", "oldest", "--format", template
    )
    lines = result.stdout.splitlines()
    assert len(lines) == 10
    assert re.fullmatch(r"1\ta0\t2019-05\t01\.05\.2019\t[\d.]+\tRecolta de p\|", lines[0])
    assert lines[1].split("\t")[2] == "2024-03-01"
    # What a title holds does not break the line into other columns.
    one = rasfoi_run("search", "prune", "--index", many, "--limit", 1, "--format", "{title}").stdout
    assert "\t" not in one and one.startswith("Recolta de prune nr. ")


def test_a_date_that_is_not_there_is_empty(tmp_path: Path, rasfoi_run: Run) -> None:
    (tmp_path / "a.txt").write_text("Prune\n\nPrunele s-au copt.", "utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    words = ("search", "prune", "--index", tmp_path / "index", "--format", "[{date:%Y}] [{date:>3}] {{{id}}}")
    assert rasfoi_run(*words).stdout == "[] [   ] {a.txt}\n"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{titlu}", "There is no field {titlu}; fields are {id}, {title}"),
        ("{title.__class__}", "There is no field {title.__class__}"),
        ("{}", "There is no field {}"),
        ("{title", "write {{ for a brace"),
        ("{title:d}", "write {{ for a brace"),
        ("{score:{number.real}}", "There is no field"),
        ("{title:99999999999}", "9999 characters are possible"),
        ("{score:.100000000%}", "9999 characters are possible"),
        ("{date:10000000000}", "9999 characters are possible"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_wrong_usage(
    many: Path, rasfoi_run: Run, template: str, says: str
) -> None:
    result = rasfoi_run("search", "prune", "--index", many, "--format", template)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr and "Traceback" not in result.stderr


def test_lines_of_json_are_the_hits_of_the_document(many: Path, rasfoi_run: Run) -> None:
    words = ("search", "prune", "--index", many, "--limit", 30, "--offset", 5)
    page = json.loads(rasfoi_run(*words, "--json").stdout)
    lines = rasfoi_run(*words, "--jsonl").stdout.splitlines()
    assert len(lines) == 30
    assert [json.loads(line) for line in lines] == page["hits"]


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--format={id}", None])
def test_all_hits_however_many(many: Path, rasfoi_run: Run, form: str | None) -> None:
    words = ("search", "prune", "--index", many, "--all", "--duplicates", *([form] if form else []))
    result = rasfoi_run(*words)
    assert result.returncode == 0
    if form == "--json":
        ids = [hit["id"] for hit in json.loads(result.stdout)["hits"]]
    elif form == "--jsonl":
        ids = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    elif form == "--csv":
        ids = [row["id"] for row in csv.DictReader(io.StringIO(result.stdout))]
    elif form:
        ids = result.stdout.splitlines()
    else:
        ids = re.findall(r" (a\d+)$", result.stdout, re.MULTILINE)
    assert len(ids) == 130 == len(set(ids))
    with rasfoi.open(many) as index:
        assert ids == [hit.id for hit in index.search_iter("prune", duplicates=True)]


@pytest.mark.parametrize(
    "options",
    [
        ("--csv", "--json"),
        ("--json", "--jsonl"),
        ("--format={id}", "--csv"),
        ("--all", "--limit=10"),
        ("--all", "--offset=3"),
        ("--all", "--explain"),
        ("--explain", "--csv"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    many: Path, rasfoi_run: Run, options: tuple[str, str]
) -> None:
    result = rasfoi_run("search", "prune", "--index", many, *options)
    assert (result.returncode, result.stdout) == (2, "")
    names = [option.partition("=")[0] for option in options]
    assert "contradict each other" in result.stderr and all(name in result.stderr for name in names)


@pytest.mark.parametrize("option", ["--bom", "--separator=;"])
def test_what_is_for_tables_alone_asks_for_a_table(many: Path, rasfoi_run: Run, option: str) -> None:
    result = rasfoi_run("search", "prune", "--index", many, option)
    assert (result.returncode, result.stdout) == (2, "")
    assert "give --csv too" in result.stderr


def test_a_table_as_excel_takes_it(many: Path) -> None:
    command = [RASFOI, "search", "prune", "--index", str(many), "--csv", "--bom", "--separator", ";"]
    # Whatever the encoding of the terminal is.
    environment = os.environ | {"PYTHONIOENCODING": "cp1250"}
    written = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    assert written.startswith(b"\xef\xbb\xbfid;title;date;")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 10
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row["date"]) for row in rows)
    assert all(re.fullmatch(r"\d+,\d{3}", row["score"]) for row in rows)
    assert any("ș d" in row["url"] for row in rows)


def test_an_offset_behind_the_last_hit_says_so(many: Path, rasfoi_run: Run) -> None:
    result = rasfoi_run("search", "prune", "--index", many, "--offset", 500, "--duplicates")
    assert (result.returncode, result.stdout) == (0, "")
    assert "There is no hit after 500: the last one is number 130." in result.stderr
    assert "no hit after" not in rasfoi_run("search", "prune", "--index", many, "--limit", 0).stderr


@pytest.mark.parametrize("query", ["prune livada's 2024-03-05", "martie 2024"])
def test_the_command_that_a_date_hints_at_runs(many: Path, rasfoi_run: Run, query: str) -> None:
    told = rasfoi_run("search", query, "--index", many).stderr
    (command,) = re.findall("For the articles of that date: rasfoi (.*)", told)
    found = rasfoi_run(*shlex.split(command), "--index", many, "--json").stdout
    dates = {hit["date"][:7] for hit in json.loads(found)["hits"]}
    assert dates == {"2024-03"}


QUERIES = "\ufeffpod\n\n  metrou  \r\n" + "a" * 3000 + "\nqqzzxx\nm\xe9trou\n"
NOT_BLANK = ["pod", "metrou", "a" * 3000, "qqzzxx", "m\xe9trou"]


def test_many_queries_in_one_process(sample_index: Path, rasfoi_run: Run) -> None:
    words = ("search", "-", "--index", sample_index, "--limit", 2)
    lines = rasfoi_run(*words, "--jsonl", given=QUERIES)
    assert lines.returncode == 1  # One of them is too long; the others are answered.
    pages = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [page["query"] for page in pages] == NOT_BLANK
    assert [bool(page.get("hits")) for page in pages] == [True, True, False, False, True]
    assert "3000 characters" in pages[2]["error"] and "3000 characters" in lines.stderr
    document = json.loads(rasfoi_run(*words, "--json", given=QUERIES).stdout)
    for page in (*pages, *document):
        page.pop("took_ms", None)
    assert document == pages
    assert json.loads(rasfoi_run(*words, "--json").stdout) == []


def test_many_queries_as_text_table_and_lines(sample_index: Path, rasfoi_run: Run) -> None:
    words = ("search", "-", "--index", sample_index, "--limit", 2)
    shown = rasfoi_run(*words, given="pod\nqqzzxx\nmetrou\n")
    assert [line for line in shown.stdout.splitlines() if line[:1] == "#"] == [
        "# pod",
        "# qqzzxx",
        "# metrou",
    ]
    # Messages say which query they are about.
    assert shown.stderr.splitlines() == ["qqzzxx: Nothing found.", "qqzzxx: No article has: qqzzxx."]
    rows = list(csv.DictReader(io.StringIO(rasfoi_run(*words, "--csv", given="pod\n=metrou\n").stdout)))
    assert list(dict.fromkeys(row["query"] for row in rows)) == ["pod", "'=metrou"]
    template = "{query}: {number}"
    lines = rasfoi_run(*words, "--format", template, given="pod\nmetrou\n").stdout.splitlines()
    assert lines[0] == "pod: 1" and lines[-1].startswith("metrou: ")


def test_a_query_is_answered_before_the_next_is_written(sample_index: Path) -> None:
    command = [RASFOI, "search", "-", "--index", str(sample_index), "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        for query in ("pod", "metrou"):
            process.stdin.write(query + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["query"] == query
        process.stdin.close()
        assert process.wait() == 0


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--format={snippet}", "--explain"])
def test_a_reader_that_goes_away_is_no_error_to_tell(many: Path, form: str) -> None:
    command = [RASFOI, "search", "-", "--index", str(many), "--limit", "100", form]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write(b"prune\n" * 50)
        process.stdin.close()
        said = process.stderr.read().decode()
        process.wait()
    assert not re.search("Error|Traceback|Exception|Broken", said)


def test_a_closed_standard_input_or_output_is_no_traceback(many: Path) -> None:
    for closed in ("<&-", ">&-", "2>&-"):
        for query in ("-", "prune"):
            script = f"'{RASFOI}' search {query} --index '{many}' {closed}"
            result = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
            assert result.returncode == 0 and "Traceback" not in result.stderr


def shown_on_a_terminal(index: Path, **environment: str) -> str:
    """Return what a search writes to a terminal that says these things of itself."""
    own, others = pty.openpty()
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "FORCE_HYPERLINK")
    }
    command = [RASFOI, "search", "prune", "--index", str(index), "--limit", "4"]
    with subprocess.Popen(
        command, stdin=others, stdout=others, stderr=others, env=clean | environment
    ) as run:
        os.close(others)
        written = b""
        try:
            while more := os.read(own, 65536):
                written += more
        except OSError:
            pass  # The other side is closed.
        assert run.wait() == 0
    os.close(own)
    return written.decode()


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "6800"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4600"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "dumb", "WT_SESSION": "1"}, False),
        ({"TERM": "xterm", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)
def test_titles_are_links_where_the_terminal_can(
    many: Path, environment: dict[str, str], links: bool
) -> None:
    shown = shown_on_a_terminal(many, **environment)
    found = re.findall("\x1b]8;;(.*?)\x1b\\\\.*?\x1b]8;;\x1b\\\\", shown)
    assert bool(found) is links == ("\x1b]8" in shown)
    # Letters and blanks of an address are written as addresses write them.
    assert all(re.fullmatch(r"https://exemplu\.ro/prune/\d+\?q=%C8%99%20d", each) for each in found)


def test_a_dictionary_of_ones_own(sample_index: Path, tmp_path: Path, rasfoi_run: Run) -> None:
    (tmp_path / "cuvinte").mkdir()
    (tmp_path / "cuvinte" / "synonyms.txt").write_text("viaduct, pod\n", "utf-8")
    words = ("search", "viaduct", "--index", sample_index, "--format", "{id}")
    assert rasfoi_run(*words).stdout == ""
    expected = rasfoi_run("search", "pod", *words[2:]).stdout
    assert expected and rasfoi_run(*words, "--dictionary", "cuvinte").stdout == expected
    assert rasfoi_run(*words, environment={"RASFOI_DICTIONARY": "cuvinte"}).stdout == expected
    (tmp_path / "rasfoi.toml").write_text('dictionary = "cuvinte"\n', "utf-8")
    assert rasfoi_run(*words).stdout == expected
    assert "viaduct = pod" in rasfoi_run(*words[:4], "--explain").stdout
    (tmp_path / "cuvinte" / "synonyms.txt").write_text("viaduct\n", "utf-8")
    broken = rasfoi_run(*words)
    assert broken.returncode == 1 and "synonyms.txt, line 1: 'viaduct' stands alone" in broken.stderr


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_day_that_is_none_is_wrong_usage(many: Path, rasfoi_run: Run, option: str) -> None:
    result = rasfoi_run("search", "prune", "--index", many, option, "ieri")
    assert (result.returncode, result.stdout) == (2, "")
    assert "`ieri` is no date. Write it as 2025-04-28" in result.stderr and option in result.stderr


@pytest.mark.parametrize("many_queries", [False, True])
def test_json_names_a_date_hint_as_the_api_does(many: Path, rasfoi_run: Run, many_queries: bool) -> None:
    query = "prune 2024-03-05"
    words = ("search", "-" if many_queries else query, "--index", many)
    document = json.loads(rasfoi_run(*words, "--json", given=query).stdout)
    (page,) = document if many_queries else [document]
    assert page["date_hint"] == rasfoi.open(many).search(query).to_dict()["date_hint"]
    assert page["date_hint"] == {"query": "prune", "from": "2024-03-05", "to": "2024-03-05"}


def test_what_only_meaning_finds_is_counted_alone() -> None:
    page = SearchPage("q", (), 0, 1.2, by_meaning=3)
    assert counts(page) == "3 articles by meaning, 1.2 ms"
