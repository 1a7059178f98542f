"""The plan: the one meaning that every backend and the runtime share."""
