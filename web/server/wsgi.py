"""The target that every worker process of the server imports; the index is in `RASFOI_INDEX`."""

from __future__ import annotations

import gc
import os
import signal
import threading
from contextlib import suppress

from flask import Flask

from ...index.errors import RasfoiError
from ...index.indexer.workers.worker_process import end_with_parent
from ...search.engine import Index
from ...search.opening import warm_up
from ..app import create_app
from .heaps import share_heaps
from .settings import INDEX


def factory() -> Flask:
    """Return the application, ready for its first request: templates compiled, the index open."""
    end_with_parent(signal.SIGKILL)
    share_heaps()
    threading.Thread(target=warm_up, daemon=True).start()
    app = create_app(os.environ[INDEX])
    for language in app.extensions["rasfoi-languages"].values():
        for name in app.jinja_env.list_templates():
            language.templates.get_template(name)
    with suppress(RasfoiError):
        index = app.extensions["rasfoi"].current()
        threading.Thread(target=load_model, args=(index,), daemon=True).start()
    # What is loaded now stays: the garbage collector need not look at it again and again.
    gc.freeze()
    return app


def load_model(index: Index) -> None:
    """Load the model of an index, if it has one: the first query that goes by meaning need not wait then."""
    with suppress(RasfoiError):
        index.search("rasfoi", limit=0, meaning="only")
