"""Decides what a response is worth. Pure judgement: no transport, no web framework."""
