"""Compiled loops are kept, loaded without the compiler, and made again where what was kept is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.user_cache import cache_folder
from rasfoi.index.native import kernel, machine_code
from rasfoi.index.native.kernel import Kernel
from rasfoi.index.native.machine_code import Compiled


def spread(numbers: Any, rows: Any, factor: Any) -> Any:
    total = 0
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            rows[row, column] = numbers[row] * factor
            total += numbers[row]
    return total


def check(loop: Compiled) -> None:
    rows = np.zeros((2, 3), np.uint16)
    assert loop(np.array([3, 4], np.int32), rows, 10) == 21
    assert rows.tolist() == [[30] * 3, [40] * 3]


def never(*_: object) -> bytes:
    raise AssertionError("compiled again")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_a_loop_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    check(Compiled(spread))
    monkeypatch.setattr(machine_code, "_object_code", never)
    check(Compiled(spread))


def test_a_loop_is_used_sooner_where_it_was_compiled_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> Kernel:
        loop = Kernel(spread)
        loop(1 << 15, np.array([3, 4], np.int32), np.zeros((2, 3), np.uint16), 10)
        return loop

    monkeypatch.setattr(kernel, "COMPILE_FROM", 1 << 18)
    assert not run()._compiled._functions
    check(Compiled(spread))
    assert run()._compiled._functions


def test_a_damaged_loop_is_compiled_again() -> None:
    check(Compiled(spread))
    (kept,) = cache_folder().iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    check(Compiled(spread))
    Container(kept).check()


def test_a_loop_whose_code_cannot_stand_alone_is_left_to_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_object_code", lambda loop, kinds: b"")
    check(Compiled(spread))


def test_an_array_with_gaps_is_refused() -> None:
    with pytest.raises(ValueError, match="contiguous"):
        Compiled(spread)(np.zeros((2, 2), np.int32)[:, 0], np.zeros((2, 3), np.uint16), 10)
