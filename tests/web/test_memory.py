"""Requests that are all different do not fill the memory of a worker."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote_plus
from urllib.request import urlopen

import pytest
import rasfoi
from rasfoi.index.article import Article

from .conftest import start

LETTERS = "abcdefghijklmnoprstuvzăâîșț"
MEGABYTE = 1 << 20
Ask = Callable[[random.Random], tuple[str, dict[str, str]]]


def word(rng: random.Random, letters: int) -> str:
    return "".join(rng.choices(LETTERS, k=letters))


def text(rng: random.Random, letters: int) -> str:
    return (str(rng.random()) * letters)[:letters]


def words(rng: random.Random, letters: int, times: int) -> str:
    return " ".join(word(rng, letters) for _ in range(times))[:2000]


ASKED: dict[str, Ask] = {
    "phrases": lambda rng: (f'/api/v1/search?q="{quote_plus(words(rng, 12, 150))}"', {}),
    "one long word": lambda rng: (f"/api/v1/search?q={quote_plus(word(rng, 1990))}", {}),
    "a long beginning": lambda rng: (f"/api/v1/search?prefix=1&q=pod+{quote_plus(word(rng, 3))}", {}),
    "wildcards": lambda rng: (f"/api/v1/search?q=o{quote_plus(word(rng, 1900))}*a", {}),
    "compounds": lambda rng: (f"/api/v1/search?q=anti-{quote_plus(word(rng, 1900))}", {}),
    "sources": lambda rng: (f"/api/v1/search?q=pod&source={text(rng, 55_000)}", {}),
    "names": lambda rng: (f"/?q=pod&section={quote_plus(word(rng, 490))}&source={rng.random()}", {}),
    "pages": lambda rng: (f"/?q={quote_plus(words(rng, 7, 200))}", {}),
    "languages": lambda rng: ("/?q=pod", {"Accept-Language": text(rng, 100_000)}),
    "suggestions": lambda rng: (f"/api/v1/suggest?q={quote_plus(word(rng, 190))}", {}),
}

# These take a tenth of a second.
SLOW = ("one long word", "pages")


def worker_of(server: int) -> Path:
    """Return where the system tells of a server's only worker."""
    (worker,) = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return Path(f"/proc/{worker}")


def resident(server: int) -> int:
    """Return the bytes in memory of a server's only worker."""
    return int((worker_of(server) / "statm").read_text().split()[1]) * 4096


def private(server: int) -> int:
    """Return how many bytes that worker shares with nobody, of what it has written."""
    told = dict(line.split(":") for line in (worker_of(server) / "smaps_rollup").read_text().splitlines()[1:])
    return int(told["Private_Dirty"].split()[0]) * 1024


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    """Give the process and the address of a server with one worker over one article."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "pod.txt").write_text("Podul\nPodul de peste râu s-a deschis pentru anticorupție.", "utf-8")
    rasfoi.build(folder / "pod.txt", folder / "index")
    process, address = start(folder / "index", 1)
    yield process.pid, address
    process.stop()


@pytest.mark.parametrize("kind", ASKED)
def test_memory_levels_out(small_server: tuple[int, str], kind: str) -> None:
    server, address = small_server
    rng, sizes = random.Random(kind), []
    requests = 100 if kind in SLOW else 500
    connection = HTTPConnection(address.removeprefix("http://"))
    for number in range(requests):
        path, headers = ASKED[kind](rng)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 400)
        if number in (50, requests - 1):
            sizes.append(resident(server))
    connection.close()
    assert sizes[1] - sizes[0] < 20 * MEGABYTE


def test_workers_share_the_model(tmp_path: Path, model_dir: Path) -> None:
    rasfoi.build([Article("spital", "Gardă", "Chirurgul a operat un băiat.")], tmp_path, model=model_dir)
    process, address = start(tmp_path, 1)
    try:
        with urlopen(f"{address}/api/v1/search?q=un+doctor+vindeca+copilul&meaning=only") as answer:
            assert json.load(answer)["total"] == 1
        # The tokenizer alone has 280 MB.
        assert private(process.pid) < 100 * MEGABYTE
    finally:
        process.stop()
