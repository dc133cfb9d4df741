"""Arithmetic of written matrices: sums, products and multiples become one matrix of expressions."""

from __future__ import annotations

from verifiers.math.notation.ast import Divide, Matrix, Negate, Node, Product, Sum, integer

_MAX_CELLS = 400
Rows = tuple[tuple[Node, ...], ...]


def folded(node: Node) -> Node:
    """The matrix that an expression of matrices is; the node itself where its shapes do not fit."""
    if isinstance(node, Negate):
        inner = folded(node.operand)
        return _each(inner, Negate) if isinstance(inner, Matrix) else node
    if isinstance(node, Divide):
        top = folded(node.numerator)
        bottom = node.denominator
        return _scaled(Divide(integer(1), bottom), top) if isinstance(top, Matrix) else node
    if isinstance(node, Sum):
        return _folded_sum(node)
    return _folded_product(node) if isinstance(node, Product) else node


def _folded_sum(node: Sum) -> Node:
    matrices = [folded(term) for term in node.terms]
    shapes = {_shape(matrix) if isinstance(matrix, Matrix) else None for matrix in matrices}
    if len(shapes) != 1 or None in shapes:
        return node
    rows = [matrix.rows for matrix in matrices if isinstance(matrix, Matrix)]
    cells = (tuple(Sum(parts) for parts in zip(*line, strict=True)) for line in zip(*rows, strict=True))
    return Matrix(tuple(cells))


def _folded_product(node: Product) -> Node:
    total: Node | None = None
    for factor in map(folded, node.factors):
        total = factor if total is None else _times(total, factor)
        if total is None:
            return node
    return total if total is not None else node


def _times(left: Node, right: Node) -> Node | None:
    if isinstance(left, Matrix) and isinstance(right, Matrix):
        return _product(left.rows, right.rows)
    if isinstance(right, Matrix):
        return _scaled(left, right)
    return _scaled(right, left) if isinstance(left, Matrix) else Product((left, right))


def _product(left: Rows, right: Rows) -> Matrix | None:
    columns = tuple(zip(*right, strict=True)) if len({len(row) for row in right}) == 1 else ()
    if any(len(row) != len(right) for row in left) or not columns or len(left) * len(columns) > _MAX_CELLS:
        return None
    return Matrix(tuple(tuple(_inner(row, column) for column in columns) for row in left))


def _inner(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    return Sum(tuple(Product((one, other)) for one, other in zip(row, column, strict=True)))


def _scaled(factor: Node, matrix: Matrix) -> Matrix:
    return Matrix(tuple(tuple(Product((factor, cell)) for cell in row) for row in matrix.rows))


def _each(matrix: Matrix, change: type[Negate]) -> Matrix:
    return Matrix(tuple(tuple(change(cell) for cell in row) for row in matrix.rows))


def _shape(matrix: Matrix) -> tuple[int, ...]:
    return tuple(len(row) for row in matrix.rows)
