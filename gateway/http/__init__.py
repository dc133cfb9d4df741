"""The HTTP service: decodes, calls the ``Service``, encodes. ``app.create_app`` puts it together."""
