"""Where the tests find a name: their own first, then Python's, and last the program's.

The program comes after the builtins and after whatever the tests define, so it can replace nothing of theirs:
no ``check``, no ``len``, no helper, and no module that they forgot to import.
"""

from __future__ import annotations

import builtins
import importlib
from typing import Any

from .evidence import Evidence
from .remote import Remote

_BUILTINS = vars(builtins)


class Names(dict[str, Any]):
    """The ``__builtins__`` of the tests: where Python looks last, and with no shortcut for a subclass."""

    def __init__(self, remote: Remote, evidence: Evidence, entry_point: str | None) -> None:
        super().__init__(__import__=__import__, __build_class__=vars(builtins)["__build_class__"])
        self._remote = remote
        self._evidence = evidence
        self._entry_point = entry_point

    def __missing__(self, name: str) -> Any:
        """The builtins are looked up, not copied: to copy them all would touch the memory of each."""
        if name in _BUILTINS:
            return self.setdefault(name, _BUILTINS[name])
        if name.startswith("__"):
            raise KeyError(name)
        module = self._evidence.module_of(name, self._entry_point)
        if module is not None:
            return _imported(*module)
        try:
            value = self._remote.look(name)
        except NameError:
            raise KeyError(name) from None
        if self._entry_point is not None:
            self._remote.flag(f"name_from_candidate:{name}")
        return value


def _imported(module: str, name: str | None) -> Any:
    """As if the tests had not forgotten to import it."""
    loaded = importlib.import_module(module)
    return loaded if name is None else getattr(loaded, name)
