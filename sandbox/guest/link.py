"""Messages over a stream socket between the two jails: a length of four bytes, then the codec's bytes.

The two sides take turns: who has sent waits, and what arrives is either the answer or a request that must be
answered first (a callback, or a call from inside one). The first item of a message says what it is:

    referee to program                      answers
    ["look", name]                          ["ok", value]
    ["call", target, args, kwargs?]         ["ok", value] | ["ok", None, changed arguments]
    ["get" | "del", target, name]           ["ok", value]
    ["set", target, name, value]            ["ok", None]
    ["do", operator, operands]              ["ok", value] | ["stop"]
    ["release", ids]                        ["ok", None]
    program to referee
    ["callback", id, args, kwargs]          ["ok", value] | ["raise", …]
    any request                             ["raise", shape, args, text, state, id] | ["absent", text]
                                            | ["broken", text]

    LinkError     the other side is gone, or sent what is no message
"""

from __future__ import annotations

import socket

LARGEST = 64 * 2**20 - 4
_CHUNK = 2**16


class LinkError(Exception):
    pass


class Link:
    __slots__ = ("_rest", "_socket")

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._rest = b""

    def send(self, message: bytes) -> None:
        try:
            self._socket.sendall(len(message).to_bytes(4, "big") + message)
        except OSError as error:
            raise LinkError("the program is gone") from error

    def receive(self) -> bytes:
        data = self._rest or self._read()
        while len(data) < 4:
            data += self._read()
        end = 4 + int.from_bytes(data[:4], "big")
        if end - 4 > LARGEST:
            raise LinkError("a message over the size limit")
        if len(data) < end:
            data = self._rest_of(data, end)
        self._rest = data[end:]
        return data[4:end]

    def close(self) -> None:
        self._socket.close()

    def _rest_of(self, data: bytes, end: int) -> bytes:
        parts = bytearray(data)
        while len(parts) < end:
            parts += self._read()
        return bytes(parts)

    def _read(self) -> bytes:
        try:
            data = self._socket.recv(_CHUNK)
        except OSError as error:
            raise LinkError("the program is gone") from error
        if not data:
            raise LinkError("the program is gone")
        return data
