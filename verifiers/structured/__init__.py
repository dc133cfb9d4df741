"""Judges whether a response is a JSON or YAML document that meets a schema."""
