"""Bounds the bytes of requests that are held: one room for HTTP and for gRPC's calls and streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.service import NotAdmitted


class Room:
    """The bytes of all requests from their arrival until they are answered."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = 0

    @property
    def held(self) -> int:
        return self._held

    @contextmanager
    def share(self, size: int = 0) -> Iterator[Share]:
        """Gives back at the end what it took meanwhile. Raises ``NotAdmitted``."""
        share = Share(self)
        try:
            share.add(size)
            yield share
        finally:
            share.give_back(share.size)

    def take(self, size: int) -> None:
        """Raises ``NotAdmitted``. A lone request is taken whatever its size, or it never could be."""
        if self._held and self._held + size > self._max_bytes:
            raise NotAdmitted("too many bytes of other requests are in flight; send this one again later")
        self._held += size

    def give_back(self, size: int) -> None:
        self._held -= size


class Share:
    """What one request holds of the room; ``Room.share`` makes it."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0

    def cover(self, size: int) -> None:
        """Raises the share to ``size`` bytes, if it is less. Raises ``NotAdmitted``."""
        if size > self.size:
            self.add(size - self.size)

    def add(self, size: int) -> None:
        """Raises ``NotAdmitted``."""
        self._room.take(size)
        self.size += size

    def give_back(self, size: int) -> None:
        self._room.give_back(size)
        self.size -= size
