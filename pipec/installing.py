"""`--install`: Woodpecker's files from the bundle to where Woodpecker reads them."""

from compiler.bundle_check import Difference
from compiler.bundle_files import Files
from compiler.bundle_install import Installation
from compiler.bundle_install import compare_installed as _compare
from compiler.bundle_install import install as _install

TARGET = "woodpecker"
PREFIX = f"{TARGET}/"


def install(root: str, owner: str, files: Files) -> Installation:
    """Copy a bundle's `.woodpecker/` to the repository at `root`, for the pipeline `owner` (relative to it)."""
    return _install(root, owner, _installable(files))


def compare(root: str, owner: str, files: Files) -> tuple[Difference, ...]:
    """Return how what `owner` has installed differs from its bundle."""
    return tuple(_compare(root, owner, _installable(files)))


def _installable(files: Files) -> dict[str, tuple[bytes, int]]:
    return {path.removeprefix(PREFIX): file for path, file in files.items() if path.startswith(f"{PREFIX}.{TARGET}/")}
