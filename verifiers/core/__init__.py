"""What every verifier shares: protocols, errors, the split of a response, whose fault decides."""
