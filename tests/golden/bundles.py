"""Directories as goldens: compiled by the command line in this process, compared file by file, or written anew.

A tree is a mapping of relative paths with `/` to bytes and whether the file may be executed, which is what git keeps.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from pipec.cli import cli

Tree = Mapping[str, tuple[bytes, bool]]

LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_LINES = 60
"""So much of one file's difference is shown; whoever needs more has `git diff` after `--update-goldens`."""


class Compiled(NamedTuple):
    """What `pipec compile` came to: its exit code, the bundle it wrote, what it printed to standard error."""

    exit_code: int
    tree: Tree
    messages: str


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line in this process; return the exit code, standard output and standard error."""
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(cli, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    return code, result.stdout, result.stderr


def compile_pipeline(pipeline: str, out: Path, arguments: Sequence[str] = ()) -> Compiled:
    """Compile one pipeline into a bundle below the empty folder `out`."""
    code, _, messages = run("compile", pipeline, "--out", str(out), *arguments)
    bundles = [path for path in sorted(out.iterdir()) if path.is_dir()] if out.exists() else []
    return Compiled(code, read_tree(bundles[0]) if bundles else {}, messages)


def read_tree(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Return all files below a folder, hidden ones too; nothing where there is none."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = (path.read_bytes(), os.access(path, os.X_OK))
    return found


def write_tree(folder: Path, tree: Tree) -> None:
    """Make a folder hold exactly this tree: stale files go."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, (data, executable) in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(0o755 if executable else 0o644)


def differences(expected: Tree, actual: Tree) -> list[str]:
    """Return one text for each file that is missing, extra, or not the same in bytes or mode; sorted by path."""
    return [
        "".join(_difference(path, expected, actual))
        for path in sorted(expected.keys() | actual.keys())
        if expected.get(path) != actual.get(path)
    ]


def _difference(path: str, expected: Tree, actual: Tree) -> Iterator[str]:
    if path not in actual:
        yield f"missing: {path} is expected and was not written\n"
        return
    if path not in expected:
        yield f"extra: {path} was written and is not expected\n"
        return
    (old, old_mode), (new, new_mode) = expected[path], actual[path]
    if old_mode != new_mode:
        yield f"mode: {path} {'may no longer' if old_mode else 'may now'} be executed\n"
    if old != new:
        yield f"changed: {path}\n"
        yield from _lines(old, new)


def _lines(old: bytes, new: bytes) -> Iterator[str]:
    # Lines end at line feeds only, as they do in `git diff`; a carriage return is made visible.
    before, after = (LINE.findall(text.decode(errors="backslashreplace").replace("\r", "\\r")) for text in (old, new))
    shown = list(unified_diff(before, after, "expected", "compiled now"))
    for line in shown[:MOST_LINES]:
        yield line if line.endswith("\n") else f"{line}\n\\ no newline at the end\n"
    if len(shown) > MOST_LINES:
        yield f"… {len(shown) - MOST_LINES} more lines\n"


def check_tree(folder: Path, actual: Tree, *, update: bool) -> None:
    """Assert that a folder holds exactly this tree, or with `update` make it so."""
    if update:
        write_tree(folder, actual)
        return
    found = differences(read_tree(folder), actual)
    assert not found, f"{folder} is not what is compiled now; `make goldens` writes it anew\n\n" + "\n".join(found)
