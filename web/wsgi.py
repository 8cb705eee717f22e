"""The target that every worker process of the server imports; the index is in `RASFOI_INDEX`."""

from __future__ import annotations

import os

from flask import Flask

from .app import create_app


def factory() -> Flask:
    """Return the application, its templates compiled before the first request."""
    app = create_app(os.environ["RASFOI_INDEX"])
    for language in app.extensions["rasfoi-languages"].values():
        for name in app.jinja_env.list_templates():
            language.templates.get_template(name)
    return app
