"""The API's reference for people: a page of what its description says."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, request, url_for

from ..i18n import current_language
from ..pages.render import render
from ..pages.state import SearchState
from .openapi import description
from .problems import KINDS

reference = Blueprint("reference", __name__)
# What a link to an answer asks for.
_EXAMPLES = {"/api/v1/search": "?q=metrou&limit=3&facets=1", "/api/v1/suggest": "?q=met"}


class Field(NamedTuple):
    """A parameter, or a field of an answer: its type in words, and the answer that it leads to."""

    name: str
    type: str
    leads: str
    default: str
    text: str


class Section(NamedTuple):
    """An operation or an answer; an operation has an example, what it answers with, and its errors."""

    name: str
    text: str
    fields: list[Field]
    example: str = ""
    answers: str = ""
    statuses: tuple[str, ...] = ()


@reference.get("/api/")
def show() -> Response:
    """Show what the API takes, what it answers, and what goes wrong."""
    told = description()
    return render(
        "reference.html",
        current_language(),
        state=SearchState(),
        here=url_for(".show").removeprefix(request.script_root),
        operations=[_operation(path, item["get"]) for path, item in told["paths"].items()],
        answers=[_answer(name, schema) for name, schema in told["components"]["schemas"].items()],
        problems=KINDS,
    )


def _operation(path: str, told: dict[str, Any]) -> Section:
    answer = told["responses"]["200"]["content"]["application/json"]["schema"]
    return Section(
        path,
        told["summary"],
        [_field(each["name"], each["schema"], each["description"]) for each in told["parameters"]],
        _EXAMPLES.get(path, ""),
        _lead(answer),
        tuple(sorted(status for status in told["responses"] if status != "200")),
    )


def _answer(name: str, schema: dict[str, Any]) -> Section:
    fields = schema["properties"].items()
    return Section(
        name, schema["description"], [_field(each, of, of.get("description", "")) for each, of in fields]
    )


def _field(name: str, schema: dict[str, Any], text: str) -> Field:
    default = schema.get("default", "")
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return Field(name, _type(schema), _lead(schema), shown if default not in ("", []) else "", text)


def _lead(schema: dict[str, Any]) -> str:
    """Return the name of the answer that a schema refers to, anywhere in it; "" for none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if schema.get("items") else ())]
    return next(filter(None, map(_lead, inner)), "")


def _type(schema: dict[str, Any]) -> str:
    """Return the type of a schema in words."""
    if "$ref" in schema:
        return _lead(schema)
    if values := schema.get("enum"):
        return " | ".join("null" if value is None else str(value) for value in values)
    if "anyOf" in schema and "type" not in schema:
        return " | ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{_type(schema['items'])}, …]" if schema.get("items") else "[integer, integer]"
    bounds = [f"{sign} {schema[key]}" for sign, key in (("≥", "minimum"), ("≤", "maximum")) if key in schema]
    return " ".join([schema.get("format") or schema.get("type", "any"), *bounds])
