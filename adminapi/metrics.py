"""Every metric of the admin API, declared once. No label carries a user or an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from adminapi.office import Office

PREFIX: Final = "adminapi"
_EDGES_S: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class AdminMetrics:
    """The metrics of one process, in the registry that was passed in."""

    def __init__(self, registry: CollectorRegistry, office: Office) -> None:
        self._registry = registry
        self.requests = Counter(
            f"{PREFIX}_requests",
            "Requests answered",
            ("endpoint", "status"),
            registry=registry,
        )
        self.latency = Histogram(
            f"{PREFIX}_request_seconds",
            "From the first header to the answer",
            ("endpoint",),
            buckets=_EDGES_S,
            registry=registry,
        )
        ProcessCollector(namespace=PREFIX, registry=registry)
        registry.register(_OfficeCollector(office))

    def count(self, endpoint: str, status: int, took_s: float) -> None:
        """Count one request."""
        self.requests.labels(endpoint, str(status)).inc()
        self.latency.labels(endpoint).observe(took_s)

    def exposition(self) -> bytes:
        """Return the page that Prometheus scrapes."""
        return generate_latest(self._registry)


class _OfficeCollector:
    """What parts count by themselves, read at each scrape."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as they stand."""
        office = self._office
        yield _counter(
            "limit_hits", "Requests refused, by limit", "limit", office.limits.hits
        )
        yield _counter(
            "logins", "Logins, by what became of them", "result", office.logins
        )
        yield CounterMetricFamily(
            f"{PREFIX}_denylist_unknown",
            "Tokens for which PostgreSQL was asked",
            value=office.guard.unknown,
        )
        yield GaugeMetricFamily(
            f"{PREFIX}_denials_untold",
            "Sessions that have ended and that Redis has not heard of",
            value=office.guard.untold,
        )
        yield GaugeMetricFamily(
            f"{PREFIX}_database_busy",
            "Connections to PostgreSQL in use",
            value=office.database.busy,
        )
        yield GaugeMetricFamily(
            f"{PREFIX}_database_waiting",
            "Jobs that wait for a connection",
            value=office.database.waiting,
        )


def _counter(name: str, about: str, label: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"{PREFIX}_{name}", about, labels=(label,))
    for word, value in values.items():
        family.add_metric((word,), value)
    return family
