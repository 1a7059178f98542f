"""An S3 server of a test's own: versitygw over a folder."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engines import require_engine
from tests.runtime.artifacts.handing.certificates import Certificate

KEYS = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "not a secret"}


class S3(NamedTuple):
    """A server that runs: its endpoint, and the folder where its bucket `parcels` is."""

    endpoint: str
    bucket: Path

    def address(self, prefix: str = "", bucket: str = "parcels") -> str:
        return f"s3://{bucket}{prefix}?endpoint={self.endpoint}&region=eu-test-1"

    def files(self) -> list[Path]:
        return sorted(path for path in self.bucket.rglob("*") if path.is_file())


@contextmanager
def s3_server(folder: Path, certificate: Certificate | None = None) -> Iterator[S3]:
    """Run a server for as long as the block lasts."""
    pytest.importorskip("minio", reason="the extra `s3` is not installed")
    program = require_engine("versitygw")
    (folder / "data/parcels").mkdir(parents=True)
    (folder / "meta").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tls = ["--cert", str(certificate.certificate), "--key", str(certificate.key)] if certificate else []
    words = [program, "--port", f"127.0.0.1:{port}", "--region", "eu-test-1", "--quiet", *tls]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*words, "posix", "--sidecar", str(folder / "meta"), str(folder / "data")],
            env={
                "PATH": os.environ["PATH"],
                "ROOT_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"],
                "ROOT_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"],
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + 20
        while not _answers(port):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.05)
        yield S3(f"{'https' if certificate else 'http'}://127.0.0.1:{port}", folder / "data/parcels")
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return not connection.connect_ex(("127.0.0.1", port))
