"""`rasfoi.toml`: what need not stand on each command line.

The file is the one that RASFOI_CONFIG names, else the one in the working folder, if there is any. The command
line comes before the environment, the environment before the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import click

FILE, VARIABLE = "rasfoi.toml", "RASFOI_CONFIG"


class BadConfiguration(click.ClickException):
    """The file cannot be used; like a command line that cannot, this is wrong usage."""

    exit_code = 2


class _Kind(NamedTuple):
    """What a value must be: its type, what that is called, and an example."""

    type: type
    called: str
    example: str


_PATH = _Kind(str, "a path", '"articole"')
_TEXT = _Kind(str, "a text", '"127.0.0.1"')
_FLAG = _Kind(bool, "true or false", "true")
_COUNT = _Kind(int, "a whole number", "2")
_SECRET = _Kind(str, "a text", '"…"')
# What each table may have.
_KEYS: dict[str, dict[str, _Kind]] = {
    "": {
        "index": _PATH,
        "corpus": _PATH,
        "model": _PATH,
        "dictionary": _PATH,
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
# The settings of the server that it reads from the environment.
_SETTINGS = ("timeout", "base_url", "proxies", "rate_limit", "access_log", "cors")
_SIZES = ("shards", "replicas")
# Who asks a cluster; where the environment says any of it, the file says none.
_WHO = ("user", "password", "api_key")
_FIELD = _Kind(str, "the name of the field in your files", '"titlul_stirii"')
_BUILDING = ("rebuild", "update", "watch")


@dataclass(frozen=True)
class Configuration:
    """What a file says: paths from its folder on, the field map, and the tables as they stand."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    server: Mapping[str, Any] = field(default_factory=dict)
    opensearch: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def defaults(self, commands: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what the options of commands are where nothing else is given, as click takes it."""
        values = {"index_dir" if name == "index" else name: value for name, value in self.values.items()}
        everywhere = {name: value for name, value in values.items() if name in ("index_dir", "dictionary")}
        building = values | ({"fields": _pairs(self.fields)} if self.fields else {})
        serving = {name: self.server[name] for name in ("host", "port", "workers") if name in self.server}
        if self.server.get("watch"):
            serving["corpus"] = values["corpus"]
        sizes = {name: self.opensearch[name] for name in _SIZES if name in self.opensearch}
        special = dict.fromkeys(_BUILDING, building)
        special["embed"] = everywhere | {name: values[name] for name in ("model",) if name in values}
        special |= {"rebuild": building | sizes, "serve": everywhere | serving}
        return {name: special.get(name, everywhere) for name in commands}

    def to_environment(self) -> frozenset[str]:
        """Set the variables of the server that are not set yet; return which."""
        given = set()
        for name in _SETTINGS:
            value = self.server.get(name)
            variable = f"RASFOI_{name.upper()}"
            if value is not None and not os.environ.get(variable):
                os.environ[variable] = str(int(value) if isinstance(value, bool) else value)
                given.add(variable)
        return frozenset(given)

    def credentials_to_environment(self) -> None:
        """Set the variables of a connection to a cluster, those of the environment first."""
        variables = {name: f"RASFOI_OPENSEARCH_{name.upper()}" for name in (*_WHO, "ca")}
        told = any(os.environ.get(variables[name]) for name in _WHO)
        for name in ("ca",) if told else variables:
            if name in self.opensearch and not os.environ.get(variables[name]):
                os.environ[variables[name]] = self.opensearch[name]


def _pairs(fields: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in fields.items()]


def read_configuration() -> Configuration:
    """Return what the file says, nothing where there is none; raises BadConfiguration."""
    named = os.environ.get(VARIABLE)
    path = Path(named or FILE)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if named:
            raise BadConfiguration(f"{VARIABLE} names {path}, and there is no such file.") from None
        return Configuration()
    except UnicodeDecodeError as error:
        raise BadConfiguration(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    return _checked(path, text)


def _checked(path: Path, text: str) -> Configuration:
    # Here, as most commands are run without a file.
    import tomllib

    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        advice = (
            f'write texts in quotes, as index = "index", and tables as [server]; see {FILE} in the README'
        )
        raise BadConfiguration(f"{path} is no TOML: {error}: {advice}.") from None
    reader = _Reader(path, text)
    server, fields, opensearch = (reader.table(tables, name) for name in ("server", "fields", "opensearch"))
    values = {name: reader.value("", name, value) for name, value in tables.items()}
    found = Configuration(
        path,
        {
            name: _from(path.parent, value)
            if _KEYS[""][name] is _PATH and not _is_of_hub(path, name, value)
            else value
            for name, value in values.items()
        },
        {name: reader.value("fields", name, value) for name, value in fields.items()},
        {name: reader.value("server", name, value) for name, value in server.items()},
        {name: reader.value("opensearch", name, value) for name, value in opensearch.items()},
    )
    if "ca" in found.opensearch:
        found = replace(found, opensearch={**found.opensearch, "ca": _from(path.parent, opensearch["ca"])})
    if found.server.get("watch") and "corpus" not in values:
        raise reader.error("server", "watch", 'needs a corpus to watch: set corpus = "articole" too')
    return found


def _is_of_hub(path: Path, name: str, value: str) -> bool:
    """Tell whether a value is the name of a model of the hub, and no folder beside the file."""
    if name != "model" or (path.parent / value).exists():
        return False
    # Here, as most files name no model.
    from ..index.embedding.models.hub import may_be_name

    return may_be_name(value)


def _from(folder: Path, value: str) -> str:
    """Return a path as it is from the folder of the file; an address of a store stays as it is."""
    return value if "://" in value else os.path.join(folder, os.path.expanduser(value))


@dataclass(frozen=True)
class _Reader:
    """Checks what a file says, and tells where it stands."""

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
        keys = _KEYS.get(table, {name: _FIELD})
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
        key: f" under [{each}]" if each else " before all tables" for each in _KEYS for key in _KEYS[each]
    }
    places |= {"server": "", "fields": "", "opensearch": ""}
    for near in get_close_matches(name, places, 1):
        return f"did you mean `{near}`{'' if near in _KEYS[table] else places[near]}"
    own = [*_KEYS[table], *(() if table else ("[fields]", "[opensearch]", "[server]"))]
    return f"known are {', '.join(own)}"
