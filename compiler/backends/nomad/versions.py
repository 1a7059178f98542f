"""What each version of Nomad knows, of that which this backend emits.

Read from the API's structures and the docker driver's specification at the tags of these versions.
"""

from typing import Final

from ..profile import Profile

VERSIONS: Final = ("1.7", "1.8", "1.9", "1.10", "1.11", "2.0", "2.0.3", "2.0.5")
DEFAULT_VERSION: Final = "2.0"

_SINCE: Final = {"Disconnect": "1.8", "MaxRunDuration": "2.0.3"}
_REPLACED: Final = {"PreventRescheduleOnLost": "1.8"}


def knows(profile: Profile, field: str) -> bool:
    """Tell whether the profile's version has a field: not before it came, not after another took its place."""
    since = _SINCE.get(field)
    if since is not None and not profile.at_least(since):
        return False
    until = _REPLACED.get(field)
    return until is None or not profile.at_least(until)
