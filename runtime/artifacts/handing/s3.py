"""Handing by an S3 store: archives are uploaded once, and fetched by presigned addresses.

An archive's key holds the artifact's digest and the archive's SHA-256, so nothing is ever overwritten by other bytes.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...errors import ArtifactError
from .offers import Offer
from .places import Place, parse_place
from .s3_faults import fault
from .shelf import EMPTY, Archive, Shelf

if TYPE_CHECKING:
    from minio import Minio

__all__ = ["LONGEST", "S3Handing", "parse_place"]

LONGEST: Final = 7 * 86400
"""Seconds that S3 lets a presigned address be good for."""

_FRESH: Final = timedelta(days=1)
"""How old an archive in the store may be and not be uploaded again: a rule of the bucket may delete what is old."""

_CONNECT: Final = 10
_READ: Final = 60


class S3Handing:
    """Uploads to one place of an S3 store, with the credentials of AWS_* variables or of AWS's credentials file."""

    def __init__(self, place: Place, directory: Path) -> None:
        """Hand out from the state directory `directory`; ArtifactError when the library is not installed."""
        self._place = place
        self._shelf = Shelf(directory)
        self._client = _client(place)
        self._uploading: dict[str, asyncio.Lock] = {}

    async def offer(self, digest: str | None, expires: float) -> Offer:
        """Return a presigned address; see `Handing`."""
        lifetime = int(expires - time.time())
        if not 0 < lifetime <= LONGEST:
            raise ArtifactError(
                f"an S3 store gives addresses for 1 second to 7 days, not for {lifetime} seconds",
                "Let the job's `timeout` be shorter, or hand artifacts out with `pipec artifact serve`.",
                failure_class="configuration",
            )
        name = digest or EMPTY
        async with self._uploading.setdefault(name, asyncio.Lock()):
            archive = await asyncio.to_thread(self._shelf.take, digest, expires)
            key = self._place.key(name, archive.checksum)
            url = await asyncio.to_thread(self._publish, key, archive, lifetime)
        return Offer(url, f"sha256:{archive.checksum}")

    async def close(self) -> None:
        """Close connections."""
        self._client._http.clear()  # noqa: SLF001 - the library has no other way

    def _publish(self, key: str, archive: Archive, lifetime: int) -> str:
        """Upload an archive that is not there, or has been for long; return its address."""
        bucket = self._place.bucket
        try:
            if not self._is_there(key, archive.path.stat().st_size):
                self._client.fput_object(bucket, key, str(archive.path), content_type="application/gzip")
            return self._client.presigned_get_object(bucket, key, expires=timedelta(seconds=lifetime))
        except Exception as error:  # noqa: BLE001 - libraries raise many, all are told as one kind
            raise fault(error, self._place) from None

    def _is_there(self, key: str, size: int) -> bool:
        from minio.error import S3Error

        try:
            found = self._client.stat_object(self._place.bucket, key)
        except S3Error as error:
            # Who may not list a bucket is refused where the object is absent. An answer to HEAD has no body that says
            # what else is wrong: the upload's has.
            if error.code in {"NoSuchKey", "AccessDenied", "BadRequest"}:
                return False
            raise
        changed = found.last_modified
        return found.size == size and changed is not None and datetime.now(UTC) - changed < _FRESH


def _client(place: Place) -> "Minio":
    try:
        from minio import Minio
        from minio.credentials.providers import AWSConfigProvider, ChainedProvider, EnvAWSProvider
    except ImportError:
        raise ArtifactError(
            "artifacts in an S3 store need the extra `s3` of pipec, which is not installed",
            "Install `pipec[s3]`.",
            failure_class="configuration",
        ) from None
    credentials = ChainedProvider([EnvAWSProvider(), AWSConfigProvider()])
    return Minio(
        place.host,
        secure=place.secure,
        region=place.region or None,
        credentials=credentials,
        http_client=_pool(),
    )


def _pool() -> Any:
    """Return connections that trust what the system trusts, or SSL_CERT_FILE, and give up in time."""
    import ssl

    import urllib3

    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    retry = urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504], raise_on_status=False)
    return urllib3.PoolManager(timeout=urllib3.Timeout(_CONNECT, _READ), retries=retry, ssl_context=context)
