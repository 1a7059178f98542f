"""What an exception of the S3 library means to people; its own words are left out, for they may hold addresses."""

from ...errors import ArtifactError
from .places import Place

_CLOCK = "Correct this machine's clock."
_KEYS = "See AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS's credentials file."
_REFUSALS = {
    "AccessDenied": ("refuses access", "Allow the keys to read and write objects there (s3:GetObject, s3:PutObject)."),
    "AuthorizationHeaderMalformed": (
        "is in another region",
        "Say it: `?region=REGION` in the store's `url`, or AWS_REGION.",
    ),
    "InvalidAccessKeyId": ("does not know the access key", _KEYS),
    "XAdminUserNotFound": ("does not know the access key", _KEYS),  # versitygw's word for it
    "NoSuchBucket": ("does not exist", "Make the bucket, or correct `artifact_store` in `[targets.nomad]`."),
    "RequestTimeTooSkewed": ("says that the clocks differ", _CLOCK),
    "SignatureDoesNotMatch": ("refuses the signature", _KEYS),
    "InvalidBucketName": ("has no valid name", "Correct `artifact_store` in `[targets.nomad]`."),
}


def fault(error: Exception, place: Place) -> ArtifactError:
    """Return the fault of an exception that the library raised while a place was used."""
    from minio.error import S3Error
    from urllib3.exceptions import HTTPError

    where = f"the bucket `{place.bucket}` at {place.endpoint}"
    if isinstance(error, S3Error):
        said, remedy = _REFUSALS.get(str(error.code), (f"cannot be used ({error.code})", "See the store's own log."))
        return ArtifactError(f"{where} {said}", remedy, failure_class="configuration")
    if isinstance(error, HTTPError):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return ArtifactError(
                f"the server of {where} has a certificate that is not trusted",
                "Name the authority's file in SSL_CERT_FILE, here and on the nodes.",
                failure_class="configuration",
            )
        return ArtifactError(
            f"no server answers for {where}", "See whether it is up and reachable.", failure_class="dependency"
        )
    if isinstance(error, ValueError):
        return ArtifactError(
            f"{where} cannot be used: there are no credentials",
            _KEYS,
            failure_class="configuration",
        )
    return ArtifactError(f"{where} cannot be used ({type(error).__name__})", "See whether it is up and reachable.")
