"""API keys: who calls. Knows nothing of HTTP or gRPC; both ask it about the ``Authorization`` value."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

SCHEME = "bearer"


class MissingKey(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """No key was sent, or not as ``Bearer``."""


class WrongKey(Exception):  # noqa: N818 - the same
    """A key was sent, and it is none of ours."""


class ApiKeys:
    """Secrets by the name of their holder, which is the tenant. Only hashes are kept.

    Raises ``ValueError`` for an empty secret, or two holders of the same one.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        if not secrets or not all(secrets.values()):
            raise ValueError("an API key must not be empty")
        if len(set(secrets.values())) != len(secrets):
            raise ValueError("two names hold the same API key")
        self._hashes = tuple((name, _hash(secret.encode())) for name, secret in secrets.items())

    def tenant(self, authorization: bytes | None) -> str:
        """The holder of the key in an ``Authorization`` value. Raises ``MissingKey`` or ``WrongKey``.

        Every hash is compared, in constant time, so that the time taken says nothing about the keys.
        """
        scheme, _, secret = (authorization or b"").strip().partition(b" ")
        if scheme.lower() != SCHEME.encode() or not secret.strip():
            raise MissingKey
        asked = _hash(secret.strip())
        matches = [name for name, kept in self._hashes if hmac.compare_digest(kept, asked)]
        if not matches:
            raise WrongKey
        return matches[0]


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
