"""What `make fuzz` begins with is read and answered without a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fuzz_targets import WORDS, seeds, target_of


@pytest.mark.parametrize("name", WORDS)
def test_seeds_and_words_are_no_findings(tmp_path: Path, name: str) -> None:
    target = target_of(name, tmp_path)
    inputs = [*seeds(name), *(word.encode("utf-8", "surrogatepass") for word in WORDS[name])]
    assert inputs
    for data in inputs:
        target(data)
