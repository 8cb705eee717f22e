"""What an error or a kill at any file operation of a build does: `python -m bench.crash` (`make crash`).

At every operation of commands that write a small index and that read it, one at a time, in a process of
its own: the disk is full from there on, it has an error once, or the process is killed. Then the index
must give the answers from before or those from after, what was said must be true, and the next run must
leave no rest.
Kills at random moments of builds with worker processes are in `bench.kills`.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import click
import rasfoi
from rasfoi.cli import main as command
from rasfoi.index.directory.working_folder import working_folder

from .file_calls import CHANGES, observed

FAULTS = ("full disk", "i/o error", "kill")
CORPUS = "CORPUS"
WRITERS = {
    "rebuild": ("rebuild", CORPUS),
    "update": ("update", CORPUS),
    "nothing new": ("update", CORPUS),
    "rollback": ("rollback",),
}
READERS = {"search": ("search", "mere pere"), "info": ("info", "--check"), "generations": ("generations",)}
COMMANDS = WRITERS | READERS
WORDS = "mere pere prune gutui nuci struguri zmeură afine cireșe vișine caise piersici".split()
# What a full disk refuses.
_NEED_ROOM = ("create", "write", "mkdir", "link", "posix_fallocate", "fsync")


Answers = list[tuple[str, str]]


class Fault(NamedTuple):
    """What goes wrong at which operation, counted from 0, of a command."""

    command: str
    kind: str
    at: int


class Scene:
    """An index, a corpus that has changed since, and the answers from before and after a command."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self._kept, self._new = folder / "kept", folder / "new"
        self._told = folder / "told"
        for at, word in enumerate(WORDS):
            self._write(at, word)
        rasfoi.build(self.corpus, self.index)
        self._write(0, "migdale")
        self._write(20, "castane")
        rasfoi.update(self.corpus, self.index)
        before = answers(self.index)
        # One article is new, one another, one gone.
        (self.corpus / "3.txt").unlink()
        self._write(1, "alune")
        self._write(21, "corcodușe")
        shutil.copytree(self.index, self._kept)
        rasfoi.update(self.corpus, self.index)
        after = answers(self.index)
        shutil.copytree(self.index, self._new)
        for path in self.corpus.iterdir():
            os.utime(path, (1, 1))
        self.reset()
        rasfoi.rollback(self.index)
        earlier = answers(self.index)
        self.right = {
            "rebuild": (before, after),
            "update": (before, after),
            "nothing new": (after, after),
            "rollback": (before, earlier),
        } | dict.fromkeys(READERS, (before, before))

    def _write(self, number: int, word: str) -> None:
        self.corpus.mkdir(exist_ok=True)
        (self.corpus / f"{number}.txt").write_text(f"Livada cu {word}\n\nS-au făcut {word} multe.", "utf-8")

    def reset(self, name: str = "") -> None:
        """Have the index as it was before a command."""
        shutil.rmtree(self.index)
        shutil.copytree(self._new if name == "nothing new" else self._kept, self.index)

    def operations(self, name: str) -> list[str]:
        """Return the names of all file operations of a command, in order."""
        self.reset(name)
        found: list[str] = []
        with observed(self.index, lambda call, _: found.append(call)), open(os.devnull, "w") as nowhere:
            self._run(name, nowhere)
        return found

    def faults(self, name: str) -> Iterator[Fault]:
        """Yield every fault of a command: a kill before what changes nothing is one before what follows."""
        for at, call in enumerate(self.operations(name)):
            yield Fault(name, "i/o error", at)
            if call in CHANGES and name in WRITERS:
                yield from (Fault(name, kind, at) for kind in ("full disk", "kill"))

    def _run(self, name: str, out: object) -> int:
        words = [str(self.corpus) if word == CORPUS else word for word in COMMANDS[name]]
        with redirect_stdout(out), redirect_stderr(out):  # type: ignore[type-var]
            try:
                command([*words, "--index", str(self.index)])
            except SystemExit as end:
                return int(end.code or 0)
        return 0

    def attempt(self, fault: Fault) -> str:
        """Return what comes of a fault: `old` or `new` answers, or what is wrong."""
        self.reset(fault.command)
        child = os.fork()
        if not child:
            self._be_hit(fault)
        _, status = os.waitpid(child, 0)
        return self._judge(fault, os.waitstatus_to_exitcode(status), self._told.read_text("utf-8"))

    def _be_hit(self, fault: Fault) -> None:
        count = -1

        def before(call: str, path: Path) -> None:
            nonlocal count
            count += 1
            if fault.kind == "kill" and count == fault.at:
                os.kill(os.getpid(), signal.SIGKILL)
            number = errno.EIO if fault.kind == "i/o error" and count == fault.at else 0
            if fault.kind == "full disk" and count >= fault.at and call in _NEED_ROOM:
                number = errno.ENOSPC
            if number:
                raise OSError(number, os.strerror(number), str(path))

        code = 99
        with open(self._told, "w", encoding="utf-8") as out:
            try:
                with observed(self.index, before):
                    code = self._run(fault.command, out)
            except BaseException:
                import traceback

                traceback.print_exc(file=out)
        os._exit(code)

    def _judge(self, fault: Fault, code: int, told: str) -> str:
        if "Traceback" in told:
            return f"traceback: {told.splitlines()[-1]}"
        try:
            found = answers(self.index)
        except rasfoi.RasfoiError as error:
            return f"does not open: {error}"
        if found not in self.right[fault.command]:
            return "wrong answers"
        outcome = ("old", "new")[self.right[fault.command].index(found)]
        # Where both are the same.
        outcome = "new" if code == 0 else outcome
        return self._untrue(fault, found, code, told) or self._rest() or outcome

    def _untrue(self, fault: Fault, found: Answers, code: int, told: str) -> str:
        if code == 0 and found != self.right[fault.command][1]:
            return "done, but the answers are old"
        if (fault.kind == "kill" and code == -signal.SIGKILL) or code == 0:
            return ""
        if code != 1 or "Error: " not in told:
            return f"exit code {code}: {told}"
        old, new = self.right[fault.command]
        if old != new and ("is published, but" in told) != (found == new):
            return f"answers are {'new' if found == new else 'old'}, but: {told}"
        return ""

    def _rest(self) -> str:
        """Return what is wrong with the next run, "" if nothing is."""
        rasfoi.update(self.corpus, self.index)
        if answers(self.index) != self.right["update"][1]:
            return "the next update gives wrong answers"
        rasfoi.open(self.index).check()
        left = [each.name for each in self.index.iterdir() if each.name not in ("CURRENT", "LOCK")]
        if len(left) > 2 or any(self.index.rglob("*.run")) or any(self.index.rglob("*.words")):
            return f"left: {left}"
        return ""


def answers(index_dir: Path) -> Answers:
    """Return all articles of an index, and what each of some words finds."""
    index = rasfoi.open(index_dir)
    page = index.search("", sort="newest", limit=100)
    found = sorted((hit.id, index.get(hit.id).body) for hit in page.hits)
    for word in (*WORDS, "alune"):
        found.append((word, str(sorted(hit.id for hit in index.search(word, correct=False).hits))))
    return found


@click.command(help=__doc__)
@click.option("--every", default=1, show_default=True, help="Try only one fault of so many.")
def main(every: int) -> None:
    with working_folder() as folder:
        scene = Scene(folder)
        click.echo(f"{'command':12} {'fault':10} {'tried':>6} {'old':>6} {'new':>6} {'wrong':>6}")
        for name in COMMANDS:
            faults = list(scene.faults(name))[::every]
            came = {fault: scene.attempt(fault) for fault in faults}
            for kind in FAULTS if name in WRITERS else FAULTS[1:2]:
                counts = Counter(outcome for fault, outcome in came.items() if fault.kind == kind)
                tried, old, new = counts.total(), counts["old"], counts["new"]
                click.echo(f"{name:12} {kind:10} {tried:6} {old:6} {new:6} {tried - old - new:6}")
            for fault, outcome in came.items():
                if outcome not in ("old", "new"):
                    click.echo(f"  {fault.kind} at operation {fault.at}: {outcome.strip()}")


if __name__ == "__main__":
    main()
