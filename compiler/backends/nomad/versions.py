"""What each version of Nomad knows, of that which this backend emits.

Read from the structures of `api/*.go` at the tags from v1.7.0 to v2.0.5: of all that `shape.json` has, only these
came or went. Nomad's JSON reader ignores a field that it does not know, so what must be kept must not stand in one.
How the tables are read anew for a new version: `docs/explanation/engine-versions.md`.
"""

from typing import Final

from ..profile import Profile

VERSIONS: Final = ("1.7", "1.8", "1.9", "1.10", "1.11", "2.0", "2.0.3", "2.0.5")
DEFAULT_VERSION: Final = "2.0"

_SINCE: Final = {"Disconnect": "1.8", "MaxRunDuration": "2.0.3"}
_REPLACED: Final = {"PreventRescheduleOnLost": "1.8"}
_NOT_IN: Final = {"PreventRescheduleOnLost": ("1.7.0", "1.7.1")}
"""Patch releases before a field came; a version without a patch is one that has it."""


def knows(profile: Profile, field: str) -> bool:
    """Tell whether the profile's version has a field: not before it came, not after another took its place."""
    since = _SINCE.get(field)
    if since is not None and not profile.at_least(since):
        return False
    until = _REPLACED.get(field)
    return profile.version not in _NOT_IN.get(field, ()) and (until is None or not profile.at_least(until))
