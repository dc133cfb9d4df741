"""Judges whether a response makes the tool calls that it should."""
