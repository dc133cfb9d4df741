"""Keys in the address, for clients of the stand-ins that send no headers of their own.

verl and Open-R1 cannot be told to send ``Authorization: Bearer``, but their HTTP libraries make
``http://name:KEY@host`` into ``Authorization: Basic``. Where only they call, the password is taken as the
key.
"""

from __future__ import annotations

import base64
import binascii

BASIC_PATHS = frozenset(
    {"/run_code", "/submit", "/common_evaluate_batch", "/api/v2/execute", "/api/v2/runtimes"}
)


def as_bearer(authorization: bytes | None) -> bytes | None:
    """The ``Bearer`` value that a ``Basic`` one means; anything else as it is."""
    scheme, _, encoded = (authorization or b"").strip().partition(b" ")
    if scheme.lower() != b"basic":
        return authorization
    try:
        _, _, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
    except binascii.Error:
        return None
    return b"Bearer " + password
