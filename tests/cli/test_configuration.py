"""`rasfoi.toml`: what it may say, what comes before it, what is told of a file that cannot be used."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
import rasfoi
from rasfoi.cli.configuration import read_configuration

from .conftest import RASFOI, Run

RECORD = {"titlul_stirii": "Prune", "text": "Prunele s-au copt devreme."}


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """Return the folder of a newsroom, in which the command runs."""
    (tmp_path / "articole").mkdir()
    (tmp_path / "articole" / "a.json").write_text(json.dumps(RECORD), "utf-8")
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / "rasfoi.toml").write_text(text, "utf-8")


def test_the_line_of_cron_is_the_command_alone(newsroom: Path, rasfoi_run: Run) -> None:
    configure(
        newsroom, 'index = "ix"\ncorpus = "articole"\n[fields]\nbody = "text"\ntitle = "titlul_stirii"\n'
    )
    assert rasfoi_run("update").stdout.startswith("1 article, 1 read")
    assert rasfoi_run("update").stdout.startswith("1 article, 0 read")
    assert rasfoi_run("rebuild").stdout.startswith("1 article, 1 read")
    assert rasfoi_run("search", "prune", "--format", "{title}").stdout == "Prune\n"
    for command in (["info"], ["generations"], ["suggest", "pru"], ["get", "a.json"], ["similar", "a.json"]):
        assert rasfoi_run(*command).returncode == 0
    assert rasfoi_run("search", "prune", "--no-such").returncode == 2


def test_a_model_is_a_folder_beside_the_file_or_a_name_of_the_hub(newsroom: Path, rasfoi_run: Run) -> None:
    configure(newsroom, 'index = "ix"\ncorpus = "articole"\nmodel = "modele/mic"\n')
    fetched = rasfoi_run("rebuild", environment={"HF_HUB_OFFLINE": "1"})
    assert "modele/mic is no folder" in fetched.stderr
    (newsroom / "modele" / "mic").mkdir(parents=True)
    missing = rasfoi_run("rebuild").stderr
    assert f"{newsroom / 'modele' / 'mic'}" in missing
    configure(newsroom, 'index = "ix"\ncorpus = "articole"\n')
    assert rasfoi_run("rebuild").returncode == 0
    assert "name a model" in rasfoi_run("embed").stderr
    configure(newsroom, 'index = "ix"\nmodel = "modele/mic"\n')
    assert rasfoi_run("embed").stderr == missing


def test_paths_go_from_the_folder_of_the_file_on(newsroom: Path, rasfoi_run: Run) -> None:
    (newsroom / "etc").mkdir()
    configure(newsroom / "etc", '\ufeffindex = "../ix"\ncorpus = "../articole"\r\n')
    named = {"RASFOI_CONFIG": "etc/rasfoi.toml"}
    assert rasfoi_run("update", environment=named).stdout.startswith("1 article")
    assert (newsroom / "ix" / "CURRENT").is_file()
    # Another one of the working folder is not read then.
    configure(newsroom, "broken")
    assert rasfoi_run("search", "prune", environment=named).returncode == 0
    absent = rasfoi_run("info", environment={"RASFOI_CONFIG": "etc/nimic.toml"})
    assert absent.returncode == 2
    assert absent.stderr == "Error: RASFOI_CONFIG names etc/nimic.toml, and there is no such file.\n"


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    newsroom: Path, rasfoi_run: Run
) -> None:
    for name in ("file", "environment", "command"):
        (newsroom / name).mkdir()
        (newsroom / name / f"{name}.txt").write_text("Titlu\n\nPrune.", "utf-8")
        rasfoi.build(newsroom / name, newsroom / f"ix-{name}")
    configure(newsroom, 'index = "ix-file"\ncorpus = "file"\nfile_dates = true\n')
    search = ("search", "prune", "--format", "{id} {date}")
    environment = {"RASFOI_INDEX": "ix-environment", "RASFOI_CORPUS": "environment"}
    assert rasfoi_run(*search).stdout == "file.txt \n"
    assert rasfoi_run(*search, environment=environment).stdout == "environment.txt \n"
    assert rasfoi_run(*search, "--index", "ix-command", environment=environment).stdout == "command.txt \n"
    assert rasfoi_run("rebuild", environment=environment).returncode == 0
    assert re.fullmatch(r"environment\.txt \d{4}-.*\n", rasfoi_run(*search, environment=environment).stdout)
    assert rasfoi_run("rebuild", "command", "--no-file-dates").returncode == 0
    assert rasfoi_run(*search).stdout == "command.txt \n"
    # An empty variable is none.
    assert rasfoi_run(*search, environment={"RASFOI_INDEX": ""}).stdout == "command.txt \n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('indx = "ix"', "line 1: `indx` is not known; did you mean `index`"),
        ('index = "ix"\nport = 8000', "line 2: `port` is not known; did you mean `port` under [server]"),
        ('[server]\nindex = "ix"', "line 2: `server.index` is not known; did you mean `index` before all"),
        ("[server]\n# un port\n port = '80'", "line 3: `server.port` is '80'; it must be a whole number"),
        ("[server]\nport = true", "line 2: `server.port` is True; it must be a whole number"),
        ("[server]\ntimeout = 'mult'", "is 'mult'; it must be a number of seconds: timeout = 2.0"),
        ("[srever]\nport = 80", "line 1: `srever` is not known; did you mean `server`"),
        ("index = 3", "line 1: `index` is 3; it must be a path"),
        ("index = ''", "line 1: `index` is empty"),
        ('follow = "da"', "line 1: `follow` is 'da'; it must be true or false: follow = true"),
        ("fields = 'titlu'", "line 1: `fields` must be a table: write [fields]"),
        ("[fields]\ntitle = ['a', 'b']", "line 2: `fields.title` is ['a', 'b']; it must be the name"),
        ("zzz = 1", "line 1: `zzz` is not known; known are index, corpus"),
        ("[opensearch]\npassword = 123456", "`opensearch.password` is no text; it must be a text"),
        ("[opensearch]\nshards = '3'", "`opensearch.shards` is '3'; it must be a whole number"),
        ("password = 'x'", "did you mean `password` under [opensearch]"),
        ("[server]\nwatch = true", "line 2: `server.watch` needs a corpus to watch"),
        ("index = ix", "rasfoi.toml is no TOML: Invalid value (at line 1, column 9)"),
        ("[server\nport = 80", "(at line 1, column 8)"),
        ("index = 'a'\nindex = 'b'", "Cannot overwrite a value"),
        ("a = " + "[" * 2000, "is no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told(newsroom: Path, rasfoi_run: Run, text: str, says: str) -> None:
    configure(newsroom, text)
    result = rasfoi_run("info", "--index", "ix")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: rasfoi.toml") and says in result.stderr
    assert "123456" not in result.stderr
    # Help, and what a shell reads at its start, are there all the same.
    assert rasfoi_run("info", "--help").returncode == 0
    assert rasfoi_run("completion", "bash").returncode == 0


def test_a_file_that_is_no_text_is_told(newsroom: Path, rasfoi_run: Run) -> None:
    (newsroom / "rasfoi.toml").write_bytes(b'index = "\xbaoim"')
    assert "byte 9 is not UTF-8" in rasfoi_run("info").stderr
    (newsroom / "rasfoi.toml").unlink()
    (newsroom / "rasfoi.toml").mkdir()
    result = rasfoi_run("info")
    assert result.returncode == 1 and result.stderr == "Error: rasfoi.toml: Is a directory.\n"


def test_a_value_that_an_option_refuses_is_told_with_its_origin(newsroom: Path, rasfoi_run: Run) -> None:
    configure(newsroom, '[server]\nport = 99999\n[fields]\ntitlu = "x"\n')
    refused = rasfoi_run("serve", "--index", "ix")
    assert refused.returncode == 2 and "'--port'" in refused.stderr and "rasfoi.toml" in refused.stderr
    refused = rasfoi_run("update", "articole", "--index", "ix")
    assert refused.returncode == 2 and "There is no field 'titlu'" in refused.stderr
    assert "rasfoi.toml" in refused.stderr
    refused = rasfoi_run("serve", "--index", "ix", environment={"RASFOI_PORT": "opt mii"})
    assert refused.returncode == 2 and "RASFOI_PORT" in refused.stderr


@pytest.mark.parametrize(
    ("command", "names"), [("update", "CORPUS"), ("search x", "--index"), ("serve", "--index")]
)
def test_what_is_missing_may_stand_in_the_file(rasfoi_run: Run, command: str, names: str) -> None:
    result = rasfoi_run(*command.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert names in result.stderr and "rasfoi.toml" in result.stderr and "RASFOI_" in result.stderr


def answered(port: str, path: str) -> str:
    """Return what the server answers to a request for the host that the file names, once it can."""
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", int(port), timeout=20)
        try:
            connection.request("GET", path, headers={"Host": "cauta.exemplu.ro"})
            answer = connection.getresponse()
            if answer.status == 200:
                return answer.read().decode()
        except OSError:
            pass  # It does not listen yet.
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError(f"{path} was not answered.")


@pytest.mark.parametrize(
    ("setting", "says"),
    [("timeout = -1", "RASFOI_TIMEOUT is '-1'"), ('cors = "ziar"', "RASFOI_CORS has 'ziar'")],
)
def test_a_setting_that_the_server_refuses_is_told_with_its_origin(
    newsroom: Path, rasfoi_run: Run, setting: str, says: str
) -> None:
    configure(newsroom, f'index = "ix"\ncorpus = "articole"\n[server]\nport = 0\n{setting}\n')
    assert rasfoi_run("rebuild").returncode == 0
    done = rasfoi_run("serve")
    assert done.returncode == 1
    assert says in done.stderr and "This comes from rasfoi.toml" in done.stderr


def test_the_server_takes_its_settings_from_the_file(newsroom: Path) -> None:
    settings = 'base_url = "https://cauta.exemplu.ro"\naccess_log = true\ncors = "https://ziar.ro"\n'
    settings += "workers = 1\nport = 0\nwatch = true\n"
    fields = '[fields]\nbody = "text"\ntitle = "titlul_stirii"\n'
    configure(newsroom, f'index = "ix"\ncorpus = "articole"\nfile_dates = true\n{fields}[server]\n{settings}')
    server = subprocess.Popen([RASFOI, "serve"], cwd=newsroom, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        # The watch says first that it watches.
        port = next(filter(None, (re.search(r"http://.*:(\d+) ", line) for line in server.stderr)))
        assert answered(port[1], "/readyz")  # The watch has built the index.
        assert "https://cauta.exemplu.ro/" in answered(port[1], "/opensearch.xml")
    finally:
        server.terminate()
        said = server.communicate(timeout=20)[1]
    with rasfoi.open(newsroom / "ix") as index:
        [hit] = index.search("prune").hits
    assert hit.title == "Prune" and hit.date_source == "mtime"
    assert [line for line in said.splitlines() if line.startswith("{") and "/opensearch.xml" in line]


WHO = ("RASFOI_OPENSEARCH_USER", "RASFOI_OPENSEARCH_PASSWORD", "RASFOI_OPENSEARCH_API_KEY")
CA = "RASFOI_OPENSEARCH_CA"
ANA = '[opensearch]\nuser = "ana"\npassword = "parolă"\nca = "ca.pem"\nshards = 3\n'


def test_who_asks_a_cluster_stands_in_the_file_or_in_the_environment_and_never_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*WHO, CA):
        monkeypatch.setenv(name, "")
    configure(tmp_path, ANA)
    monkeypatch.setenv("RASFOI_CONFIG", str(tmp_path / "rasfoi.toml"))
    found = read_configuration()
    assert "parolă" not in repr(found)
    assert found.defaults(["rebuild", "search"])["rebuild"] == {"shards": 3}
    found.credentials_to_environment()
    assert [os.environ[name] for name in (*WHO, CA)] == ["ana", "parolă", "", str(tmp_path / "ca.pem")]
    for name in WHO:
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("RASFOI_OPENSEARCH_API_KEY", "cheie")
    found.credentials_to_environment()
    assert [os.environ[name] for name in WHO] == ["", "", "cheie"]
