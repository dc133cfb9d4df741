"""Which language a text is in, and whether a response leaves its prompt's."""
