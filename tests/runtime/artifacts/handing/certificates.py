"""A certificate authority of a test's own, and certificates for this machine."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.engines import require_engine


class Certificate(NamedTuple):
    """PEM files: who signed, what was signed, its key."""

    authority: Path
    certificate: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    """Return a certificate for 127.0.0.1 and localhost."""
    openssl = require_engine("openssl")
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificate(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n")
    for words in (
        ("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority"),
        ("req", *new, "-keyout", "key.pem", "-out", "request", "-subj", "/CN=localhost"),
        (
            *("x509", "-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-days", "2", "-out", "cert.pem", "-extfile", "names"),
        ),
    ):
        subprocess.run([openssl, *words], cwd=folder, check=True, capture_output=True)
    return made
