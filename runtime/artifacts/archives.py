"""Artifacts as tar archives: written from the store, and read into it without believing a word of them."""

import contextlib
import gzip
import hashlib
import io
import os
import secrets
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final, NoReturn, Protocol, Self

from ..errors import ArtifactError
from .faults import CorruptedObjectError
from .links import resolve
from .manifest import Entry, check, refusal
from .objects import Batch, Objects
from .walk import printable

_RATIO: Final = 200
_ALWAYS: Final = 1 << 30
"""An archive may hold 200 times its own size, or 1 GiB if that is more: what unpacks to more is made to do harm."""

_MEMBERS: Final = 1_000_000
_HEADER: Final = 1 << 20
"""Bytes of the longest name or extended header, which are read into memory."""

_EXTENDED: Final = frozenset({tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK})
_GZIP: Final = b"\x1f\x8b"


def write_archive(
    objects: Objects,
    entries: Sequence[Entry],
    path: Path,
    compression: str,
    beside: Mapping[str, bytes] | None = None,
) -> None:
    """Write an artifact as a tar archive, packed if `compression` is gzip; equal artifacts make equal archives.

    It appears whole, or not at all. CorruptedObjectError or MissingObjectError when an object is not whole.

    Args:
        objects: Where the contents are.
        entries: What the archive holds, in this order.
        path: Where it appears.
        compression: `gzip` or `none`.
        beside: Plain files that stand before the entries, by name.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            with _packing(file, compression) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
                for name, content in (beside or {}).items():
                    _add_plain(archive, name, content)
                for entry in entries:
                    _add(archive, objects, entry)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _packing(file: IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    if compression == "none":
        yield file
    else:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
            yield packed  # type: ignore[misc]  # it writes bytes, and is no IO to the type checker


def _add_plain(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _add(archive: tarfile.TarFile, objects: Objects, entry: Entry) -> None:
    member = tarfile.TarInfo(entry.path)
    if entry.link:
        member.type, member.linkname, member.mode = tarfile.SYMTYPE, entry.link, 0o777
        archive.addfile(member)
        return
    member.size, member.mode = entry.size, 0o755 if entry.executable else 0o644
    with open(objects.open(entry.digest), "rb") as file:  # noqa: PTH123 - a descriptor
        reader = _Hashing(file)
        with contextlib.suppress(OSError):  # it is shorter than it should be, and so has another digest
            archive.addfile(member, reader)  # type: ignore[arg-type]  # `read` is all that it uses
    if reader.hasher.hexdigest() != entry.digest:
        raise CorruptedObjectError(entry.digest)


class _Readable(Protocol):
    """Gives bytes."""

    def read(self, size: int, /) -> bytes: ...


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, file: _Readable) -> None:
        self._file = file
        self.hasher = hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.hasher.update(data)
        return data


def read_archive(batch: Batch, path: Path) -> list[Entry]:
    """Store what a tar archive holds, packed with gzip or not; return its entries.

    ArtifactError for members that lead out, hard links, devices, pipes, sparse files, names that stand twice, more than
    an archive of its size can honestly hold, and archives that are cut off or damaged.
    """
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file, mode="rb") if packed else contextlib.nullcontext(file) as content:
                bounded = _Bounded(content, max(_ALWAYS, path.stat().st_size * _RATIO))
                with tarfile.open(fileobj=bounded, mode="r|", tarinfo=_Member) as archive:  # type: ignore[call-overload]  # as above
                    entries = [_stored(batch, archive, member) for member in _members(archive)]
                while bounded.read(1 << 20):  # the checksum of what is packed stands at its end
                    pass
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArtifactError(
                f"{printable(path.name)} cannot be read as an archive: {error}", "It may be cut off: pack it again."
            ) from error
    check(entries)
    _check_links(entries)
    return entries


class _Bounded:
    """Reads so many bytes and no more."""

    def __init__(self, file: _Readable, most: int) -> None:
        self._file = file
        self._left = most

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ArtifactError(
                "the archive unpacks to far more than its size", "Unpack it by other means, and add the folder."
            )
        return data


class _Member(tarfile.TarInfo):
    """A header; one that announces a name longer than any system has is refused before it is read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header."""
        member = super().frombuf(buf, encoding, errors)
        if member.type in _EXTENDED and member.size > _HEADER:
            raise ArtifactError("the archive has a header that is far too long", "It was made to do harm.")
        return member


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for number, member in enumerate(archive):
        if number >= _MEMBERS:
            raise ArtifactError(f"the archive has more than {_MEMBERS:,} members", "Split it.")
        archive.members = []  # type: ignore[attr-defined] # the library keeps them all otherwise
        if not member.isdir():
            yield member


def _stored(batch: Batch, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Entry:
    path = member.name.removeprefix("./")
    reason = refusal(path)
    if reason:
        _refuse(member, f"it {reason}")
    if member.issym():
        return Entry(path, link=member.linkname)
    if not member.isreg() or member.issparse():
        _refuse(member, "it is neither a plain file nor a symbolic link")
    file = archive.extractfile(member)
    if file is None:
        _refuse(member, "it has no content")
    stored = batch.add(file.readinto)  # type: ignore[attr-defined]  # members have it, their type has not
    return Entry(path, stored.digest, stored.size, bool(member.mode & 0o100))


def _check_links(entries: Sequence[Entry]) -> None:
    links = {entry.path: entry.link for entry in entries if entry.link}
    for path, link in links.items():
        if resolve(path.split("/")[:-1], link, links.get) is None:
            raise ArtifactError(
                f"the archive holds {printable(path)}, a link to {printable(link)}, which leads out of it",
                "Pack it without that link.",
            )


def _refuse(member: tarfile.TarInfo, reason: str) -> NoReturn:
    raise ArtifactError(
        f"the archive holds {printable(member.name)}, which is refused: {reason}", "Pack it without that."
    )
