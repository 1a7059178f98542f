"""The tests' registry, and what stands in it."""

import os
from functools import cache
from pathlib import Path

import httpx

from tests.engines import require_engine

ROOT = Path(__file__).parents[2]
MANIFESTS = ", ".join(
    f"application/vnd.{kind}"
    for kind in (
        "oci.image.index.v1+json",
        "docker.distribution.manifest.list.v2+json",
        "oci.image.manifest.v1+json",
        "docker.distribution.manifest.v2+json",
    )
)


@cache
def need_registry() -> str:
    """Return the address of the tests' registry that has the images; else skip, or fail where engines are required."""
    registry = os.environ.get("PIPEC_TEST_REGISTRY", "")
    if not registry or digest_of(registry, "examples/guestbook/web", "2.7.0") is None:
        require_engine("the registry with the images of the examples, PIPEC_TEST_REGISTRY")
    return registry


def digest_of(registry: str, repository: str, tag: str) -> str | None:
    """Return what a registry answers for a tag; None where it has no such image."""
    answer = httpx.head(f"http://{registry}/v2/{repository}/manifests/{tag}", headers={"Accept": MANIFESTS})
    return answer.headers["Docker-Content-Digest"] if answer.is_success else None
