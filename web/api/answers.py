"""The types of answers that the API has beside those of the library."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from ...search.answer.plain_data import Completion, Hit


class Completions(Struct, frozen=True):
    """What completes a beginning, the likeliest first."""

    query: str
    completions: tuple[Completion, ...]


class Similar(Struct, frozen=True):
    """Articles like the one with this id."""

    id: str
    hits: tuple[Hit, ...]


class Health(Struct, frozen=True):
    """The server answers."""

    status: str


class Readiness(Struct, frozen=True):
    """There is an index to answer from, and which."""

    status: str
    articles: int
    generation: str
    built: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    age_seconds: Annotated[int, Meta(description="Since it was built.")]
    version: Annotated[str, Meta(description="Of Răsfoi.")]


class Problem(Struct, frozen=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it."""

    type: Annotated[str, Meta(description="The address where this kind of error is described.")]
    title: Annotated[str, Meta(description="What this kind of error is called.")]
    status: int
    detail: Annotated[str, Meta(description="What was wrong here, and what to do.")]
    instance: Annotated[str, Meta(description="The path that was asked for.")]
    parameter: Annotated[str, Meta(description="The parameter that cannot be used, if it is one.")] = ""


class Description(Struct, frozen=True):
    """The description of the API, as OpenAPI 3.1 has it."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
