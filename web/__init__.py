"""The web front end: search page, JSON API, feeds and the embeddable box."""

from __future__ import annotations

from .app import create_app

__all__ = ["create_app"]
