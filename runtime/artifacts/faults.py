"""What can be wrong with stored contents, told apart because different things help."""

from ..errors import ArtifactError

_REBUILD = "`pipec artifact verify` says which job can make it again."


class CorruptedObjectError(ArtifactError):
    """The bytes of an object are not those of its digest."""

    def __init__(self, digest: str, what: str = "") -> None:
        super().__init__(f"{what and f'{what}: '}the stored object {digest} is corrupted", _REBUILD)
        self.digest = digest


class MissingObjectError(ArtifactError):
    """An object is not in the store."""

    def __init__(self, digest: str, what: str = "") -> None:
        super().__init__(f"{what and f'{what}: '}the object {digest} is not in the store", _REBUILD)
        self.digest = digest
