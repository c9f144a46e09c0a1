"""Show the metrics in the format of Prometheus. Their names are used in dashboards, so they never change."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.metrics import Counter, Durations
from bot.monitoring.status import BotStatus


class StatusCollector(Collector):
    """Reads everything when it is asked, so nothing has to be kept up to date."""

    def __init__(self, status: BotStatus) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics. Overrides the method of the library."""
        metrics = self._status.metrics
        yield _counter("factbot_questions", "Questions, by the outcome of the search.", metrics.questions)
        yield _histogram(
            "factbot_reply_seconds", "Seconds from receiving an event to the first reply to it.", metrics.replies
        )
        yield _histogram(
            "factbot_acknowledgement_seconds",
            "Seconds from receiving an event to acknowledging it.",
            metrics.acknowledgements,
        )
        yield _gauge(
            "factbot_events_waiting",
            "Events that wait until there is time for them.",
            "platform",
            {platform: waiting() for platform, waiting in metrics.waiting.items()},
        )
        yield _counter(
            "factbot_requests_limited", "Requests that the platform refused as too many (429).", metrics.limited
        )
        yield _counter(
            "factbot_requests_refused", "Requests that the platform refused for another reason.", metrics.refused
        )
        yield _counter(
            "factbot_replies_left_out", "Questions without a reply, as it would have come too late.", metrics.left_out
        )
        yield _counter("factbot_digests", "Digests, by result.", metrics.digests)
        yield from self._state()

    def _state(self) -> Iterator[Metric]:
        """Yield what is so at this moment."""
        status = self._status
        ready = {platform.name: int(platform.connected) for platform in status.platforms}
        yield _gauge("factbot_platform_ready", "Whether the bot is connected to the platform now.", "platform", ready)
        yield GaugeMetricFamily("factbot_facts", "Facts and quotes that are loaded.", value=status.statements)
        if status.facts:
            text = "Seconds since the facts were loaded last."
            yield GaugeMetricFamily("factbot_facts_age_seconds", text, value=status.facts.age)
        tasks = status.tasks()
        running = {name: running for name, (running, _) in tasks.items()}
        yield _gauge("factbot_tasks_running", "Background tasks that run.", "task", running)
        failures = CounterMetricFamily("factbot_task_failures", "Failures of a background task.", labels=["task"])
        for name, (_, failed) in tasks.items():
            failures.add_metric([name], failed)
        yield failures


def registry(status: BotStatus) -> CollectorRegistry:
    """Make a registry with everything about the bot, and with the memory and the CPU of its process."""
    made = CollectorRegistry()
    made.register(StatusCollector(status))
    ProcessCollector(registry=made)
    return made


def _counter(name: str, text: str, counter: Counter) -> Metric:
    family = CounterMetricFamily(name, text, labels=counter.labels)
    for values, count in counter:
        family.add_metric(values, count)
    return family


def _gauge(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _histogram(name: str, text: str, durations: Durations) -> Metric:
    family = HistogramMetricFamily(name, text, labels=["platform"])
    for platform, up_to, total in durations:
        buckets = [("+Inf" if isinf(bound) else str(bound), count) for bound, count in up_to]
        family.add_metric([platform], buckets, total)
    return family
