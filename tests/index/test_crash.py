"""Errors, kills and power cuts at the moments of a build: some of those that `make crash` tries all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.directory import publication
from rasfoi.index.directory.publication import writing

from bench import crash, kills, power_cut

FAULTS_OF_EACH = 8


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> crash.Scene:
    return crash.Scene(tmp_path_factory.mktemp("crash"))


@pytest.mark.parametrize("command", crash.WRITERS)
def test_a_fault_leaves_the_old_or_the_new_answers(scene: crash.Scene, command: str) -> None:
    faults = list(scene.faults(command))
    assert {fault.kind for fault in faults} == {*crash.FAULTS}
    step = max(len(faults) // FAULTS_OF_EACH, 1)
    chosen = [*faults[::step], *faults[-5:]]
    came = {fault: scene.attempt(fault) for fault in chosen}
    assert {fault: outcome for fault, outcome in came.items() if outcome not in ("old", "new")} == {}
    assert {*came.values()} == {"old", "new"}


def test_a_full_disk_is_told_with_what_to_do(scene: crash.Scene) -> None:
    scene.reset()
    with pytest.raises(rasfoi.RasfoiError) as caught, writing(scene.index):
        raise OSError(errno.ENOSPC, "No space left on device", "segment-0.ras")
    told = str(caught.value)
    assert told.startswith("The index could not be written: segment-0.ras: No space left on device.")
    assert "published index is untouched" in told and "Make room" in told


@pytest.mark.parametrize("command", crash.READERS)
def test_a_fault_while_reading_is_told(scene: crash.Scene, command: str) -> None:
    came = {fault: scene.attempt(fault) for fault in list(scene.faults(command))[::5]}
    assert {fault: outcome for fault, outcome in came.items() if outcome not in ("old", "new")} == {}
    assert came


def test_kills_at_random_moments(tmp_path: Path) -> None:
    scene = kills.Scene(tmp_path)
    came = [scene.attempt(kill) for kill in kills.kills(2, seed=7)]
    assert {*came} <= {"old", "new"}, came


def test_a_power_cut_leaves_the_old_or_the_new_answers(tmp_path: Path) -> None:
    scene = power_cut.Scene(tmp_path)
    for number, (command, links) in enumerate([("build", True), ("update", True), ("update", False)]):
        found = scene.cut(command, every=9, links=links)
        assert {*found} == {"old", "new", "kept"}, found
        scene.change(number)


@pytest.mark.parametrize("forgotten", ["", "index"])
def test_a_power_cut_shows_what_is_not_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    """Where no folder is forced to the disk, or only that of the index before `CURRENT` is replaced."""
    scene = power_cut.Scene(tmp_path)
    assert "kept" in scene.cut("build", every=99)
    sync, current = publication._sync_folder, tmp_path / "disk" / "a" / "b" / "index" / "CURRENT"
    before = current.read_text()

    def partly(folder: Path) -> None:
        if forgotten and (folder.name != forgotten or current.read_text() != before):
            sync(folder)

    monkeypatch.setattr(publication, "_sync_folder", partly)
    scene.change(0)
    assert not {*scene.cut("build", every=99)} <= {"old", "new", "kept"}
