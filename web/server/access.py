"""Who may ask, and how often: a bearer token for the API, a rate of requests for each client.

Neither is asked for unless the environment says so. The page, its completions at `/suggest` and static files
need no token; what is asked of the health of the server has no rate.
"""

from __future__ import annotations

import hmac
import os
import re
from importlib import import_module

from flask import Flask, request

from ...index.errors import RasfoiError
from .settings import API_TOKEN, RATE_LIMIT

# Blueprints without a rate.
_FREE = ("health", "metrics", "assets")
_RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")


class Unauthorized(RasfoiError):
    """A request to the API has no token, or not the right one."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Send one of the server's tokens, as `Authorization: Bearer TOKEN`.")


class BadAccess(RasfoiError):
    """A setting of tokens or rates cannot be used."""


def register(app: Flask) -> None:
    """Demand of requests what the environment says; raises BadAccess."""
    # First of all, so that tokens cannot be tried without end.
    _limit_rates(app, os.environ.get(RATE_LIMIT, "").strip())
    given = os.environ.get(API_TOKEN, "")
    if not given.isascii():
        raise BadAccess(f"{API_TOKEN} has letters that no header can carry: give ASCII characters.")
    tokens = [token.encode() for token in given.split()]

    def authorize() -> None:
        # The reference says nothing of the articles, and a browser could send no token for it.
        told = request.blueprint == "reference"
        if request.path.startswith("/api/") and request.method != "OPTIONS" and not told:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            sent = token.strip().encode("utf-8", "replace")
            # All of them, so that the time tells nothing.
            right = [hmac.compare_digest(sent, each) for each in tokens]
            if scheme.lower() != "bearer" or not any(right):
                raise Unauthorized

    if tokens:
        app.before_request(authorize)


def _limit_rates(app: Flask, rate: str) -> None:
    if not rate:
        return
    if not _RATE.fullmatch(rate):
        raise BadAccess(f"{RATE_LIMIT} is {rate[:40]!r}: give a rate such as 60/minute.")
    try:
        limiter = import_module("flask_limiter").Limiter
    except ImportError:
        raise BadAccess(f"{RATE_LIMIT} needs Flask-Limiter: pip install 'rasfoi[rate-limit]'.") from None
    limiter(
        _client,
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.blueprint in _FREE,
        # Takes the same memory for any rate.
        strategy="sliding-window-counter",
        storage_uri="memory://",
        headers_enabled=True,
    )


def _client() -> str:
    """Return what is counted as one: an address, or of IPv6 what a network gives to one client."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address
