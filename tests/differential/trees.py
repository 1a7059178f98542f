"""A folder's files as data: contents, the executable bit, links."""

import hashlib
import os
from pathlib import Path


def tree(folder: Path) -> dict[str, str]:
    """Return each file's path: `-:DIGEST`, `x:DIGEST` for an executable one, `l:TARGET` for a link."""
    found: dict[str, str] = {}
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(where, name)
            if path.is_symlink():
                found[str(path.relative_to(folder))] = f"l:{path.readlink()}"
            elif path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
                kind = "x" if path.stat().st_mode & 0o100 else "-"
                found[str(path.relative_to(folder))] = f"{kind}:{digest}"
    return dict(sorted(found.items()))
