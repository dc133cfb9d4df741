"""Runs programs that nobody trusts, and says what they did. Knows nothing of rewards."""
