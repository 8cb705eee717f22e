"""Whether the server is alive, and whether there is an index to answer from."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import orjson
from flask import Blueprint, Response

from ..index.errors import RasfoiError
from .errors import answer
from .live import live_index

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Tell a supervisor that the process answers; a restart would not bring an index back."""
    return _json({"status": "ok"})


@health.get("/readyz")
def readyz() -> Response:
    """Tell a load balancer that searches are answered; 503 with the reason where they are not."""
    live = live_index()
    info = live.current().info()
    facts = {
        "articles": info.articles,
        "generation": info.generation,
        "built": info.built.isoformat(),
        "age_seconds": round(age(info.built)),
        "version": version("rasfoi"),
    }
    try:
        live.check()
    except RasfoiError as error:
        return answer(error.status, str(error), error, **facts)
    return _json({"status": "ok"} | facts)


def age(built: datetime) -> float:
    """Return the seconds since an index was built."""
    return (datetime.now(UTC) - built).total_seconds()


def _json(data: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(data), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
