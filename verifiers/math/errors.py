"""What can go wrong while reading mathematics.

    MathError
    ├── ParseError            the text is no notation that we know
    │   ├── TooDeep           nested further than any final answer is
    │   └── TooLong           longer than any final answer is
    ├── TooLarge              a number whose digits we refuse to compute
    └── UnusableReference     a reference that cannot mean anything: the data set's fault, not the response's

All take one message and stay picklable, for they cross from a worker to the service.
"""


class MathError(Exception):
    """The root of the tree."""


class ParseError(MathError):
    """The text is no notation that we know."""


class TooDeep(ParseError):  # noqa: N818  named for what is so
    """Nested further than any final answer is."""


class TooLong(ParseError):  # noqa: N818  named for what is so
    """Longer than any final answer is."""


class TooLarge(MathError):  # noqa: N818  named for what is so
    """A number whose digits we refuse to compute."""


class UnusableReference(MathError):  # noqa: N818  named for what is so
    """A reference that cannot mean anything."""
