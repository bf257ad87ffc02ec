"""What is measured while the app runs, in Prometheus' text format: counts, times and states, never a text or a name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from assistant.types import Answer, Progress
from knowledge.errors import PatentBridgeError
from knowledge.tally import MODEL_FAILURES

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
Counted = Callable[[], Mapping[str, float]]


class Measures:
    """The measures of one app, in a registry of their own. Safe to use from several threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "patentbridge_requests",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._request_s = Histogram(
            "patentbridge_request_seconds",
            "Seconds until an answer to a request began.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "patentbridge_answers",
            "Answers to questions by mode; refusal is the reason where nothing was answered.",
            ["mode", "refusal"],
            registry=self._registry,
        )
        self._answer_s = Histogram(
            "patentbridge_answer_seconds",
            "Seconds until an answer was complete.",
            ["mode"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._failures = Counter(
            "patentbridge_question_failures",
            "Questions that got no answer, by the code of the error.",
            ["code"],
            registry=self._registry,
        )
        self._registry.register(_ModelFailures())

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. `route` is a template, never what somebody asked for."""
        self._requests.labels(route, method, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def observed(self, items: Iterator[Progress | Answer]) -> Iterator[Progress | Answer]:
        """Pass on the steps of an answer, counting how it ends; closing passes on too."""
        began = time.monotonic()
        try:
            for item in items:
                if isinstance(item, Answer):
                    self._answers.labels(str(item.mode), str(item.reason or "")).inc()
                    self._answer_s.labels(str(item.mode)).observe(time.monotonic() - began)
                yield item
        except PatentBridgeError as error:
            self._failures.labels(error.code).inc()
            raise
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Measure something whenever it is asked for."""
        Gauge(f"patentbridge_{name}", text, registry=self._registry).set_function(value)

    def gauges(self, name: str, text: str, label: str, counted: Counted) -> None:
        """Measure several of a kind whenever they are asked for."""
        self._registry.register(_Counted(f"patentbridge_{name}", text, label, counted))

    def text(self) -> bytes:
        """Return all measures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Counted(Collector):
    def __init__(self, name: str, text: str, label: str, counted: Counted) -> None:
        self._name, self._text, self._label, self._counted = name, text, label, counted

    def describe(self) -> Iterable[Metric]:
        return [GaugeMetricFamily(self._name, self._text, labels=[self._label])]

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(self._name, self._text, labels=[self._label])
        for name, value in sorted(self._counted().items()):
            family.add_metric([name], value)
        return [family]


class _ModelFailures(Collector):
    def collect(self) -> Iterable[Metric]:
        family = CounterMetricFamily(
            "patentbridge_model_failures",
            "Failures of chat, embedding and reranking services by the code of the error.",
            labels=["service", "code"],
        )
        for (service, code), count in sorted(MODEL_FAILURES.counts().items()):
            family.add_metric([service, code], count)
        return [family]
