"""Files of an ended allocation, copied here: those that an artifact's globs select, with modes and links."""

import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

from compiler.ir.globs import fixed_folder, matcher
from compiler.ir.job import Artifact

from ...errors import ArtifactError, ExecutorError
from .failures import NomadMissingError
from .reading import Entry, Reading
from .traces import STATE

GONE: Final = (
    "its node removed its files before they could be read: set `gc_max_allocs` of the Nomad client above the number of"
    " jobs that run there at a time"
)
WORKSPACE: Final = "alloc/data/workspace"


class Links:
    """What the job's last task wrote down about its workspace: where it is, and what each link leads to."""

    def __init__(self, text: str | None) -> None:
        parts = (text or "").split("\0")
        self.workspace = parts[0]
        names = (name.removeprefix("./") for name in parts[1:-1:2])
        self.targets: Mapping[str, str] = dict(zip(names, parts[2::2], strict=False))


class Files:
    """The workspace of one allocation."""

    def __init__(self, reading: Reading, allocation: str, namespace: str) -> None:
        self._reading = reading
        self._allocation = allocation
        self._namespace = namespace
        self._links: Links | None = None

    async def check(self) -> None:
        """Raise ExecutorError where its node has no files of it any more."""
        try:
            await self._reading.stat(self._allocation, WORKSPACE, self._namespace)
        except NomadMissingError:
            raise ExecutorError(GONE) from None

    async def links(self) -> Links:
        """Return what is known of its links; it is read once."""
        if self._links is None:
            self._links = Links(await self._reading.text(self._allocation, f"{STATE}/links", self._namespace))
        return self._links

    async def fetch(self, artifact: Artifact, into: Path) -> None:
        """Copy what an artifact's globs select."""
        selects = matcher(artifact.paths)
        for root in _roots(artifact.paths):
            async for path, entry in self._found(root):
                if selects(os.fsencode(path)):
                    await self._copy(path, entry, into)

    async def _found(self, root: str) -> AsyncIterator[tuple[str, Entry]]:
        """Yield what is at a path or below it, but directories; no link on the way there is followed."""
        above, folders = "", root.split("/") if root else []
        for number, name in enumerate(folders, 1):
            entry = (await self._entries(above)).get(name)
            above = f"{above}/{name}" if above else name
            if entry is None or not entry.is_directory:
                if entry is not None and number == len(folders):
                    yield above, entry
                return
        async for found in self._walk(root):
            yield found

    async def _walk(self, path: str) -> AsyncIterator[tuple[str, Entry]]:
        for name, entry in (await self._entries(path)).items():
            below = f"{path}/{name}" if path else name
            if entry.is_directory:
                async for found in self._walk(below):
                    yield found
            else:
                yield below, entry

    async def _entries(self, path: str) -> Mapping[str, Entry]:
        """Return what is in a directory of the workspace, by name."""
        try:
            found = await self._reading.entries(self._allocation, f"{WORKSPACE}/{path}", self._namespace)
        except NomadMissingError:
            return {}
        for entry in found:
            if "/" in entry.name or "\0" in entry.name or entry.name in {"", ".", ".."}:
                raise ArtifactError(f"Nomad tells of a file `{entry.name}` in `{path}`, which is no name")
            if "\ufffd" in entry.name:
                raise ArtifactError(
                    f"the name of a file in `{path or '.'}` is not UTF-8, so Nomad cannot hand it out",
                    "give it a name in UTF-8, or pack it into an archive",
                    failure_class="configuration",
                )
        return {entry.name: entry for entry in found}

    async def _copy(self, path: str, entry: Entry, into: Path) -> None:
        target = into / path
        if not _make_way(target, into):
            return  # another artifact has it too
        if entry.is_link:
            os.symlink(await self._target(path), target)  # noqa: PTH211 - it is quick, and in the loop
        elif entry.is_file:
            try:
                await self._file(path, entry, target)
            except BaseException:  # a part of a file is none
                target.unlink(missing_ok=True)
                raise

    async def _target(self, path: str) -> str:
        leads_to = (await self.links()).targets.get(path)
        if leads_to is None:
            raise ArtifactError(
                f"the link `{path}` cannot be kept: Nomad does not say what it leads to",
                "use an image with `find` and `readlink` for the job's last step, or make it a file",
                failure_class="configuration",
            )
        return leads_to

    async def _file(self, path: str, entry: Entry, target: Path) -> None:
        with target.open("wb") as file:
            async for chunk in self._reading.chunks(self._allocation, f"{WORKSPACE}/{path}", self._namespace):
                file.write(chunk)
            size = file.tell()
        if size != entry.size:
            raise ArtifactError(f"`{path}` came as {size} bytes of {entry.size}", failure_class="infrastructure")
        os.chmod(target, 0o755 if entry.is_executable else 0o644)  # noqa: PTH101 - quick, and in the loop


def _make_way(target: Path, into: Path) -> bool:
    """Make the directory of a file; tell whether the file is not there yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(into.resolve()):
        raise ArtifactError(f"`{target.relative_to(into)}` leads out of the workspace")
    return not os.path.lexists(target)


def _roots(globs: tuple[str, ...]) -> list[str]:
    """Return the paths at or below which all is that the globs select, none of them inside another."""
    paths = {fixed_folder(glob) for glob in globs}
    return sorted(path for path in paths if not any(_is_inside(path, other) for other in paths))


def _is_inside(path: str, other: str) -> bool:
    return path != other and (not other or path.startswith(f"{other}/"))
