"""What is left of an index after a power cut at any moment: `python -m bench.power_cut` (`make crash`).

A disk keeps what was forced to it; of the rest any part may be there or not. Before every operation of a
build the disks that there may be then are made, and each must hold an index with the answers from before
or from after.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import click
import rasfoi
from rasfoi.index.directory.working_folder import working_folder

from .file_calls import CHANGES, observed

WORDS = "mere pere prune gutui nuci struguri zmeură afine".split()
# Random disks at each moment, beside the one without and the one with all that was not forced; more just
# before and after a name is replaced.
_RANDOM, _MORE = 1, 12


class Disk:
    """Knows which names and which bytes under a folder are sure to survive a power cut."""

    def __init__(self, root: Path) -> None:
        """Start with all that is there now."""
        self._root = root
        self._bytes: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        # Open files keep the numbers of those that are removed from being used again.
        self._handles: dict[int, int] = {}
        for path in (root, *root.rglob("*")):
            self.sync(path)

    def close(self) -> None:
        """Let go of all files."""
        for handle in self._handles.values():
            os.close(handle)

    def sync(self, path: Path) -> None:
        """Note that a file's bytes, or a folder's names, are forced to the disk."""
        number = self._number(path)
        if path.is_dir():
            self._names[number] = {each.name: self._number(each) for each in path.iterdir()}
        else:
            self._bytes[number] = path.read_bytes()

    def _number(self, path: Path) -> int:
        handle = os.open(path, os.O_RDONLY)
        number = os.fstat(handle).st_ino
        if number in self._handles:
            os.close(handle)
        else:
            self._handles[number] = handle
        return number

    def restore(self, target: Path, names: Callable[[], bool], data: Callable[[], bool]) -> None:
        """Make in `target` what may be left; `names` and `data` decide of each that was not forced."""
        there = {path.stat().st_ino: path for path in (self._root, *self._root.rglob("*"))}
        self._restore(self._number(self._root), there, target, names, data)

    def _restore(
        self,
        number: int,
        there: dict[int, Path],
        target: Path,
        names: Callable[[], bool],
        data: Callable[[], bool],
    ) -> None:
        handle = self._handles.get(number)
        status = there[number].stat() if handle is None else os.fstat(handle)
        if not stat.S_ISDIR(status.st_mode):
            kept = there[number].read_bytes() if number in there and data() else self._bytes.get(number, b"")
            target.write_bytes(kept)
            return
        target.mkdir()
        sure = self._names.get(number, {})
        now = sure
        if number in there:
            now = {each.name: each.stat().st_ino for each in there[number].iterdir()}
        for name in sorted(sure.keys() | now.keys()):
            same = sure.get(name) == now.get(name)
            child = (sure if same or not names() else now).get(name)
            if child is not None:
                self._restore(child, there, target / name, names, data)


class Scene:
    """A corpus, what changes in it, and the folder in which an index stands a few folders deep."""

    def __init__(self, folder: Path) -> None:
        self._corpus, self._disk, self._spare = folder / "corpus", folder / "disk", folder / "spare"
        self._index = Path("a", "b", "index")
        self._disk.mkdir()
        self._corpus.mkdir()
        for at, word in enumerate(WORDS):
            self._write(at, word)

    def _write(self, number: int, word: str) -> None:
        (self._corpus / f"{number}.txt").write_text(f"Livada cu {word}\n\nS-au făcut {word} multe.", "utf-8")

    def change(self, number: int) -> None:
        """Change, remove and add some articles."""
        self._write(number, "alune")
        (self._corpus / f"{number + 1}.txt").unlink(missing_ok=True)
        self._write(20 + number, "castane")

    def _answers(self, disk: Path) -> str:
        try:
            index = rasfoi.open(disk / self._index)
            index.check()
        except rasfoi.IndexMissing:
            return "none"
        hits = index.search("", sort="newest", limit=100).hits
        return str(sorted((hit.id, index.get(hit.id).body) for hit in hits))

    def cut(self, command: str, every: int = 1, links: bool = True) -> Counter[str]:
        """Run a command of the library, cutting the power at one in so many moments; count the outcomes."""
        before, found = self._answers(self._disk), Counter[str]()
        disk, rng, moments, replaced = Disk(self._disk), random.Random(1), 0, False
        images: list[str] = []

        def look(randomly: int = _RANDOM) -> None:
            sure, unsure = (lambda: False), (lambda: True)
            chance = lambda: rng.random() < 0.5  # noqa: E731
            for names, data in [(sure, sure), (unsure, sure), *[(chance, chance)] * randomly]:
                disk.restore(self._spare, names, data)
                images.append(self._opened())
                shutil.rmtree(self._spare)

        def step(call: str, path: Path) -> None:
            nonlocal moments, replaced
            if call in CHANGES:
                moments += 1
                if call == "replace" or replaced:
                    look(_MORE)
                elif moments % every == 0:
                    look()
                replaced = call == "replace"
            if call == "fsync":
                disk.sync(path)

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        with observed(self._disk, step), mock.patch.object(os, "link", os.link if links else refuse):
            getattr(rasfoi, command)(self._corpus, self._disk / self._index)
        after = self._answers(self._disk)
        look()
        for image in images[-2 - _RANDOM :]:
            found["kept" if image == after else f"lost once it was published: {image}"] += 1
        for image in images:
            found[{before: "old", after: "new"}.get(image, image)] += 1
        disk.close()
        return found

    def _opened(self) -> str:
        try:
            return self._answers(self._spare)
        except Exception as error:
            return f"{type(error).__name__}: {error}".replace(str(self._spare), "DIR")


@click.command(help=__doc__)
@click.option("--every", default=1, show_default=True, help="Cut at only one moment of so many.")
def main(every: int) -> None:
    with working_folder() as folder:
        scene = Scene(folder)
        runs = [("build", True), ("update", True), ("update", False), ("build", True)]
        for number, (command, links) in enumerate(runs):
            found = scene.cut(command, every, links)
            click.echo(f"{command}{'' if links else ', no hard links'}: {dict(found)}")
            scene.change(number)


if __name__ == "__main__":
    main()
