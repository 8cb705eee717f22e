"""Figures for a monitoring system: `/metrics` in Prometheus's format, of all workers together.

The server gives its workers a folder that they share (`PROMETHEUS_MULTIPROC_DIR`, read by
prometheus_client when it is imported); an application that runs otherwise tells of its own process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ...index.errors import RasfoiError
from ..live import LiveIndex, live_index
from .health import age
from .settings import METRICS_FOLDER

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

REQUESTS = Counter("rasfoi_requests", "Requests answered.", ["kind", "status"])
DURATION = Histogram("rasfoi_request_seconds", "Time to answer a request.", ["kind"], buckets=_SECONDS)
REFRESH_FAILURES = Counter("rasfoi_refresh_failures", "New generations of the index that did not open.")

metrics = Blueprint("metrics", __name__)


class _IndexCollector(Collector):
    """What the worker that is asked knows of the index it answers from."""

    def __init__(self, live: LiveIndex) -> None:
        self._live = live

    def collect(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("rasfoi_index_ready", "1 if there is an index to answer from.")
        try:
            info = self._live.current().info()
        except RasfoiError:
            ready.add_metric([], 0)
            yield ready
            return
        ready.add_metric([], 1)
        yield ready
        yield GaugeMetricFamily("rasfoi_index_articles", "Articles in the index.", info.articles)
        yield GaugeMetricFamily(
            "rasfoi_index_age_seconds", "Time since the index was built.", age(info.built)
        )
        generation = GaugeMetricFamily("rasfoi_index_info", "The generation served.", labels=["generation"])
        generation.add_metric([info.generation], 1)
        yield generation


class _SharedCollector(MultiProcessCollector):
    """The figures of all workers."""

    def collect(self) -> Iterator[Metric]:
        # A file that a worker has just made has no size yet, and prometheus_client cannot read it.
        files = [str(path) for path in Path(self._path).glob("*.db") if path.stat().st_size]
        return self.merge(files)  # type: ignore[no-any-return, no-untyped-call]


@metrics.get("/metrics")
def show() -> Response:
    """Return the figures of all workers."""
    shared = CollectorRegistry()
    if os.environ.get(METRICS_FOLDER):
        _SharedCollector(shared)  # type: ignore[no-untyped-call]
    own = CollectorRegistry()
    own.register(_IndexCollector(live_index()))
    text = generate_latest(shared if os.environ.get(METRICS_FOLDER) else REGISTRY) + generate_latest(own)
    response = Response(text, content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
