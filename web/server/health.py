"""Whether the server is alive, and whether there is an index to answer from."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version

from flask import Blueprint, Response
from msgspec.structs import asdict

from ...index.errors import RasfoiError
from ..api.answers import Health, Readiness
from ..api.operations import operation, to_json
from ..errors import answer, for_strangers
from ..live import live_index

health = Blueprint("health", __name__)


@operation(health, "/healthz", Health)
def healthz() -> Response:
    """Tell a supervisor that the process answers; a restart would not bring an index back."""
    return _fresh(Health("ok"))


@operation(health, "/readyz", Readiness, problems=(503,))
def readyz() -> Response:
    """Tell a load balancer that searches are answered; 503 with the reason where they are not."""
    live = live_index()
    info = live.current().info()
    state = Readiness(
        status="ok",
        articles=info.articles,
        generation=info.generation,
        built=info.built.isoformat(),
        age_seconds=round(age(info.built)),
        version=version("rasfoi"),
    )
    try:
        live.check()
    except RasfoiError as error:
        facts = {name: value for name, value in asdict(state).items() if name != "status"}
        return answer(error.status, for_strangers(error), error, **facts)
    return _fresh(state)


def age(built: datetime) -> float:
    """Return the seconds since an index was built."""
    return (datetime.now(UTC) - built).total_seconds()


def _fresh(data: Health | Readiness) -> Response:
    response = to_json(data)
    response.headers["Cache-Control"] = "no-store"
    return response
