"""A real engine's refusal, turned into the lines of the pipeline that caused it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from pipec.refusals.explaining import refusals
from pipec.refusals.finding import Found, open_bundle


def refused(
    *command: object, folder: Path | None = None, environment: dict[str, str] | None = None, fails: bool = True
) -> str:
    """Run an engine's check, which must refuse where it `fails` at all; return all that it said."""
    words = [str(each) for each in command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    said = done.stdout + done.stderr
    assert done.returncode != 0 or not fails, f"it was not refused:\n{said}"
    return said


def found(said: str, subject: Path) -> list[Found]:
    """Return what an engine said of an emitted file, or of a file in a bundle, with the places that were found."""
    return refusals(said, open_bundle(str(subject)))


def blamed(said: str, subject: Path, pipeline: Path) -> list[str]:
    """Return the lines of a pipeline that an engine's message comes down to, without blanks around, each once."""
    lines = pipeline.read_text(encoding="utf-8").splitlines()
    places = [each.place for each in found(said, subject) if each.place]
    return list(dict.fromkeys(lines[place.line - 1].strip() for place in places))


def broken(path: Path, *changes: tuple[str, str] | Callable[[str], str]) -> Path:
    """Change an emitted file in each of these ways, which must change something: by a text once, or by a function."""
    for change in changes:
        before = path.read_text(encoding="utf-8")
        after = change(before) if callable(change) else before.replace(*change, 1)
        assert after != before, f"nothing to break in {path}: {change}"
        path.write_text(after, encoding="utf-8")
    return path
