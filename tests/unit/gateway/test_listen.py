"""Ports: held before anything starts, shared with our own processes, refused to everybody else."""

from __future__ import annotations

import socket

import pytest

from gateway.process.listen import CannotListen, hold_port, listening_socket


def test_port_0_becomes_a_real_one_that_stays_held() -> None:
    held = hold_port("127.0.0.1", 0, "port")
    assert held.port > 0
    with pytest.raises(OSError, match="in use"), socket.socket() as other:
        other.bind(("127.0.0.1", held.port))
    held.close()


def test_several_listen_on_a_held_port_and_each_connection_reaches_one() -> None:
    held = hold_port("127.0.0.1", 0, "port")
    listeners = [listening_socket("127.0.0.1", held.port) for _ in range(3)]
    clients = [socket.create_connection(("127.0.0.1", held.port)) for _ in range(30)]
    accepted = 0
    for listener in listeners:
        while True:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                break
            connection.close()
            accepted += 1
    assert accepted == len(clients)
    for each in (*listeners, *clients):
        each.close()
    held.close()


def test_a_port_that_others_listen_on_is_refused_even_if_they_would_share_it() -> None:
    held = hold_port("127.0.0.1", 0, "port")
    listener = listening_socket("127.0.0.1", held.port)
    with pytest.raises(CannotListen, match=f"port {held.port} .* is in use.*--grpc-port"):
        hold_port("127.0.0.1", held.port, "grpc_port")
    listener.close()
    held.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_named(host: str) -> None:
    with pytest.raises(CannotListen, match=f"{host} is no address of this machine; mend --host"):
        hold_port(host, 0, "port")
