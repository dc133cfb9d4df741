"""JSON Schema by the ``jsonschema`` library, bounded where the library is not: steps, patterns, messages."""
