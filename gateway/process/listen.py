"""Takes ports, so that one in use is a clear error before anything starts, and port 0 becomes a real one.

A port is held by a socket that is bound but never listens. The processes that serve bind the same port with
SO_REUSEPORT, and the kernel shares new connections out among those that listen; the holder gets none.
"""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from typing import Any

from gateway.user_errors import Unusable

BACKLOG = 4096

Address = tuple[Any, ...]  # its form depends on the family


class CannotListen(Unusable):
    """An address that cannot be served on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where server processes listen: real ports (not 0), held by whoever started the processes."""

    http: int
    grpc: int


@dataclass(frozen=True, slots=True)
class HeldPort:
    """A port that nobody else can take while this lives."""

    host: str
    port: int
    holder: socket.socket

    def close(self) -> None:
        self.holder.close()


def hold_port(host: str, port: int, setting: str) -> HeldPort:
    """``setting`` names the setting to change. Raises ``CannotListen``."""
    family, address = _resolve(host, port, setting)
    try:
        # SO_REUSEPORT would join another server's port without a word: ask first whether it is free.
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
            taken = probe.getsockname()[1]
        holder = _bound(family, (address[0], taken, *address[2:]))
    except OSError as error:
        raise CannotListen(_explain(error, host, port, setting)) from error
    return HeldPort(host, taken, holder)


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket that shares ``port`` with others of this user. Raises ``OSError``."""
    family, address = _resolve(host, port, "port")
    listener = _bound(family, address)
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def _bound(family: int, address: Address) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def _resolve(host: str, port: int, setting: str) -> tuple[int, Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise CannotListen(_explain(error, host, port, setting)) from error
    return found[0][0], found[0][4]


def _explain(error: OSError, host: str, port: int, setting: str) -> str:
    flag = f"--{setting.replace('_', '-')}"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine; mend --host ({error.strerror})"
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is in use: stop the process that has it (`ss -ltnp 'sport = :{port}'` "
            f"names it), or choose another with {flag} ({flag} 0 takes a free one)"
        )
    if error.errno == errno.EACCES:
        return f"port {port} may not be used without privileges; choose one above 1023 with {flag}"
    return f"cannot listen on {host} port {port}: {error.strerror}"
