"""Kills a writer at each of its system events in turn, and prints what a reader finds after each.

Arguments: directory, `beside` or `inside`. Output: one line for each kill, `old`, `new` or the reader's error.
"""

import os
import signal
import sys
from pathlib import Path

from compiler import bundle_swap
from compiler.bundle_files import BundleError, sealed
from compiler.bundle_read import read_bundle

OLD = {"plan.json": (b"old", 0o644), "nomad/a.json": (b"a", 0o644), "gone/x": (b"x", 0o600)}
NEW = {"plan.json": (b"new", 0o644), "nomad/a.json": (b"b", 0o644), "compose/run": (b"r", 0o755)}
EVENTS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.listdir", "os.scandir"}


def write(directory, files, way):
    getattr(bundle_swap, f"replace_{way}")(Path(directory), sealed(files))


def write_and_die(directory, way, at):
    seen = 0

    def hook(event, _):
        nonlocal seen
        if event in EVENTS or event.startswith("ctypes.call"):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    write(directory, NEW, way)


def found(directory):
    try:
        files = read_bundle(directory)
    except BundleError as error:
        return str(error).replace("\n", " ")
    return "old" if files == OLD else "new" if files == NEW else f"mixed {files}"


def main(directory, way):
    Path(directory).mkdir()
    write(directory, OLD, way)
    at = 0
    while True:
        at += 1
        child = os.fork()
        if child == 0:
            write_and_die(directory, way, at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{found(directory)}\n")
        sys.stdout.flush()
        if os.WIFEXITED(status):
            return
        write(directory, OLD, way)
        left = [path.name for path in Path(directory).parent.iterdir()] + [
            path.name for path in Path(directory).iterdir()
        ]
        assert not [name for name in left if "tmp" in name or "lock" in name], left
        assert found(directory) == "old"


if __name__ == "__main__":
    main(*sys.argv[1:])
