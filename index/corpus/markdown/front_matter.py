"""The header of fields before a text: YAML between `---`, TOML between `+++`, or a JSON object."""

from __future__ import annotations

import json
import re
import tomllib

import yaml

from ..records.fields import canonical

try:
    from yaml import CBaseLoader as _Loader
except ImportError:
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE)
_OPENING = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
_FIELD = re.compile(r"([^\W\d][\w .:-]{0,60}?)[ \t]*[:=](?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)$")
# No header is longer, has more aliases or nests deeper, unless it is made to cost time and memory.
_MOST_CHARACTERS, _MOST_ALIASES, _MOST_BRACKETS = 1 << 17, 20, 500


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """Return the fields of the header of a text, and the text behind it; without a header, all of it.

    What does not parse is read line by line (`title: Interviu: urmare`). A leading `---` or `+++`
    that no fields stand behind is a rule of the text.
    """
    if text.lstrip()[:1] == "{":
        return _split_json(text)
    opening = _OPENING.match(text)
    if not opening:
        return {}, text
    kind = opening[1]
    end = (_YAML_END if kind == "---" else _TOML_END).search(text, opening.end())
    if not end or end.start() - opening.end() > _MOST_CHARACTERS:
        return {}, text
    matter = text[opening.end() : end.start()]
    fields = (_yaml if kind == "---" else _toml)(matter)
    if fields is None:
        fields = _read_lines(matter)
    return (fields, text[end.end() :]) if fields or not matter.strip() else ({}, text)


def _split_json(text: str) -> tuple[dict[str, object], str]:
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(text[: start + _MOST_CHARACTERS], start)
    except (ValueError, RecursionError):
        return {}, text
    # `{}` and objects of other things open texts about programs.
    known = isinstance(fields, dict) and any(canonical(name) for name in fields)
    return (fields, text[end:]) if known else ({}, text)


def _yaml(matter: str) -> dict[str, object] | None:
    """Return the fields of YAML; nothing for a text that is no mapping, None for what does not parse."""
    if matter.count("[") + matter.count("{") > _MOST_BRACKETS:
        return None
    try:
        if "*" in matter:
            events = yaml.parse(matter, Loader=_Loader)
            if sum(isinstance(event, yaml.AliasEvent) for event in events) > _MOST_ALIASES:
                return None
        fields = yaml.load(matter, Loader=_Loader)  # as strings only: dates are read elsewhere
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return {str(name): value for name, value in fields.items()} if isinstance(fields, dict) else {}


def _toml(matter: str) -> dict[str, object] | None:
    try:
        fields = tomllib.loads(matter)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    # Hugo keeps what it does not know itself under `params`.
    inner = fields.pop("params", None)
    fields = {**inner, **fields} if isinstance(inner, dict) else fields
    return {name: str(value) if hasattr(value, "isoformat") else value for name, value in fields.items()}


def _read_lines(matter: str) -> dict[str, object]:
    """Return the fields of lines `name: value`, none if no name is known; lines `- value` make lists."""
    fields: dict[str, object] = {}
    name = ""
    for line in matter.split("\n"):
        if field := _FIELD.match(line):
            name = field[1]
            fields[name] = _unquote(field[2] or "")
        elif name and (item := _ITEM.match(line)):
            value = fields[name]
            fields[name] = [*(value if isinstance(value, list) else []), _unquote(item[1])]
        elif name and line[:1] in (" ", "\t") and line.strip():
            value = fields[name]
            if isinstance(value, str):
                fields[name] = f"{value} {line.strip()}".strip()
    return fields if any(canonical(name) for name in fields) else {}


def _unquote(value: str) -> str:
    value = value.strip()
    if value in ("|", ">", "|-", ">-"):
        return ""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and value.count(value[0]) == 2
    return value[1:-1] if quoted else value
