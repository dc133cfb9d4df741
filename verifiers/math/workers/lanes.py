"""Who runs next. Pure bookkeeping: two lanes of waiting jobs, first come, first served in each.

A job starts in the short lane. One that runs past its slice, while short ones wait and the long ones
have their share of workers, goes back to wait in the long lane. So long runners hold every worker but
the reserve, or all while nobody else wants one, and a short job waits on the reserve for slices alone.
"""

from collections import OrderedDict

from verifiers.math.workers.member import Job


class Lanes:
    """The waiting jobs."""

    def __init__(self) -> None:
        self._short: OrderedDict[int, Job] = OrderedDict()
        self._long: OrderedDict[int, Job] = OrderedDict()

    def __len__(self) -> int:
        return len(self._short) + len(self._long)

    @property
    def short_waiting(self) -> int:
        """Jobs that have not yet had a slice."""
        return len(self._short)

    def add(self, job: Job) -> None:
        """At the end of its lane."""
        self._lane(job)[job.number] = job

    def add_first(self, job: Job) -> None:
        """For a job that lost its worker: it has waited its turn already."""
        lane = self._lane(job)
        lane[job.number] = job
        lane.move_to_end(job.number, last=False)

    def remove(self, job: Job) -> None:
        """If it waits."""
        self._lane(job).pop(job.number, None)

    def next(self, *, long_has_share: bool) -> Job | None:
        """Long jobs first up to their share, since they are older; beyond it, when nothing else waits."""
        if self._long and (long_has_share or not self._short):
            return self._long.popitem(last=False)[1]
        if self._short:
            return self._short.popitem(last=False)[1]
        return None

    def clear(self) -> list[Job]:
        """All that waited."""
        jobs = [*self._long.values(), *self._short.values()]
        self._long.clear()
        self._short.clear()
        return jobs

    def _lane(self, job: Job) -> OrderedDict[int, Job]:
        return self._long if job.is_long else self._short
