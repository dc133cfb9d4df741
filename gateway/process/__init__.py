"""Serving processes: the ports, one server, several under a supervisor."""
