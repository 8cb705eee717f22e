"""What damage to any file of an index or of the cache does: `python -m bench.damage` (`make damage`).

Bytes are flipped, files cut, pieces of them zeroed or exchanged, whole files taken from another index, each
in a copy of an index with deletions and as many segments as there may be before they merge.
`bench.damage_trial` asks everything of the copy, in a process that may crash. The answers must be right, or
IndexCorrupt must name the file (IndexOutdated where info.json names another version); an update and a rebuild
must mend it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import rasfoi
from rasfoi.index.analysis.words import lemma_table, lemmatizer
from rasfoi.index.directory.array_file import FORMAT
from rasfoi.index.directory.user_cache import cache_folders
from rasfoi.index.directory.working_folder import working_folder
from rasfoi.index.indexer.merging.merge_policy import MAX_SEGMENTS

ROOT = Path(__file__).resolve().parent.parent
INDEX, OTHER, CORPUS, CACHE = "index", "other", "corpus", "cache"
KINDS = ("flip", "cut", "zero", "swap", "other")
PIECE = 512
FRUIT = "mere pere gutui prune nuci afine mure fragi caise struguri".split()
# The file of the cache takes a second each, and is one of many.
CACHE_SHARE = 0.02
# Seconds, to start a process and for each trial after that.
START, EACH = 120, 20
# What one process tries. After Ctrl-C, of which it hears nothing, no other is started.
BATCH = 50
GOOD = frozenset({"right", "IndexCorrupt", "IndexOutdated", "IndexMissing"})


class Damage(NamedTuple):
    """What is done to a file, by its path below the prepared folder.

    `at` is its first byte; `to` are the bits that are flipped, or the first byte of the piece that it is
    exchanged with. `other` puts the file of another index in its place.
    """

    kind: str
    file: str
    at: int
    to: int = 0

    def do(self, folder: Path) -> None:
        """Do it in a copy of the prepared folder."""
        path = folder / self.file
        data = bytearray(path.read_bytes())
        here, there = slice(self.at, self.at + PIECE), slice(self.to, self.to + PIECE)
        if self.kind == "flip":
            data[self.at] ^= self.to
        elif self.kind == "cut":
            del data[self.at :]
        elif self.kind == "zero":
            data[here] = bytes(len(data[here]))
        elif self.kind == "swap":
            data[here], data[there] = data[there], data[here]
        else:
            data = bytearray(_counterpart(folder, path).read_bytes())
        path.write_bytes(data)


def _counterpart(folder: Path, path: Path) -> Path:
    """Return the file of the other index that stands where this one does, or this file."""
    names = [sorted(each.iterdir()) for each in map(published, (folder / INDEX, folder / OTHER))]
    return dict(zip(*names, strict=True)).get(path, path)


def published(index: Path) -> Path:
    """Return the folder of the published generation."""
    return index / (index / "CURRENT").read_text("ascii").strip()


def prepare(folder: Path) -> None:
    """Make a corpus, an index of it but for one article, another index, and the cache of both."""
    lemmatizer.load()
    places = (lemma_table.PACKAGED, *cache_folders())
    kept = [path for each in places for path in each.glob(f"lexicon-*.{FORMAT}.ras")]
    private = folder / CACHE / "rasfoi"
    private.mkdir(mode=0o700, parents=True)
    shutil.copy(kept[0], private)
    for name, skip in ((OTHER, 1), (INDEX, 0)):
        corpus = folder / CORPUS
        shutil.rmtree(corpus, ignore_errors=True)
        shutil.copytree(ROOT / "sample", corpus)
        for at, fruit in enumerate(FRUIT[skip : skip + MAX_SEGMENTS]):
            add_article(corpus, at, fruit)
            if not at:
                add_article(corpus, MAX_SEGMENTS, "piersici")
            if at == MAX_SEGMENTS - 1:
                (corpus / f"nou{MAX_SEGMENTS}.txt").unlink()
            rasfoi.update(corpus, folder / name)
    add_article(corpus, MAX_SEGMENTS, "cireșe")


def add_article(corpus: Path, number: int, fruit: str) -> None:
    """Write an article of which another with the same number is a near-duplicate."""
    text = f"Anul acesta s-au copt {number} soiuri. " + "Livezile de lângă oraș dau roade bune. " * 11
    (corpus / f"nou{number}.txt").write_text(f"Livada cu {fruit}\n\n{text}", encoding="utf-8")


def damages(folder: Path, count: int, seed: int, kinds: Sequence[str] = KINDS) -> Iterator[Damage]:
    """Yield random damage, to every file as often, however large it is."""
    rng = random.Random(seed)
    generation = published(folder / INDEX)
    files = sorted(path for path in (*generation.iterdir(), *(folder / INDEX).iterdir()) if path.is_file())
    cached = [path for path in (folder / CACHE).rglob("*") if path.is_file()]
    for _ in range(count):
        path = rng.choice(cached if cached and rng.random() < CACHE_SHARE else files)
        kind, size = rng.choice(kinds), path.stat().st_size
        at, to = rng.randrange(max(size, 1)), rng.randrange(max(size, 1))
        if kind == "flip":
            to = 0x80 if rng.random() < 0.5 else 1 << rng.randrange(8)
        elif kind == "swap":
            at, to = at // PIECE * PIECE, to // PIECE * PIECE
        yield Damage(kind, str(path.relative_to(folder)), at, to)


def outcomes(folder: Path, wanted: Sequence[Damage]) -> list[dict[str, str]]:
    """Return what came of each damage, by what was asked; `crash` and `hang` included."""
    found: list[dict[str, str]] = []
    while len(found) < len(wanted):
        rest = wanted[len(found) :]
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.damage_trial", str(folder)], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        lines = "".join(json.dumps(damage) + "\n" for damage in rest)
        try:
            printed, _ = process.communicate(lines, timeout=START + EACH * len(rest))
            end = "crash"
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate()
            end = "hang"
        found += [json.loads(line) for line in printed.splitlines()]
        if len(found) < len(wanted):
            if not printed and len(found) == len(wanted) - len(rest) and found[-1:] == [{"process": end}]:
                raise SystemExit("no trial comes to its end")
            found.append({"process": end})
    return found


def bad(outcome: dict[str, str]) -> dict[str, str]:
    """Return what of an outcome must not be."""
    return {asked: came for asked, came in outcome.items() if came not in GOOD}


@click.command(help=__doc__)
@click.option("--count", default=2_000, show_default=True, help="Damages.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    found: list[tuple[Damage, dict[str, str]]] = []
    with working_folder() as folder, ThreadPoolExecutor(os.cpu_count()) as processes:
        prepare(folder)
        wanted = list(damages(folder, count, seed))
        batches = [wanted[at : at + BATCH] for at in range(0, count, BATCH)]
        try:
            for batch, came in zip(batches, processes.map(partial(outcomes, folder), batches), strict=True):
                found += zip(batch, came, strict=True)
                click.echo(f"{len(found)} of {count} tried", err=True)
        except KeyboardInterrupt:
            processes.shutdown(cancel_futures=True)
    tally = Counter((damage.kind, *item) for damage, each in found for item in each.items())
    for (kind, asked, came), number in sorted(tally.items()):
        click.echo(f"{number:6} {kind:6} {asked:8} {came}")
    wrong = [(damage, bad(each)) for damage, each in found if bad(each)]
    for damage, each in wrong:
        click.echo(f"{damage.file} {damage.kind} {damage.at} {damage.to:#x}: {each}")
    click.echo(f"{len(wrong)} of {len(found)} ended otherwise than they may")


if __name__ == "__main__":
    main()
