"""Files that jobs keep: a content-addressed store, and who may take from it or away."""
