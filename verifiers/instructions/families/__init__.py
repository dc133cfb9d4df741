"""The constraints, one file a family: the part of their names before the colon."""
