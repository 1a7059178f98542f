"""The image in which pipec itself runs: what it needs stands in the registry, its code is that of this checkout."""

import io
import subprocess
import tarfile
from functools import cache

from tests.engines import alone_with, require_engine
from tests.examples_on_engines.images import ROOT, digest_of, need_registry

PACKAGES = ("compiler", "pipec", "runtime", "schemas")


@cache
def own_digest() -> str:
    """Build and push `examples/pipec:0.1.0`; return its digest."""
    registry = need_registry()
    docker = require_engine("docker")
    tag = f"{registry}/examples/pipec:0.1.0"
    with alone_with("own-image"):
        for words, given in ((("build", "-q", "-t", tag, "-"), _context(registry)), (("push", "-q", tag), b"")):
            done = subprocess.run([docker, *words], input=given, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr.decode()
        digest = digest_of(registry, "examples/pipec", "0.1.0")
    assert digest
    return digest


def _context(registry: str) -> bytes:
    """Return a context of `docker build` with its Dockerfile."""
    recipe = f"FROM {registry}/examples/pipec-base\n" + "".join(f"COPY {each} /opt/pipec/{each}\n" for each in PACKAGES)
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(recipe)
        archive.addfile(entry, io.BytesIO(recipe.encode()))
        for each in PACKAGES:
            archive.add(ROOT / each, each, filter=lambda info: None if "__pycache__" in info.name else info)
    return file.getvalue()
