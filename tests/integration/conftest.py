"""Fixtures of the integration tests."""

from tests.integration.command_line import run

__all__ = ["run"]
