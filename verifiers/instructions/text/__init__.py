"""A response as the constraints see it: sentences, words, tokens, each worked out once."""
