"""The operations of the API: a route, the type of what it reads and of what it answers, in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import getdoc
from typing import NamedTuple

import msgspec
from flask import Blueprint, Response, request

from .parameters import read

View = Callable[..., Response]
to_bytes = msgspec.json.Encoder().encode


class Operation(NamedTuple):
    """An operation as the API's description tells of it.

    `reads` is the type of its parameters, `problems` the statuses of the errors that it may answer with.
    """

    name: str
    rule: str
    summary: str
    answers: type
    reads: type[msgspec.Struct] | None
    problems: tuple[int, ...]


OPERATIONS: list[Operation] = []


def operation(
    blueprint: Blueprint,
    rule: str,
    answers: type,
    *,
    reads: type[msgspec.Struct] | None = None,
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Make a view an operation of the API: it is given its parameters as `reads`, if it has any."""

    def register(view: View) -> View:
        @wraps(view)
        def respond(**place: str) -> Response:
            return view(read(reads, request.args), **place) if reads else view(**place)

        summary = (getdoc(view) or "").partition("\n")[0].rstrip(".")
        OPERATIONS.append(Operation(view.__name__, rule, summary, answers, reads, problems))
        blueprint.add_url_rule(rule, view_func=respond)
        return respond

    return register


def to_json(data: object, mimetype: str = "application/json", status: int = 200) -> Response:
    """Return a response with `data` as JSON."""
    return Response(to_bytes(data), status, mimetype=mimetype)
