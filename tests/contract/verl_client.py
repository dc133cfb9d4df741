"""verl's own client of SandboxFusion, from its installed distribution.

``import verl`` wants ray and torch; the client itself wants ``requests`` alone. So verl is installed without
what it depends on (``pip install --no-deps verl``), and only the folder of the client is loaded.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, distribution
from types import ModuleType

import pytest

_INIT = "verl/utils/reward_score/sandbox_fusion/__init__.py"
_NAME = "verl_sandbox_fusion"
INSTALL = "pip install --no-deps 'verl==0.9.1'"


def load() -> ModuleType:
    """The package, with ``compute_score`` and, in ``utils``, what it calls."""
    if _NAME in sys.modules:
        return sys.modules[_NAME]
    try:
        path = distribution("verl").locate_file(_INIT)
    except PackageNotFoundError:
        pytest.fail(f"verl is not installed: make setup-dev, or {INSTALL}", pytrace=False)
    spec = importlib.util.spec_from_file_location(_NAME, str(path))
    assert spec is not None
    assert spec.loader is not None
    sys.modules[_NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[_NAME])
    return sys.modules[_NAME]
