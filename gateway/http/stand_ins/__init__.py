"""Other sandboxes' HTTP interfaces, so that a trainer which speaks one of them needs nothing but our address.

Field names, defaults and status words are theirs. Plain execution goes to the sandbox; what asks for a
verdict becomes a ``code`` sample and goes through the ``Service``. docs/stand-ins.md says what each answers
for unscored.
"""
