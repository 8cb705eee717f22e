"""The Flask application: rooms wired together, nothing decided here."""

from __future__ import annotations

import os

from flask import Flask
from werkzeug.routing import PathConverter

from ..search.engine import Index
from . import assets, compression, errors, i18n, public_address
from .api import cross_origin, endpoints, reference
from .live import LiveIndex
from .pages import feeds, views
from .security import SecurityHeaders
from .server import access, health, limits, metrics
from .server.observation import Observed
from .server.sparing_log import Sparing


class _ArticleId(PathConverter):
    """An article's id as part of a path: unlike a path it may begin with a slash."""

    regex, part_isolating = ".+?", False


def create_app(index_dir: str | os.PathLike[str], *, index: Index | None = None) -> Flask:
    """Return the web application over the index in `index_dir`.

    An `index` that is already open is used as it is. A missing index is no error here: every
    request answers 503 until one is published, and new generations are picked up as they come.
    """
    app = Flask(__name__, static_folder=None)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False
    app.url_map.converters["path"] = _ArticleId
    app.extensions["rasfoi"] = LiveIndex(index_dir, index, metrics.REFRESH_FAILURES.inc)
    i18n.register(app)
    errors.register(app)
    compression.register(app)
    cross_origin.register(app)
    access.register(app)
    limits.register(app)
    app.logger.addFilter(Sparing())
    for blueprint in (
        views.pages,
        endpoints.api,
        reference.reference,
        feeds.feeds,
        assets.assets,
        health.health,
        metrics.metrics,
    ):
        app.register_blueprint(blueprint)
    app.wsgi_app = Observed(SecurityHeaders(public_address.configured(app.wsgi_app)))  # type: ignore[method-assign]
    return app
