"""The target profile, as backends take it; the types stand in `ir`, because the frontend reads them from the file."""

from ..ir.profile import ArtifactStore, GitSource, Profile

__all__ = ["ArtifactStore", "GitSource", "Profile"]
