"""Metrics of this process, in the text format of Prometheus.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from app.api.about.health import NOT_STORED
from app.api.pages import INVALID_QUERY
from app.api.served import Served, served
from app.api.serving.cache import Cache
from app.api.serving.routing import router

routes = router("health", prefix="")


@dataclass(frozen=True, eq=False)
class Figures:
    """What the process counts, as Prometheus collects it."""

    cache: Cache
    state: Served

    def collect(self) -> Iterator[Metric]:
        """The metrics, each with its present value."""
        asked = CounterMetricFamily(
            "citewire_cache_requests",
            "Requests by whether a finished response was in memory.",
            labels=["result"],
        )
        asked.add_metric(["hit"], self.cache.hits)
        asked.add_metric(["miss"], self.cache.misses)
        yield asked
        yield GaugeMetricFamily(
            "citewire_cache_bytes", "Memory that finished responses take.", self.cache.size
        )
        yield GaugeMetricFamily(
            "citewire_cache_responses", "Finished responses in memory.", self.cache.entries
        )
        yield CounterMetricFamily(
            "citewire_queries_too_slow",
            "Queries that were given up at their deadline.",
            self.state.store.given_up,
        )
        dataset = GaugeMetricFamily(
            "citewire_dataset_facts", "Facts in the dataset served.", labels=["version"]
        )
        dataset.add_metric([self.state.version], self.state.store.manifest.tables["fact"])
        yield dataset


@routes.get(
    "/metrics",
    summary="Get the metrics of this process",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        400: INVALID_QUERY,
    },
)
async def get_metrics(request: Request) -> Response:
    """Counts of this process since it started, in the text format of Prometheus. With several
    workers, each answers for itself.
    """
    registry = CollectorRegistry()
    registry.register(Figures(request.app.cache, served(request)))
    return Response(
        generate_latest(registry), headers=NOT_STORED | {"Content-Type": CONTENT_TYPE_LATEST}
    )
