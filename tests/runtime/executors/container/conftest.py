"""What the tests of the container executor share: images of the real engine, and a look at what is left."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import alone_with, require_engine
from tests.runtime.executors.container import lab


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> None:
    docker = require_engine("docker")
    if subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        require_engine("docker-daemon")
    with alone_with("docker-images"):
        lab.build_images(tmp_path_factory.mktemp("images"))


@pytest.fixture
def state(images: None, tmp_path: Path) -> Iterator[Path]:
    """A state directory of which the engine has nothing afterwards."""
    directory = tmp_path / "state"
    directory.mkdir(mode=0o700)
    yield directory
    left = lab.left(directory)
    for name in left:
        lab.docker("rm", "-f", "-v", name, check=False)
        lab.docker("network", "rm", name, check=False)
    assert left == []
