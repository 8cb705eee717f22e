"""An index of the sample corpus, built once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi

SAMPLE = Path(__file__).parent.parent / "sample"


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample-index")
    rasfoi.build(SAMPLE, folder)
    return folder


@pytest.fixture(scope="session")
def index(index_dir: Path) -> rasfoi.Index:
    return rasfoi.open(index_dir)
