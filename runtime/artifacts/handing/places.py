"""Where an S3 store is: endpoint, bucket, prefix and region, from its address."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ...errors import ArtifactError

AMAZON: Final = "https://s3.amazonaws.com"

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)


class Place(NamedTuple):
    """A place in an S3 store. `prefix` has no slash at its ends; `region` is empty when nobody says it."""

    endpoint: str
    bucket: str
    prefix: str = ""
    region: str = ""

    @property
    def secure(self) -> bool:
        """Whether it is spoken to by TLS."""
        return self.endpoint.startswith("https://")

    @property
    def host(self) -> str:
        """The endpoint without its scheme."""
        return self.endpoint.partition("://")[2]

    def key(self, digest: str, checksum: str) -> str:
        """Return the key of an archive."""
        name = f"{digest}/{checksum}.tar.gz"
        return f"{self.prefix}/{name}" if self.prefix else name


def parse_place(address: str, environment: Mapping[str, str] | None = None) -> Place:
    """Return the place that `s3://BUCKET/PREFIX?endpoint=URL&region=REGION` names.

    Without endpoint it is Amazon's, without region that of AWS_REGION or AWS_DEFAULT_REGION. ArtifactError when it
    cannot be one: go-getter takes `//` in a path for the end of an archive's address, so none may stand there.
    """
    import os

    variables = os.environ if environment is None else environment
    parts = urlsplit(address)
    given = parse_qs(parts.query, keep_blank_values=True)
    endpoint = given.get("endpoint", [AMAZON])[-1].rstrip("/")
    usual = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or ""
    region = given.get("region", [usual])[-1]
    prefix = parts.path.strip("/")
    target = urlsplit(endpoint)
    if target.scheme not in {"http", "https"} or not target.hostname or target.path or target.query:
        raise _wrong(address, f"its endpoint `{endpoint}` is no `https://HOST:PORT`")
    unknown = sorted(given.keys() - {"endpoint", "region"})
    if unknown:
        raise _wrong(address, f"`{unknown[0]}` is unknown")
    if not _BUCKET.fullmatch(parts.netloc):
        raise _wrong(address, f"no bucket can have the name `{parts.netloc}`")
    if "//" in prefix:
        raise _wrong(address, "its prefix has two slashes in a row")
    return Place(endpoint, parts.netloc, prefix, region)


def _wrong(address: str, reason: str) -> ArtifactError:
    return ArtifactError(
        f"`{address}` is no address of an S3 store: {reason}",
        "Write `s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION`.",
        failure_class="configuration",
    )
