"""Symbolic mathematics in warm processes that can be killed."""
