"""Do two trees mean the same? Exact tiers first, evaluation last."""
