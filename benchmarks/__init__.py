"""Side by side with what a user would pick instead: `python -m benchmarks --help`.

Every figure is a ratio against a named alternative, measured in the same run, on the same inputs and cores,
with its spread. Nothing here is imported by the service.
"""
