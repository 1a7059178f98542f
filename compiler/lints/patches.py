"""Repairs that take entries out of mappings, as rules of advice name them."""

from ..frontend.removals import merges, remove_entry, remove_key, remove_nested

__all__ = ["merges", "remove_entry", "remove_key", "remove_nested"]
