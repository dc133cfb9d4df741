"""What the source of the tests itself says of the names in it. Read only when it is needed.

A response can change none of this, so decisions that a response must not sway are taken here.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property

ALIASES = {"np": "numpy", "pd": "pandas"}
HELPERS = {
    "isclose": "math",
    "allclose": "numpy",
    "deepcopy": "copy",
    "Decimal": "decimal",
    "Fraction": "fractions",
    **dict.fromkeys(("Counter", "OrderedDict", "defaultdict", "deque", "namedtuple"), "collections"),
    **dict.fromkeys(("date", "datetime", "timedelta"), "datetime"),
    **dict.fromkeys(
        ("Any", "Callable", "Dict", "Iterable", "List", "Optional", "Sequence", "Set", "Tuple", "Union"),
        "typing",
    ),
}


class Evidence:
    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources

    def is_class(self, name: str) -> bool:
        """Whether the tests use this name, which they do not define, as that of a class: it is spelled like
        one, and they look at attributes of it or of what it makes, or put two that it made beside each other.
        """
        return _is_capitalised(name) and name in self._classes

    def is_called(self, name: str) -> bool:
        return name in self._called

    def is_used(self, name: str) -> bool:
        return name in self._loaded

    def module_of(self, name: str, entry_point: str | None) -> tuple[str, str | None] | None:
        """The module, and the name in it, that the tests mean by a name that nobody defines: they forgot an
        import that the program might have. The program must not be asked: it could bring its own ``math``.
        """
        module = ALIASES.get(name, name)
        if name in self._owners and name not in self._called and _is_library(module):
            return module, None
        if name in HELPERS and (entry_point is not None or self._others_are_tested):
            return (HELPERS[name], name) if name != entry_point else None
        return None

    def imports(self, name: str) -> bool:
        """Whether the tests import this module at their top level, whatever the program does."""
        return any(name in _imported(node) for tree in self._trees for node in getattr(tree, "body", ()))

    # ---- the trees

    @cached_property
    def _trees(self) -> list[ast.AST]:
        trees: list[ast.AST] = []
        for source in self._sources:
            try:
                trees.append(ast.parse(source))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return trees

    def _nodes(self) -> Iterator[ast.AST]:
        for tree in self._trees:
            yield from ast.walk(tree)

    @cached_property
    def _loaded(self) -> set[str]:
        names = (node for node in self._nodes() if isinstance(node, ast.Name))
        return {node.id for node in names if isinstance(node.ctx, ast.Load)}

    @cached_property
    def _called(self) -> set[str]:
        calls = (node.func for node in self._nodes() if isinstance(node, ast.Call))
        return {function.id for function in calls if isinstance(function, ast.Name)}

    @cached_property
    def _owners(self) -> set[str]:
        """Names that stand before a dot."""
        owners = (node.value for node in self._nodes() if isinstance(node, ast.Attribute))
        return {owner.id for owner in owners if isinstance(owner, ast.Name)}

    @cached_property
    def _defined(self) -> set[str]:
        names: set[str] = set()
        for node in self._nodes():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.alias):
                names.add((node.asname or node.name).split(".")[0])
        return names

    @cached_property
    def _others_are_tested(self) -> bool:
        return bool(self._called - self._defined - HELPERS.keys() - vars(builtins).keys())

    @cached_property
    def _functions(self) -> set[str]:
        return {
            node.name for node in self._nodes() if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        }

    @cached_property
    def _classes(self) -> set[str]:
        found = {name for node in self._nodes() for name in self._shown_by(node)}
        return found - self._functions

    @cached_property
    def _holders(self) -> dict[str, str]:
        """Variables that were given what a name returned."""
        holders = {}
        for node in self._nodes():
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                for target in node.targets:
                    if isinstance(target, ast.Name) and isinstance(node.value.func, ast.Name):
                        holders[target.id] = node.value.func.id
        return holders

    def _maker(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return node.func.id
        return self._holders.get(node.id) if isinstance(node, ast.Name) else None

    def _shown_by(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name):
                yield node.value.id
            yield self._maker(node.value) or ""
        elif isinstance(node, ast.Call) and _is_type_question(node) and isinstance(node.args[1], ast.Name):
            yield node.args[1].id
        elif isinstance(node, ast.BinOp):
            yield from self._both(node.left, node.right)
        elif isinstance(node, ast.Compare):
            yield from self._both(node.left, node.comparators[0])

    def _both(self, left: ast.AST, right: ast.AST) -> Iterator[str]:
        maker = self._maker(left)
        if maker is not None and maker == self._maker(right):
            yield maker


def _is_capitalised(name: str) -> bool:
    bare = name.lstrip("_")
    return bare[:1].isupper() and "_" not in bare and (len(bare) == 1 or not bare.isupper())


def _is_type_question(node: ast.Call) -> bool:
    function = node.func
    return (
        isinstance(function, ast.Name) and function.id in ("isinstance", "issubclass") and len(node.args) == 2
    )


def _is_library(module: str) -> bool:
    if module in ALIASES.values():
        return True
    names = getattr(sys, "stdlib_module_names", None)
    if names is not None:
        return module in names
    from importlib.util import find_spec  # before 3.10

    return find_spec(module) is not None


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
