"""What came when in Woodpecker 3, of that which this backend emits.

Read from the linter's schema (`pipeline/frontend/yaml/linter/schema/schema.json`) at the tags from v3.0.0 to v3.17.0;
`docs/explanation/engine-versions.md` says how.
"""

from ..profile import Profile

VERSIONS = tuple(f"3.{minor}" for minor in range(18))
DEFAULT_VERSION = "3.17"

CONCURRENCY = "3.16"
"""The first version whose workflows know `concurrency`."""

LISTED_REFS = "3.14"
"""The first version whose linter takes more than one text for `ref`, as its server always did."""

_CLONE_PLUGINS = (("3.17", "2.9.2"), ("3.13", "2.8.0"), ("3.9", "2.6.5"), ("3.5", "2.6.3"), ("3.0", "2.6.0"))
_CLONE_PLUGIN = "docker.io/woodpeckerci/plugin-git"


def clone_plugin(profile: Profile) -> str:
    """Return the image, by its tag, that the server itself clones with and trusts with the repository's credentials."""
    tag = next(tag for version, tag in _CLONE_PLUGINS if profile.at_least(version) or version == "3.0")
    return f"{_CLONE_PLUGIN}:{tag}"
