"""What a kill at a random moment of a build does: `python -m bench.kills` (`make crash`).

Builds with worker processes are killed: the builder alone, all processes at once, or one worker.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click
import rasfoi
from rasfoi.index.directory.working_folder import working_folder

VICTIMS = ("builder", "all", "worker")
_BODY = " ".join(f"cuvânt{at}" for at in range(400))
_PARTS, _ARTICLES = 4, 375


class Kill(NamedTuple):
    """A command, which of its processes is killed, and when, as a part of the time that the command takes."""

    command: str
    victim: str
    moment: float


class Scene:
    """An index of a corpus that is long enough for workers, and has changed since."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.round = 0
        self._change()
        self._start("rebuild").communicate()
        self.seconds = {name: self._time(name) for name in ("rebuild", "update")}

    def _change(self) -> None:
        """Write a corpus of which every fourth article is another than before."""
        self.round += 1
        for part in range(_PARTS if self.round == 1 else 1):
            lines = (
                json.dumps({"title": f"runda{self.round} {at}", "body": f"{_BODY} parte{part}"})
                for at in range(_ARTICLES)
            )
            (self.corpus / f"{part}.jsonl").write_text("\n".join(lines), "utf-8")

    def _start(self, name: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "rasfoi", name, str(self.corpus), "--index", str(self.index)]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def _time(self, name: str) -> float:
        self._change()
        begun = time.monotonic()
        self._start(name).communicate()
        return time.monotonic() - begun

    def _answers(self) -> str:
        """Return of which round the articles are that change."""
        index = rasfoi.open(self.index)
        index.check()
        ours, before = (
            index.search(f"runda{at}", correct=False).total for at in (self.round, self.round - 1)
        )
        found = ours, before, index.info().articles
        whole = _PARTS * _ARTICLES
        return {(_ARTICLES, 0, whole): "new", (0, _ARTICLES, whole): "old"}.get(found, f"mixed: {found}")

    def attempt(self, kill: Kill) -> str:
        """Return what comes of a kill: `old` or `new` answers, or what is wrong."""
        self._change()
        process = self._start(kill.command)
        time.sleep(kill.moment * self.seconds[kill.command])
        workers = _descendants(process.pid)
        for pid in {"builder": [process.pid], "all": [process.pid, *workers], "worker": workers[-1:]}[
            kill.victim
        ]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        told, _ = process.communicate()
        try:
            outcome = self._answers()
        except rasfoi.RasfoiError as error:
            return f"does not open: {error}"
        if "Traceback" in told or (process.returncode == 1) != ("Error: " in told):
            return f"exit code {process.returncode}: {told}"
        return self._rest(workers) or outcome

    def _rest(self, workers: list[int]) -> str:
        """Return what is wrong with the next run, "" if nothing is."""
        end = time.monotonic() + 20
        while any(map(_runs, workers)):
            if time.monotonic() > end:
                return "a worker outlives its build"
            time.sleep(0.01)
        rasfoi.build(self.corpus, self.index)
        left = [each.name for each in self.index.iterdir() if each.name not in ("CURRENT", "LOCK")]
        outcome = self._answers()
        return (
            "" if outcome == "new" and len(left) <= 2 else f"the next build leaves {left}, {outcome} answers"
        )


def _descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that these have."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kills(count: int, seed: int) -> list[Kill]:
    """Return kills at random moments, of each command and victim as many."""
    rng = random.Random(seed)
    pairs = [(name, victim) for name in ("rebuild", "update") for victim in VICTIMS]
    return [Kill(*pairs[at % len(pairs)], rng.random()) for at in range(count)]


@click.command(help=__doc__)
@click.option("--count", default=50, show_default=True, help="Kills.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    with working_folder() as folder:
        scene = Scene(folder)
        came = [(kill, scene.attempt(kill)) for kill in kills(count, seed)]
    click.echo(f"{'killed':10} {'tried':>6} {'old':>6} {'new':>6} {'wrong':>6}")
    for victim in VICTIMS:
        counts = Counter(outcome for kill, outcome in came if kill.victim == victim)
        tried, old, new = counts.total(), counts["old"], counts["new"]
        click.echo(f"{victim:10} {tried:6} {old:6} {new:6} {tried - old - new:6}")
    for kill, outcome in came:
        if outcome not in ("old", "new"):
            click.echo(f"  {kill.victim} of {kill.command} at {kill.moment:.2f}: {outcome.strip()}")


if __name__ == "__main__":
    main()
