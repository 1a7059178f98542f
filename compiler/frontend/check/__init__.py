"""The check stage: names resolved, types checked, values computed, defaults explicit."""
