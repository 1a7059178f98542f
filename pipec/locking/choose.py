"""Which images a user means by the names behind `--update`."""

from collections.abc import Collection, Iterable, Iterator

import click

from compiler.diagnostics.nearest import nearest
from compiler.frontend.images import parse_reference


def choose(names: Iterable[str], known: Collection[str], pinned: Collection[str]) -> set[str]:
    """Return the references that `names` mean; a usage error that helps where one means none.

    A name is a reference as a pipeline writes it, with or without its tag, or the end of one: `python`,
    `python:3.12`, `shop/web`, `web`. `pinned` are those whose digest stands in the pipeline.
    """
    chosen: set[str] = set()
    for name in names:
        found = {reference for reference in known if _means(name, reference)}
        if not found:
            raise click.UsageError(_unknown(name, known, pinned))
        chosen |= found
    return chosen


def _means(name: str, reference: str) -> bool:
    parsed = parse_reference(name)
    if parsed is not None and reference in {parsed.tagged, name}:
        return True
    repository = _repository(reference)
    if parsed is not None and not parsed.tag and repository == parsed.name:
        return True
    return f"/{reference}".endswith(f"/{name}") or f"/{repository}".endswith(f"/{name}")


def _repository(reference: str) -> str:
    head, _, last = reference.rpartition("/")
    return f"{head}/{last.partition(':')[0]}"


def _ends(reference: str) -> Iterator[str]:
    """Yield all that a user may call an image: from any part of its path on, with its tag and without."""
    for text in (reference, _repository(reference)):
        parts = text.split("/")
        yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _unknown(name: str, known: Collection[str], pinned: Collection[str]) -> str:
    if any(_means(name.partition("@")[0], reference) for reference in pinned):
        return (
            f"`--update {name}`: its digest stands in the pipeline, where the lock is not asked. "
            "`pipec lock --write --update` writes a new one there."
        )
    if not known:
        return f"`--update {name}`: no image here needs the lock."
    near = nearest(name, sorted({end for reference in known for end in _ends(reference)}))
    told = f"Did you mean `{near}`?" if near else f"There are: {', '.join(sorted(known))}."
    return f"`--update {name}`: no image here is called so. {told}"
