"""What a change of a plan is. Changes are complete: applied to the old plan they give the new one."""

from typing import Any, Final, Literal, NamedTuple

from ..diagnostics import NOWHERE, Span

Key = str | int
Path = tuple[Key, ...]
"""A place in a plan: names of fields, and after the name of a collection the key of one of its items.

`("jobs", "test-linux", "steps", "unit", "timeout")`, `("environments", "production", "components", "web", "image")`,
`("params", "region", "default")`, `("timeout",)`. Keys are those after renaming.
"""

Kind = Literal["added", "removed", "changed", "renamed", "moved"]

ABSENT: Final = None


class Change(NamedTuple):
    """One change: the same thing done at each of `paths`.

    A path that ends in the name of a field is `changed`, and None may stand on either side (an approval that comes or
    goes). A path that ends in the key of an item is `added`, `removed`, `renamed` or `moved`. `before` and `after` are
    values of the plan in its normal form, without spans: a whole `Job`, `Step`, `Component`, or a field's value.
    `before` is None for what was added, `after` for what was removed. For `renamed` they are the keys (text), and
    everything that speaks of the old name speaks of the new one. For `moved` they are the keys of the item that comes
    before it in an ordered collection, empty text for none. `origins` are, for each of `paths`, where the file says it
    before and after (`NOWHERE` where it does not).

    `each` has for each of `paths` its own before and after where these are not the same everywhere (the instances of a
    matrix, a component in several environments), and is empty otherwise: read `places`, which always has all.
    `names` are the names in the file, before and after, of a renamed job or step. `place` is the index in the new
    collection of what was added to an ordered one, or moved.
    """

    kind: Kind
    paths: tuple[Path, ...]
    before: Any
    after: Any
    origins: tuple[tuple[Span, Span], ...] = ()
    each: tuple[tuple[Any, Any], ...] = ()
    names: tuple[str, str] = ("", "")
    place: int = -1

    @property
    def places(self) -> tuple[tuple[Path, Any, Any], ...]:
        """Every path with what is there before and after."""
        values = self.each or ((self.before, self.after),) * len(self.paths)
        return tuple((path, before, after) for path, (before, after) in zip(self.paths, values, strict=True))

    @property
    def path(self) -> Path:
        """The first place."""
        return self.paths[0]

    @property
    def before_origin(self) -> Span:
        """Where the old file says it first."""
        return self.origins[0][0] if self.origins else NOWHERE

    @property
    def after_origin(self) -> Span:
        """Where the new file says it first."""
        return self.origins[0][1] if self.origins else NOWHERE
