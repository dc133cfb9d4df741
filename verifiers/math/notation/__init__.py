"""From text to a tree: what answers are written in."""
