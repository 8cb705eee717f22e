"""`rasfoi.toml`: what need not stand on each command line.

The file is the one that RASFOI_CONFIG names, else the one in the working folder, if there is any. The command
line comes before the environment, the environment before the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .configuration_keys import KEYS, PATH, BadConfiguration, Reader

FILE, VARIABLE = "rasfoi.toml", "RASFOI_CONFIG"
# The settings of the server that it reads from the environment.
_SETTINGS = ("timeout", "base_url", "proxies", "rate_limit", "access_log", "cors")
_SIZES = ("shards", "replicas")
# Who asks a cluster; where the environment says any of it, the file says none.
_WHO = ("user", "password", "api_key")
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
    reader = Reader(path, text)
    server, fields, opensearch = (reader.table(tables, name) for name in ("server", "fields", "opensearch"))
    values = {name: reader.value("", name, value) for name, value in tables.items()}
    found = Configuration(
        path,
        {
            name: _from(path.parent, value)
            if KEYS[""][name] is PATH and not _is_of_hub(path, name, value)
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
