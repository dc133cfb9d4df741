"""Grading files: rows in, verdicts in order out, and their figures. Shared by the commands."""
