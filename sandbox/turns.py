"""Who is next: owners take turns, and the jobs of one owner are served in the order in which they came."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

J = TypeVar("J")


class Turns(Generic[J]):
    """A queue that no owner can fill for the others."""

    def __init__(self) -> None:
        self._queues: OrderedDict[Hashable, deque[J]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, owner: Hashable, job: J, *, first: bool = False) -> None:
        """``first``: before the owner's other jobs, for one that was begun."""
        queue = self._queues.setdefault(owner, deque())
        if first:
            queue.appendleft(job)
        else:
            queue.append(job)
        self._size += 1

    def take(self) -> J:
        """The next owner's first job. Raises ``IndexError`` when there is none."""
        if not self._queues:
            raise IndexError("nobody waits")
        owner, queue = self._queues.popitem(last=False)
        job = queue.popleft()
        if queue:
            self._queues[owner] = queue
        self._size -= 1
        return job

    def remove(self, owner: Hashable, job: J) -> None:
        """Does nothing when it was taken already."""
        queue = self._queues.get(owner)
        if queue is None or job not in queue:
            return
        queue.remove(job)
        self._size -= 1
        if not queue:
            del self._queues[owner]
