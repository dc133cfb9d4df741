"""Prometheus metrics: what was judged, how it ended, how long it took, and what waits.

A request is recorded once, with its verdicts counted together, so that a batch costs a few label look-ups.
Labels take no text of a client's: a verifier that is not ours counts as ``unknown``.

With several processes, prometheus_client keeps the values in files of a private folder, and any process
answers for all of them. That mode is chosen by PROMETHEUS_MULTIPROC_DIR *before* prometheus_client is first
imported: ``gateway.process.supervisor`` sets it in the environment of the processes that it starts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Protocol

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from gateway.items import Item
from trainer_client.contract import Status, Verdict

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = prometheus_client.CONTENT_TYPE_PLAIN_0_0_4

_FOLDER_PREFIX = "cascade-metrics-"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_SAMPLES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 10_000)
_ENDING = attrgetter("verifier", "status", "reason")


class Workers(Protocol):
    """What a verifier's workers tell: ``counters`` only ever grow, ``gauges`` go up and down.

    Both are small closed sets of names, such as crashed and busy.
    """

    def counters(self) -> Mapping[str, float]: ...

    def gauges(self) -> Mapping[str, float]: ...


class Metrics:
    """An observer of ``Service`` and the page of ``GET /metrics``."""

    def __init__(self, verifiers: Iterable[str], workers: Mapping[str, Workers] | None = None) -> None:
        """``verifiers`` are the names that may be labels; ``workers`` are by the name of their verifier."""
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._verifiers = frozenset(verifiers)
        self._workers = workers or {}
        self.requests = 0
        self._count_in_flight: Callable[[], int] | None = None
        self._count_lost: Callable[[], int] | None = None
        self._lost_seen = 0
        self._registry = CollectorRegistry(auto_describe=False)
        self._verdicts = Counter(
            "cascade_verdicts", "Verdicts.", ("verifier", "status", "reason"), registry=self._registry
        )
        self._unscored = Counter(
            "cascade_unscored", "Verdicts without a reward.", ("verifier",), registry=self._registry
        )
        self._refused = Counter(
            "cascade_refused_samples",
            "Samples refused because too many were in flight.",
            registry=self._registry,
        )
        self._request_seconds = Histogram(
            "cascade_request_seconds", "Time of a request.", buckets=_SECONDS, registry=self._registry
        )
        self._request_samples = Histogram(
            "cascade_request_samples", "Samples in a request.", buckets=_SAMPLES, registry=self._registry
        )
        self._queue_seconds = Histogram(
            "cascade_queue_seconds",
            "Time that samples waited for a worker or a model; those that needed none are left out.",
            ("verifier",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "cascade_requests",
            "Requests by how they were answered, probes included; 499: the client had gone.",
            ("transport", "status"),
            registry=self._registry,
        )
        self._journal_lost = Counter(
            "cascade_journal_lost", "Verdicts that the journal did not record.", registry=self._registry
        )
        self._in_flight = Gauge(
            "cascade_samples_in_flight",
            "Samples taken and not yet answered.",
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self._worker_gauge = Gauge(
            "cascade_workers",
            "Workers and their queue, by state.",
            ("verifier", "state"),
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self._worker_events = Counter(
            "cascade_worker_events",
            "What happened to workers.",
            ("verifier", "event"),
            registry=self._registry,
        )
        self._events_seen: dict[tuple[str, str], float] = {}
        if FOLDER_VARIABLE not in os.environ:
            ProcessCollector(registry=self._registry)
            PlatformCollector(registry=self._registry)
        self._endings: dict[tuple[str, Status, str], Counter] = {}
        self._statuses: dict[tuple[str, int | str], Counter] = {}

    def observed(
        self,
        items: Sequence[Item],
        verdicts: Sequence[Verdict],
        *,
        seconds: float,
        tenant: str,
        request_id: str,
    ) -> None:
        """See ``gateway.service.Observer``."""
        self._request_seconds.observe(seconds)
        self._request_samples.observe(len(verdicts))
        for ending, count in Tally(map(_ENDING, verdicts)).items():
            self._count(ending, count)
        for verdict in verdicts:
            if verdict.timing is not None and verdict.timing.queue_ms > 0:
                self._queue_seconds.labels(self._label(verdict.verifier)).observe(
                    verdict.timing.queue_ms / 1e3
                )

    def refused(self, count: int) -> None:
        """See ``gateway.service.Observer``."""
        self._refused.inc(count)

    def answered(self, transport: str, status: int | str) -> None:
        """See ``gateway.answers.CountAnswer``."""
        self.requests += 1
        counter = self._statuses.get((transport, status))
        if counter is None:
            counter = self._answers.labels(transport, str(status))
            self._statuses[transport, status] = counter
        counter.inc()

    def watch(self, in_flight: Callable[[], int], journal_lost: Callable[[], int] | None = None) -> None:
        """``in_flight`` tells how many samples the service has taken and not yet answered.

        ``journal_lost`` tells how many verdicts the journal has not recorded since its start.
        """
        self._count_in_flight = in_flight
        self._count_lost = journal_lost

    def sample(self) -> None:
        """Takes the values that nobody reports: what is in flight, what others counted."""
        if self._count_in_flight is not None:
            self._in_flight.set(self._count_in_flight())
        if self._count_lost is not None:
            lost = self._count_lost()
            self._journal_lost.inc(lost - self._lost_seen)
            self._lost_seen = lost
        for name, workers in self._workers.items():
            self._sample_workers(name, workers)

    def page(self) -> bytes:
        """The metrics of all processes, in Prometheus' text format (``CONTENT_TYPE``)."""
        self.sample()
        registry = self._registry
        if FOLDER_VARIABLE in os.environ:
            registry = CollectorRegistry(auto_describe=False)
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return prometheus_client.generate_latest(registry)

    def _count(self, ending: tuple[str, Status, str], count: int) -> None:
        verifier, status, reason = self._label(ending[0]), ending[1], ending[2]
        counter = self._endings.get((verifier, status, reason))
        if counter is None:
            counter = self._verdicts.labels(verifier, status, reason)
            self._endings[verifier, status, reason] = counter
        counter.inc(count)
        if status is Status.UNSCORED:
            self._unscored.labels(verifier).inc(count)

    def _label(self, verifier: str) -> str:
        return verifier if verifier in self._verifiers else "unknown"

    def _sample_workers(self, name: str, workers: Workers) -> None:
        for state, value in workers.gauges().items():
            self._worker_gauge.labels(name, state).set(value)
        for event, total in workers.counters().items():
            grown = total - self._events_seen.get((name, event), 0.0)
            self._worker_events.labels(name, event).inc(max(0.0, grown))
            self._events_seen[name, event] = total


def make_folder() -> Path:
    """A private folder for the values of several processes; takes away those of services that are gone."""
    root = Path(tempfile.gettempdir())
    for stale in root.glob(f"{_FOLDER_PREFIX}*"):
        owner = stale.name.removeprefix(_FOLDER_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists() and stale.stat().st_uid == os.getuid():
            shutil.rmtree(stale, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_FOLDER_PREFIX}{os.getpid()}-"))


def forget_process(folder: Path, process_id: int) -> None:
    """Takes a dead process out of what is live; what it counted stays counted."""
    mark_process_dead(process_id, str(folder))  # type: ignore[no-untyped-call]
