"""The web front end: search page, JSON API, feeds and the embeddable box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .mounting import Framed, blueprint

__all__ = ["Framed", "blueprint", "create_app"]


def __getattr__(name: str) -> Any:
    # The server sets the scene for its workers before the application is imported.
    if name == "create_app":
        from .app import create_app

        return create_app
    if name in __all__:
        from . import mounting

        return getattr(mounting, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
