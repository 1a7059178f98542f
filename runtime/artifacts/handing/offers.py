"""What a machine gets to fetch an artifact with, and who gives it."""

from typing import NamedTuple, Protocol


class Offer(NamedTuple):
    """Where an archive can be fetched until the offer expires, and its `sha256:…`.

    The address is a secret of its own: whoever has it may fetch. It belongs in no log.
    """

    url: str
    checksum: str


class Handing(Protocol):
    """Makes artifacts of the local store fetchable from other machines. For one event loop; calls may overlap."""

    async def offer(self, digest: str | None, expires: float) -> Offer:
        """Return where an artifact can be fetched.

        Args:
            digest: The artifact's; None for an optional input that is absent, which is an archive of nothing.
            expires: Until when, in seconds since 1970: the time that a node may take to begin, and then some.

        Raises:
            ArtifactError: The artifact is not whole, cannot travel, or the store cannot be used.
        """
        ...

    async def close(self) -> None:
        """Give back connections. Offers stay good until they expire."""
        ...
