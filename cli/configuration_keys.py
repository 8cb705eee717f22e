"""What `rasfoi.toml` may say, by table and key, and what is wrong with one that says something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import click


class BadConfiguration(click.ClickException):
    """The file cannot be used; like a command line that cannot, this is wrong usage."""

    exit_code = 2


class _Kind(NamedTuple):
    """What a value must be: its type, what that is called, and an example."""

    type: type
    called: str
    example: str


PATH = _Kind(str, "a path", '"articole"')
_TEXT = _Kind(str, "a text", '"127.0.0.1"')
_FLAG = _Kind(bool, "true or false", "true")
_COUNT = _Kind(int, "a whole number", "2")
_SECRET = _Kind(str, "a text", '"…"')
# What each table may have.
KEYS: dict[str, dict[str, _Kind]] = {
    "": {
        "index": PATH,
        "corpus": PATH,
        "model": PATH,
        "dictionary": PATH,
        "file_dates": _FLAG,
        "follow": _FLAG,
    },
    "server": {
        "host": _TEXT,
        "port": _Kind(int, "a whole number", "8000"),
        "workers": _COUNT,
        "watch": _FLAG,
        "timeout": _Kind(float, "a number of seconds", "2.0"),
        "base_url": _Kind(str, "an address", '"https://cauta.exemplu.ro"'),
        "proxies": _COUNT,
        "rate_limit": _Kind(str, "a text", '"60/minute"'),
        "access_log": _FLAG,
        "cors": _Kind(str, "addresses with blanks between", '"https://ziar.exemplu.ro"'),
    },
    "opensearch": {
        "user": _Kind(str, "a text", '"cititor"'),
        "password": _SECRET,
        "api_key": _SECRET,
        "ca": _Kind(str, "a path", '"/etc/ssl/ca.pem"'),
        "shards": _COUNT,
        "replicas": _COUNT,
    },
}
_FIELD = _Kind(str, "the name of the field in your files", '"titlul_stirii"')


@dataclass(frozen=True)
class Reader:
    """Checks what a file says by `KEYS`, and tells where it stands: raises BadConfiguration."""

    path: Path
    text: str

    def table(self, tables: dict[str, Any], name: str) -> dict[str, Any]:
        """Take a table out of the file and return it, empty where there is none."""
        table = tables.pop(name, {})
        if not isinstance(table, dict):
            raise self.error("", name, f"must be a table: write [{name}] and its keys under it")
        return table

    def value(self, table: str, name: str, value: Any) -> Any:
        """Return a value of a table, if it may be there and is what it must be."""
        keys = KEYS.get(table, {name: _FIELD})
        if name not in keys:
            raise self.error(table, name, f"is not known; {_advice(name, table)}")
        kind = keys[name]
        right = isinstance(value, (int, float) if kind.type is float else kind.type)
        if not right or (isinstance(value, bool) and kind.type is not bool):
            wanted = f"must be {kind.called}: {_key(name)} = {kind.example}"
            shown = "no text" if kind is _SECRET else repr(value)
            raise self.error(table, name, f"is {shown}; it {wanted}")
        if value == "" and kind.type is str:
            raise self.error(table, name, f"is empty; it must be {kind.called}, or leave the line out")
        return value

    def error(self, table: str, name: str, problem: str) -> BadConfiguration:
        """Return the error that a key of a table has."""
        line = self._line(table, name)
        shown = f"{table}.{name}" if table else name
        where = f"{self.path}, line {line}" if line else str(self.path)
        return BadConfiguration(f"{where}: `{shown}` {problem}.")

    def _line(self, table: str, name: str) -> int:
        """Return the line of a key, 0 where it is written in a way that hides it."""
        now = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]\s]+)", line):
                now = header[1]
                if not table and now.partition(".")[0].strip("\"'") == name:
                    return number
            if now == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[.=]", line):
                return number
        return 0


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{name}"'


def _advice(name: str, table: str) -> str:
    """Return what may have been meant, or what may stand in a table."""
    from difflib import get_close_matches

    places = {
        key: f" under [{each}]" if each else " before all tables" for each in KEYS for key in KEYS[each]
    }
    places |= {"server": "", "fields": "", "opensearch": ""}
    for near in get_close_matches(name, places, 1):
        return f"did you mean `{near}`{'' if near in KEYS[table] else places[near]}"
    own = [*KEYS[table], *(() if table else ("[fields]", "[opensearch]", "[server]"))]
    return f"known are {', '.join(own)}"
