"""docs/http-api.md: its examples run against a real server over the sample corpus."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

DOCUMENT = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text("utf-8")
LOCAL = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_commands_get_answers(server: str) -> None:
    [commands] = blocks("sh")
    for line in commands.splitlines():
        name, address = shlex.split(line)
        assert name == "curl"
        with urlopen(address.replace(LOCAL, server)) as answer:
            found = json.load(answer)
        assert found.get("hits") or found["completions"]


def test_the_program_goes_through_all_hits(server: str) -> None:
    [program] = blocks("python")
    names: dict[str, object] = {}
    exec(compile(program.replace(LOCAL, server), "http-api.md", "exec"), names)
    ids = names["ids"]
    assert isinstance(ids, list) and len(ids) > 5


def test_the_error_is_as_it_is_shown(server: str) -> None:
    [shown] = map(json.loads, blocks("json"))
    with pytest.raises(HTTPError) as error:
        urlopen(f"{server}/api/v1/search?q=pod&limit=101")
    with error.value as answer:
        assert json.load(answer) == shown
