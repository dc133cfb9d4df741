"""Code: programs run against tests in the sandbox, their output compared out here."""
