"""A job's image is locked."""

from ...diagnostics import Diagnostic, Rule
from ...diagnostics import Severity
from ...ir.values import Image

RULE = Rule("PC511", "unlocked-job-image", "warning")


def unlocked_job(image: Image, severity: Severity) -> Diagnostic:
    """Return the diagnostic of a job's image that is not locked: an error under `--locked`."""
    found = RULE.at(
        image.origin,
        f"the image `{image.reference}` is not locked",
        label="may change from one run to the next",
        help="write the digest (`NAME@sha256:…`), or add the image to `pipec.lock`",
    )
    return found._replace(severity=severity)
