# ruff: noqa: E501 - attacks are programs, some of them in one line
"""There is no network: not outwards, not to this machine, not to a neighbour."""

import asyncio
import socket

import pytest

from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import run, text

OUTWARDS = {
    "an address": "socket.create_connection(('1.1.1.1', 53), 1)",
    "a name": "socket.create_connection(('example.org', 80), 1)",
    "the machine itself": "socket.create_connection(('127.0.0.1', PORT), 1)",
    "the machine itself, version 6": "socket.create_connection(('::1', PORT), 1)",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "a broadcast": "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(1, 6, 1); s.sendto(b'x', ('255.255.255.255', PORT))",
    "a cloud's metadata": "socket.create_connection(('169.254.169.254', 80), 1)",
    "a raw socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "netlink": "socket.socket(16, socket.SOCK_RAW, 0)",
    "vsock": "socket.socket(40, socket.SOCK_STREAM).connect((2, 2024))",
    "the kernel's ciphers": "socket.socket(38, socket.SOCK_SEQPACKET, 0)",
    "bluetooth": "socket.socket(31, socket.SOCK_RAW, 1)",
    "multipath": "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(('127.0.0.1', PORT))",
    "an abstract name of the machine": "socket.socket(socket.AF_UNIX).connect('\\0cascade-hostile-test')",
}


@pytest.mark.parametrize("way", OUTWARDS)
async def test_no_way_leads_out(sandbox: LocalSandbox, way: str) -> None:
    with socket.socket() as listening, socket.socket(socket.AF_UNIX) as abstract:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        abstract.bind("\0cascade-hostile-test")
        abstract.listen()
        attempt = OUTWARDS[way].replace("PORT", str(listening.getsockname()[1]))
        source = f"import socket\ntry:\n    {attempt}\n    print('out')\nexcept OSError: print('refused')"
        assert text(await run(sandbox, source)) == "refused"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW"])
async def test_there_are_no_sockets_of_the_internet(sandbox: LocalSandbox, family: str, kind: str) -> None:
    """With them a run could leave counters and labels to the next: their network is the launcher's."""
    source = f"import errno, socket\ntry: socket.socket(socket.{family}, socket.{kind}); print('there')\nexcept OSError as e: print(errno.errorcode[e.errno])"
    assert text(await run(sandbox, source)) == "EAFNOSUPPORT"


async def test_neighbours_do_not_share_names_of_sockets(
    sandbox: LocalSandbox, neighbour: LocalSandbox
) -> None:
    listen = "import socket, time\ns = socket.socket(socket.AF_UNIX); s.bind('\\0meet'); s.listen(); time.sleep(0.6)"
    meet = "import socket\ntry: socket.socket(socket.AF_UNIX).connect('\\0meet'); print('met')\nexcept OSError: print('alone')"
    listening = asyncio.create_task(run(neighbour, listen))
    await asyncio.sleep(0.3)
    assert text(await run(sandbox, meet)) == "alone"
    await listening
