"""The container engine and the images of the tests: there, or the test is skipped with the reason."""

import os
import subprocess
from functools import cache

import httpx
import pytest

from tests.differential.case import REGISTRY
from tests.engines import require_engine


def require_docker() -> str:
    """Return the program `docker`; its engine answers and the registry has our images."""
    docker = require_engine("docker")
    if reason := _missing(docker):
        if os.environ.get("PIPEC_REQUIRE_ENGINES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return docker


@cache
def _missing(docker: str) -> str:
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        return "docker compose is not installed"
    if subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        return "no container engine answers"
    try:
        httpx.get(f"http://{REGISTRY}/v2/pipec/web/tags/list", timeout=5).raise_for_status()
    except httpx.HTTPError:
        return f"the registry {REGISTRY} has no images for tests: see .ci/engines.sh"
    return ""
