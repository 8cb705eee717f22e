"""A request has so much time; what takes longer ends with a reason, and holds nobody else up."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from email.message import Message
from itertools import product
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

import pytest
import rasfoi
from lxml import html
from rasfoi.web import create_app
from rasfoi.web.server.limits import BadTimeout, Busy, Limits

from ..waiting import wait_for
from .conftest import Server, start

LETTERS = "abcdefghijklmnoprstuvz"
# Every one looks through all of the thousands of words that begin with x.
WILDCARDS = " ".join(f"x*{letter}q*" for letter in LETTERS[:20])


@pytest.fixture(scope="module")
def slow_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of few articles in which some searches take long: many words, and one word very often."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "corpus").mkdir()
    words = ["x" + "".join(each) for each in product(LETTERS, LETTERS, LETTERS, "aeiou")][:45_000]
    (folder / "corpus" / "cuvinte.txt").write_text("Toate cuvintele\n" + " ".join(words), "utf-8")
    repeated = "Albina zboară de la floare la floare, de la stup la pădure. " * 30_000
    (folder / "corpus" / "albine.txt").write_text("Albina\n" + repeated, "utf-8")
    (folder / "corpus" / "pod.txt").write_text("Podul\nPodul de peste râu s-a deschis.", "utf-8")
    rasfoi.build(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def hurried(slow_index: Path) -> Iterator[tuple[Server, str]]:
    """A server of one worker whose requests may take a twentieth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASFOI_TIMEOUT", "0.05")
        process, address = start(slow_index, 1)
    yield process, address
    process.stop()


def fetch(address: str, **headers: str) -> tuple[int, Message, bytes]:
    try:
        with urlopen(Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def is_answered(address: str) -> bool:
    """Tell whether a request is answered, again and again where the machine has much else to do."""
    return any(fetch(address)[0] == 200 for _ in range(40))


def seconds_of_processor(server: Server) -> float:
    """Return what the workers of a server have used."""
    told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in server.workers()]
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")


def connections(server: Server, address: str) -> int:
    """Return how many connections the workers of a server have taken and whose clients wait."""
    port = f":{int(address.rpartition(':')[2]):04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    waiting = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(port) and row[3] == "01"}
    handles = [each for pid in server.workers() for each in Path(f"/proc/{pid}/fd").iterdir()]
    return len(waiting.intersection(map(os.readlink, handles)))


def test_a_hostile_query_ends_with_its_reason(hurried: tuple[Server, str]) -> None:
    server, address = hurried
    status, headers, body = fetch(f"{address}/api/v1/search?q={quote_plus(WILDCARDS)}")
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert "took longer" in json.loads(body)["detail"]
    assert int(headers["Retry-After"]) > 0
    before = seconds_of_processor(server)
    assert before > 0
    time.sleep(0.5)
    assert seconds_of_processor(server) - before < 0.25
    assert is_answered(f"{address}/api/v1/search?q=podul")


@pytest.mark.parametrize(
    ("language", "says"), [("ro", "Căutarea a durat prea mult"), ("en", "The search took too long")]
)
def test_the_page_says_so_and_keeps_the_query(hurried: tuple[Server, str], language: str, says: str) -> None:
    status, _, body = fetch(f"{hurried[1]}/?q={quote_plus(WILDCARDS)}", **{"Accept-Language": language})
    page = html.fromstring(body.decode())
    assert status == 503
    assert says in page.text_content()
    assert page.xpath("//input[@name='q']/@value") == [WILDCARDS]


def test_health_never_waits_for_a_search(slow_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASFOI_TIMEOUT", "120")
    process, address = start(slow_index, 1)
    with ThreadPoolExecutor(30) as threads:
        paths = [f"{address}/api/v1/search?q={n}+{quote_plus(WILDCARDS)}&facets=1" for n in range(30)]
        searches = [threads.submit(fetch, path) for path in paths]
        try:
            wait_for(lambda: connections(process, address) > 25)
            answered = [fetch(f"{address}{path}")[0] for path in ("/healthz", "/readyz", "/metrics")]
            waiting = sum(not search.done() for search in searches)
        finally:
            # Nobody needs what they find.
            for pid in (process.pid, *process.workers()):
                os.kill(pid, signal.SIGKILL)
    process.stop()
    assert answered == [200, 200, 200]
    assert waiting > 20


@pytest.mark.parametrize(
    "query",
    [
        '"de la" ' * 240,
        '"a o" ' * 400,
        "x* " * 660,
        " ".join(f"{letter}*" for letter in LETTERS * 23),
        " ".join(f"guvernax{number}ionez" for number in range(110)),
        " ".join(f"xq{first}{second}zt" for first, second in product(LETTERS[:14], LETTERS[:14])),
        "NU " * 500 + "a",
        "(" * 900 + "a",
        '"' + "la " * 250 + '"',
        "la floare de la stup",
        '"de la floare la floare" -pod',
        "x" + "*a" * 900,
        "anti" * 400,
        " ".join(["albina-floare-stup"] * 100),
    ],
)
def test_hostile_queries_cost_nothing_but_their_time(hurried: tuple[Server, str], query: str) -> None:
    server, address = hurried
    quoted = quote_plus(query[:2000])
    for path in (
        f"/api/v1/search?q={quoted}&facets=1&explain=1&limit=100",
        f"/api/v1/search?q={quoted}&sort=newest&prefix=1&offset=1",
        f"/articol/albine.txt?q={quoted}",
        f"/feed.atom?q={quoted}",
    ):
        assert fetch(address + path)[0] in (200, 400, 503)
    assert fetch(f"{address}/api/v1/suggest?q={quote_plus(query[:200])}")[0] in (200, 503)
    assert is_answered(f"{address}/api/v1/search?q=podul")
    assert server.poll() is None


def test_what_is_under_way_is_finished(slow_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASFOI_TIMEOUT", "60")
    process, address = start(slow_index, 1)
    used = seconds_of_processor(process)
    with ThreadPoolExecutor(3) as threads:
        paths = [f"{address}/api/v1/search?q={number}+{quote_plus(WILDCARDS)}" for number in range(3)]
        searches = [threads.submit(fetch, path) for path in paths]
        wait_for(lambda: connections(process, address) == 3 and seconds_of_processor(process) > used + 0.1)
        process.terminate()
        statuses = [search.result()[0] for search in searches]
    process.stop()
    assert statuses == [200, 200, 200]
    assert process.returncode == 0


def test_many_at_once_are_all_answered(slow_index: Path) -> None:
    process, address = start(slow_index, 1)
    try:
        with ThreadPoolExecutor(60) as threads:
            paths = [f"{address}/api/v1/search?q=podul+{number}" for number in range(240)]
            answers = list(threads.map(fetch, paths))
    finally:
        process.stop()
    assert {status for status, *_ in answers} == {200}


def test_who_finds_no_room_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasfoi.web.server.limits._PATIENCE", 0.01)
    limits = Limits(0.05)
    with ExitStack() as turns, pytest.raises(Busy):
        for _ in range(1000):
            turns.enter_context(limits.turn())
    with limits.turn():
        assert not limits._way.acquire(blocking=False)


@pytest.mark.parametrize("value", ["x", "0", "-1", "nan", "inf", "1e9"])
def test_a_bad_setting_is_told(slow_index: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RASFOI_TIMEOUT", value)
    with pytest.raises(BadTimeout, match="RASFOI_TIMEOUT"):
        create_app(slow_index)
