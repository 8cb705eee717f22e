"""What a flipped byte in any file of an index does: `python -m bench.damage` (`make damage`).

Every flip is tried on a copy of an index of the sample corpus, in a process that may crash: the answers
must be right, or IndexCorrupt must name the file.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import click
import rasfoi

ROOT = Path(__file__).resolve().parent.parent
QUERIES = (
    "orașul Valea Seacă", "metrou", "pod de", '"de la"', "biblioteka", "titlu:orașul", "oraș*", "+oraș -sat",
    "sursa:Agora", "data:2025",
)  # fmt: skip
SECONDS = 20


class Flip(NamedTuple):
    """A byte of a file of the published generation, and what it is combined with by exclusive or."""

    file: str
    at: int
    bits: int


def flips(generation: Path, count: int, seed: int) -> Iterator[Flip]:
    """Yield random flips, every file as often, however large it is; half of them change a high bit."""
    rng = random.Random(seed)
    files = sorted(path for path in generation.iterdir() if path.stat().st_size)
    for _ in range(count):
        path = rng.choice(files)
        bits = 0x80 if rng.random() < 0.5 else 1 << rng.randrange(8)
        yield Flip(path.name, rng.randrange(path.stat().st_size), bits)


def answers(index_dir: Path) -> list[Any]:
    """Return what an index answers to some of everything that may be asked."""
    index = rasfoi.open(index_dir)
    found: list[Any] = [index.info().articles]
    for query in QUERIES:
        for options in ({}, {"sort": "newest"}, {"facets": True, "explain": True}):
            page = index.search(query, limit=5, **options)  # type: ignore[arg-type]
            hits = [(hit.id, round(hit.score, 6), hit.snippet.text, hit.snippet.ranges) for hit in page.hits]
            found.append((page.total, hits, page.facets))
    first = index.search("oraș").hits[0].id
    found.append((index.get(first), [hit.id for hit in index.similar(first, 3)], index.suggest("bib", 5)))
    return found


def attempt(index_dir: Path, right: str) -> str:
    """Return what comes of asking: `right`, `wrong`, or the error."""
    try:
        return "right" if repr(answers(index_dir)) == right else "wrong"
    except rasfoi.IndexCorrupt as error:
        return "IndexCorrupt" if str(index_dir) in str(error) else f"IndexCorrupt without a file: {error}"
    except (rasfoi.IndexOutdated, rasfoi.IndexMissing) as error:
        return type(error).__name__
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"


def serve() -> None:
    """Try one flip a line of standard input; the child of `outcomes`."""
    source = Path(sys.argv[2])
    right = repr(answers(source))
    for line in sys.stdin:
        flip = Flip(*json.loads(line))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "index"
            shutil.copytree(source, copy)
            path = copy / (copy / "CURRENT").read_text().strip() / flip.file
            data = bytearray(path.read_bytes())
            data[flip.at] ^= flip.bits
            path.write_bytes(data)
            print(json.dumps(attempt(copy, right.replace(str(source), str(copy)))), flush=True)


def outcomes(index_dir: Path, wanted: Sequence[Flip]) -> list[str]:
    """Return what came of each flip, `crash` and `hang` included."""
    found: list[str] = []
    while len(found) < len(wanted):
        command = [sys.executable, "-m", "bench.damage", "--serve", str(index_dir)]
        lines = "".join(json.dumps(flip) + "\n" for flip in wanted[len(found) :])
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        try:
            printed, _ = process.communicate(lines, timeout=SECONDS + 2 * (len(wanted) - len(found)))
            end = "crash"
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate()
            end = "hang"
        found += [json.loads(line) for line in printed.splitlines()]
        if len(found) < len(wanted):
            found.append(end)
    return found


@click.command(help=__doc__)
@click.option("--count", default=2_000, show_default=True, help="Flips.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="rasfoi-damage-") as folder:
        rasfoi.build(ROOT / "sample", folder)
        generation = Path(folder) / (Path(folder) / "CURRENT").read_text().strip()
        wanted = list(flips(generation, count, seed))
        found = outcomes(Path(folder), wanted)
    for outcome, number in Counter(found).most_common():
        click.echo(f"{number:6} {outcome}")
    for flip, outcome in zip(wanted, found, strict=True):
        if outcome not in ("right", "wrong", "IndexCorrupt", "IndexOutdated", "IndexMissing"):
            click.echo(f"{flip.file} byte {flip.at} bits {flip.bits:#x}: {outcome}")


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        serve() if sys.argv[1:2] == ["--serve"] else main()
