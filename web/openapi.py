"""The API's description for programs (OpenAPI 3.1), written by hand and held to the routes by a test."""

from __future__ import annotations

from typing import Any

from ..search.engine import MAX_PREFIX, MAX_QUERY, SORTS
from ..search.query.filters import MAX_NAMES
from ..search.query.parser import MAX_NAME


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    schema = schema or {"type": "string"}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _json(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _get(summary: str, schema: str, parameters: list[dict[str, Any]], *errors: str) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": _json(summary, schema)}
    for code in errors:
        responses[code] = {"$ref": f"#/components/responses/{code}"}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _api(summary: str, schema: str, parameters: list[dict[str, Any]], *errors: str) -> dict[str, Any]:
    return _get(summary, schema, parameters, *errors, "401", "429", "503")


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [schema, {"type": "null"}]}


TEXT = {"type": "string"}
DAY = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": "^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$"},
    ]
}
WHOLE = {"type": "integer"}
NUMBER = {"type": "number"}
DATE = {
    "type": ["string", "null"],
    "format": "date-time",
    "description": "When it appeared, as RFC 3339; in Romania's zone where the source gave none. "
    "Null where no date is known.",
}
DATE_SOURCE = {
    "type": ["string", "null"],
    "enum": ["metadata", "text", "filename", "mtime", None],
    "description": "Where the date was written: the article's metadata, the text beside its headline, "
    "its file's path, or, where the index was built so, its file's time.",
}
DATE_PRECISION = {
    "type": ["string", "null"],
    "enum": ["month", "day", "time", None],
    "description": "How much of the date was written; the rest is the first day and midnight.",
}
RANGES = {**_list(_list(WHOLE)), "description": "Character ranges [start, end) in the text."}
COUNTS = _list(_object(value=TEXT, count=WHOLE))

Q = _query(
    "q",
    'Words, "phrases", +must, -not, AND OR NOT (ȘI SAU NU), title:, source:, prefix*. '
    f"At most {MAX_QUERY} characters.",
    **TEXT | {"maxLength": MAX_QUERY},
)
ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The article's id; may contain slashes.",
    "schema": TEXT,
}
FLAG = {"type": "string", "enum": ["0", "1", "false", "true"], "default": "0"}
NAMES = {**_list({**TEXT, "maxLength": MAX_NAME}), "maxItems": MAX_NAMES}
WIDER = "Also a month (2025-04) or a year (2025)."
FILTERS = [
    _query("sort", "Order of the hits.", type="string", enum=list(SORTS), default="relevance"),
    _query("from", f"First day, 2025-04-28. {WIDER}", **DAY),
    _query("to", f"Last day, included. {WIDER}", **DAY),
    _query("source", "Only of this source; may be repeated.", **NAMES),
    _query("section", "Only of this section; may be repeated.", **NAMES),
    _query("correct", "0 searches the query as typed, misspelt or not.", **FLAG | {"default": "1"}),
    _query("duplicates", "1 folds no articles with nearly the same text.", **FLAG),
    _query("prefix", "1 reads the last word as a beginning, while one types.", **FLAG),
]

SCHEMAS: dict[str, Any] = {
    "Snippet": {
        **_object(text=TEXT, ranges=RANGES, html=TEXT),
        "description": "Plain text, its matches, and both as safe HTML.",
    },
    "Hit": {
        "type": "object",
        "properties": {
            **{name: TEXT for name in ("id", "title", "source", "section", "url")},
            "date": DATE,
            "date_source": DATE_SOURCE,
            "date_precision": DATE_PRECISION,
            "score": NUMBER,
            "snippet": _ref("Snippet"),
            "title_snippet": _ref("Snippet"),
            "duplicates": {**WHOLE, "description": "Hits with nearly the same text, folded under this one."},
            "explanation": _list(_object(word=TEXT, terms=_list(TEXT), score=NUMBER)),
        },
        "required": [
            "id",
            "title",
            "date",
            "date_source",
            "date_precision",
            "source",
            "section",
            "url",
            "score",
            "snippet",
            "title_snippet",
            "duplicates",
        ],
    },
    "SearchPage": _object(
        query=TEXT,
        total={**WHOLE, "description": "Matching articles, as the facets count them."},
        all_words={**WHOLE, "description": "How many of them have every content word of the query."},
        folded={**WHOLE, "description": "How many of them are no hits of their own but folded under one."},
        took_ms=NUMBER,
        limit=WHOLE,
        offset=WHOLE,
        sort=TEXT,
        suggestion=_or_null(_object(query=TEXT, applied={"type": "boolean"}, ranges=RANGES)),
        notes=_list(TEXT),
        date_hint=_or_null(_object(query=TEXT, **{"from": TEXT, "to": TEXT})),
        hits=_list(_ref("Hit")),
        facets=_or_null(_object(source=COUNTS, section=COUNTS, month=COUNTS, undated=WHOLE)),
    ),
    "Completions": _object(
        query=TEXT, completions=_list(_object(text=TEXT, kind=TEXT, id=TEXT, count=WHOLE, ranges=RANGES))
    ),
    "Article": _object(
        **{name: TEXT for name in ("id", "title", "body", "source", "section", "author", "url")},
        date=DATE,
        date_source=DATE_SOURCE,
        date_precision=DATE_PRECISION,
    ),
    "Similar": _object(id=TEXT, hits=_list(_ref("Hit"))),
    "Health": _object(status=TEXT),
    "Readiness": _object(
        status=TEXT, articles=WHOLE, generation=TEXT, built=TEXT, age_seconds=WHOLE, version=TEXT
    ),
    "Problem": _object(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, instance=TEXT),
}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


SUGGEST = _api(
    "Words and titles that complete a prefix",
    "Completions",
    [
        _query(
            "q",
            f"What was typed so far; at most {MAX_PREFIX} characters.",
            **TEXT | {"maxLength": MAX_PREFIX},
        ),
        _query("limit", "Most completions wanted.", type="integer", minimum=1, maximum=50, default=8),
        _query(
            "format",
            "`opensearch` for browsers' search bars.",
            type="string",
            enum=["opensearch"],
        ),
    ],
    "400",
)
# What was typed and a list of completions, as OpenSearch has it.
SUGGEST["get"]["responses"]["200"]["content"]["application/x-suggestions+json"] = {
    "schema": {"type": "array", "minItems": 2, "maxItems": 2}
}

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Răsfoi", "version": "1", "description": "Full-text search in Romanian articles."},
    "paths": {
        "/api/v1/search": _api(
            "A page of hits",
            "SearchPage",
            [
                Q,
                _query(
                    "limit",
                    "Hits on a page; 0 only counts.",
                    type="integer",
                    minimum=0,
                    maximum=100,
                    default=10,
                ),
                _query("offset", "Hits to skip.", type="integer", minimum=0, maximum=10_000_000, default=0),
                *FILTERS,
                _query("facets", "Count all hits by source, section and month.", **FLAG),
                _query("explain", "Say what each word adds to a hit's score.", **FLAG),
            ],
            "400",
        ),
        "/api/v1/suggest": SUGGEST,
        "/api/v1/articles/{id}": _api("A whole article", "Article", [ID], "404"),
        "/api/v1/articles/{id}/similar": _api(
            "The articles most like one",
            "Similar",
            [ID, _query("limit", "Most articles wanted.", type="integer", minimum=1, maximum=50, default=5)],
            "400",
            "404",
        ),
        "/api/v1/articles/{id}/duplicates": _api(
            "The articles with nearly the text of one", "Similar", [ID], "404"
        ),
        "/api/v1/openapi.json": {
            "get": {"summary": "This description", "responses": {"200": {"description": "OpenAPI"}}}
        },
        "/healthz": _get("Whether the server answers at all", "Health", []),
        "/readyz": _get("Whether there is an index to answer from", "Readiness", [], "503"),
    },
    # A server demands a token only if it is set to.
    "security": [{}, {"bearer": []}],
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": SCHEMAS,
        "responses": {
            "400": _problem("A parameter cannot be used"),
            "401": _problem("The server demands a token, and there is none or not the right one"),
            "404": _problem("There is no such article"),
            "429": _problem("The client has asked too often; Retry-After tells when to come again"),
            "503": _problem(
                "There is no index to search in, the search took too long, or the server is busy"
            ),
        },
    },
}
