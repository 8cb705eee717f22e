"""The API's description for programs (OpenAPI 3.1), made from the types of its parameters and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from inspect import cleandoc
from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from .answers import Problem
from .operations import OPERATIONS, Operation
from .problems import KINDS

_REF = "#/components/schemas/{name}"
# The server refuses such an address before the application sees it.
_TOO_LONG = {"414": {"description": "The address is longer than 65,534 bytes; the answer is plain text"}}
_PLACES = {"id": "The article's id; may contain slashes."}
# What was typed and a list of completions, as browsers want it.
_SUGGESTIONS = {"application/x-suggestions+json": {"schema": {"type": "array", "minItems": 2, "maxItems": 2}}}


@lru_cache(maxsize=16)
def description(server: str = "") -> dict[str, Any]:
    """Return the description of the API, whose addresses begin with `server`."""
    answers = {each.answers for each in OPERATIONS}
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Răsfoi", "version": "1", "description": "Full-text search in Romanian articles."},
        "paths": {_path(each.rule): {"get": _operation(each)} for each in OPERATIONS},
        # A server demands a token only if it is set to.
        "security": [{}, {"bearer": []}],
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas({*answers, Problem}),
            "responses": _problems() | _TOO_LONG,
        },
    }
    return described | {"servers": [{"url": server}]} if server else described


def _path(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _operation(operation: Operation) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name=operation.answers.__name__)}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    parameters = [_place(name) for name in re.findall(r"<(?:\w+:)?(\w+)>", operation.rule)]
    if operation.reads:
        parameters += _parameters(operation.reads)
        if "format" in operation.reads.__struct_fields__:
            content |= _SUGGESTIONS
    responses: dict[str, Any] = {"200": {"description": operation.summary, "content": content}}
    for status in operation.problems:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    }


def _place(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PLACES[name],
        "schema": {"type": "string"},
    }


def _parameters(kind: type[Struct]) -> list[dict[str, Any]]:
    properties: dict[str, Any] = _schemas([kind])[kind.__name__]["properties"]
    return [
        {"name": name, "in": "query", "description": schema.pop("description", ""), "schema": schema}
        for name, schema in properties.items()
    ]


def _schemas(kinds: Iterable[type]) -> dict[str, Any]:
    """Return the schemas of types, and of those that they are made of, by name."""
    _, components = schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF)
    for schema in components.values():
        schema["description"] = " ".join(cleandoc(schema["description"]).split())
    return components


def _problems() -> dict[str, Any]:
    schema = {"$ref": _REF.format(name=Problem.__name__)}
    content = {"application/problem+json": {"schema": schema}}
    texts: dict[str, list[str]] = {}
    for name, kind in KINDS.items():
        texts.setdefault(str(kind.status), []).append(f"{kind.title} (`{name}`)")
    return {status: {"description": "; or ".join(told), "content": content} for status, told in texts.items()}
