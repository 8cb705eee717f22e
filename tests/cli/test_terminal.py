"""Nothing that a file holds or is called moves the cursor of a terminal or colours it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import rasfoi

# What switches colours, asks a terminal to type, rings, goes back, and turns the direction of writing.
HOSTILE = ("\x1b[31m", "\x1b]0;x\x07", "\x9b31m", "\x08\x08", "\x7f", "\u202e")

NAME = "albine\x1b[31m\x9b\u202e.txt"


def on_a_terminal(*words: object) -> bytes:
    """Return all that the command writes to a terminal."""
    own, others = pty.openpty()
    command = [sys.executable, "-m", "rasfoi", *map(str, words)]
    process = subprocess.Popen(command, stdin=others, stdout=others, stderr=others)
    os.close(others)
    written = b""
    try:
        while more := os.read(own, 4096):
            written += more
    except OSError:
        pass  # The other side is closed.
    process.wait()
    os.close(own)
    return written


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, attack in enumerate(HOSTILE):
        article = {
            "id": f"{number}{attack}",
            "title": f"Albine {attack} {number}",
            "source": f"Sursa {attack}",
        }
        article["body"] = f"Stupul {attack} de lângă pădure are albine {attack} și miere."
        (corpus / f"{number}.json").write_text(json.dumps(article), "utf-8")
    (corpus / NAME).write_text("Albine la munte\nStupul are albine.", "utf-8")
    (corpus / "gol\x1b[2J\x9b.json").write_text("{", "utf-8")
    rasfoi.build(corpus, folder / "index")
    return corpus, folder / "index"


def has_controls(text: str) -> bool:
    return any(
        attack in text for attack in ("\x1b[31", "\x1b]", "\x9b", "\x07", "\x08", "\x7f", "\u202e", "\x1b[2J")
    )


@pytest.mark.parametrize("options", [(), ("--explain",), ("--json",), ("--csv",)])
def test_articles_are_shown_without_control_characters(
    folders: tuple[Path, Path], options: tuple[str, ...]
) -> None:
    shown = on_a_terminal("search", "albine", "--index", folders[1], *options).decode()
    assert "Albine" in shown
    assert not has_controls(shown)
    assert ("\x1b[1m" in shown) is (options in ((), ("--explain",)))


def test_failures_name_files_without_control_characters(folders: tuple[Path, Path], tmp_path: Path) -> None:
    shown = on_a_terminal("rebuild", folders[0], "--index", tmp_path / "index").decode()
    assert r"gol\x1b[2J" in shown
    assert not has_controls(shown)


def test_errors_show_names_without_control_characters(tmp_path: Path) -> None:
    shown = on_a_terminal("info", "--index", tmp_path / "nimic\x1b[31m").decode()
    assert r"nimic\x1b[31m" in shown
    assert not has_controls(shown)


def test_json_keeps_what_it_escapes(folders: tuple[Path, Path]) -> None:
    command = [sys.executable, "-m", "rasfoi", "search", "munte", "--index", str(folders[1]), "--json"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert not has_controls(shown)
    assert json.loads(shown)["hits"][0]["id"] == NAME
