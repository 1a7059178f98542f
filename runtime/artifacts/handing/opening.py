"""From the address of an artifact store to what hands artifacts to other machines."""

from pathlib import Path
from urllib.parse import urlsplit

from ...errors import ArtifactError
from .offers import Handing


def open_handing(address: str, state: Path) -> Handing:
    """Return what hands out the artifacts of a state directory; nothing is asked before the first offer.

    Args:
        address: `https://HOST:PORT/PREFIX` or `http://…` of a `pipec artifact serve`, or
            `s3://BUCKET/PREFIX?endpoint=URL&region=REGION`.
        state: The state directory.

    Raises:
        ArtifactError: The address is none of these, or the S3 library is not installed.
    """
    if not address:
        raise ArtifactError(
            "the profile names no artifact store, and a node fetches artifacts from one",
            "Set `artifact_store` in `[targets.nomad]` of `.pipec.toml`.",
            failure_class="configuration",
        )
    scheme = address.partition(":")[0].lower()
    try:
        valid = bool(urlsplit(address).hostname)
    except ValueError:
        valid = False
    if valid and scheme in {"http", "https"}:
        from .signed import SignedHanding

        return SignedHanding(address, state)
    if valid and scheme == "s3":
        from .s3 import S3Handing, parse_place

        return S3Handing(parse_place(address), state)
    raise ArtifactError(
        f"`{address}` is no address of an artifact store",
        "Write `https://HOST:PORT` of a `pipec artifact serve`, or `s3://BUCKET/PREFIX?endpoint=URL`.",
        failure_class="configuration",
    )
