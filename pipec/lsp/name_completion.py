"""Completion of names: jobs, artifacts, components, images and whatever else a place refers to."""

# ruff: noqa: PTH118, PTH120 - paths are texts everywhere in the compiler

import os
import re
from collections.abc import Iterator
from typing import Final

from compiler.frontend.document import JobDeclaration
from compiler.frontend.lock import NAME, read_lock
from compiler.frontend.tree import Mapping, Scalar, Sequence
from compiler.source import Source

from .cursor import Cursor
from .files import Open, text_of
from .model import Model
from .proposal import Proposal
from .roles import NOT_AXES, Path, Role
from .shapes import node_at

_ALIAS: Final = re.compile(r"(?:^|[\s\[{,])\*(?P<name>[\w-]*)\Z")
_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,])&(?P<name>[\w-]+)")


def names_of_values(model: Model, path: str, cursor: Cursor, role: Role, opened: Open) -> Iterator[Proposal]:
    """Yield the names that may stand at the cursor as a value."""
    match role:
        case "job":
            yield from _jobs(model, cursor)
        case "own-job":
            yield Proposal(str(cursor.path[1]), "job")
        case "artifact" | "artifact-glob":
            yield from _artifacts(model, cursor)
        case "output":
            yield from _outputs(model)
        case "component" | "environment":
            yield from _declared(model, cursor, role)
        case "secret":
            yield from _secrets(model, cursor)
        case "port":
            yield from _ports(model, cursor)
        case "image":
            yield from _images(model, opened)
        case "include":
            yield from _files(path, model.request.root, cursor.before)


def names_of_keys(model: Model, path: Path, role: Role) -> Iterator[Proposal]:
    """Yield the names that may stand as keys of the mapping at a path, where they name what is defined elsewhere."""
    match path:
        case ("environments", _, "overrides"):
            yield from (Proposal(name, "name", "component") for name in model.document.components)
        case ("jobs", _, "matrix", "include" | "exclude", int()):
            axes = node_at(model.tree, path[:3])
            for entry in axes if isinstance(axes, Mapping) else ():
                if entry.key.text not in NOT_AXES:
                    yield Proposal(entry.key.text, "name", "axis")
        case ("components" | "environments", _, "secrets"):
            yield from (Proposal(name, "name", "secret") for name in _known_secrets(model))
    if role == "variable" and path[:1] == ("environments",):
        names = {name for item in model.document.components.values() for name in _keys(item.body.get("environment"))}
        yield from (Proposal(name, "variable", "variable of a component") for name in sorted(names))


def complete_alias(source: Source, offset: int) -> tuple[int, tuple[Proposal, ...]] | None:
    """Return where the name of an alias begins and the anchors before it; None where no alias is being typed."""
    line = source.text.rfind("\n", 0, offset) + 1
    found = _ALIAS.search(source.text[line:offset])
    if found is None:
        return None
    start = line + found.start("name")
    names = dict.fromkeys(anchor["name"] for anchor in _ANCHOR.finditer(source.text, 0, start))
    return start, tuple(Proposal(name, "name", "anchor") for name in names)


def _others(cursor: Cursor, model: Model) -> set[str]:
    """Return the other items of the list in which the cursor stands."""
    if not cursor.path or not isinstance(cursor.path[-1], int):
        return set()
    items = node_at(model.tree, cursor.path[:-1])
    nodes = items.items if isinstance(items, Sequence) else ()
    below = {node.text for at, node in enumerate(nodes) if at != cursor.path[-1] and isinstance(node, Scalar)}
    return below | cursor.others


def _jobs(model: Model, cursor: Cursor) -> Iterator[Proposal]:
    """Yield the jobs that this one may wait for: not itself, none twice, none that waits for it."""
    own, ancestry = str(cursor.path[1]), model.context.ancestry
    taken = _others(cursor, model)
    for name, job in model.document.jobs.items():
        if name != own and name not in taken and not ancestry.reaches(name, own):
            yield Proposal(name, "job", _of_job(job))


def _of_job(job: JobDeclaration) -> str:
    waits = [name.text for name in job.depends_on]
    return f"waits for {', '.join(waits)}" if waits else "job"


def _artifacts(model: Model, cursor: Cursor) -> Iterator[Proposal]:
    own = cursor.path[1] if cursor.path[0] == "jobs" else None
    taken = _others(cursor, model)
    for name, job in model.document.jobs.items():
        if name == own:
            continue
        for artifact in job.artifacts:
            if f"{name}.{artifact}" not in taken:
                yield Proposal(f"{name}.{artifact}", "name", "artifact")


def _outputs(model: Model) -> Iterator[Proposal]:
    for name, job in model.document.jobs.items():
        yield from (Proposal(f"{name}.{output}", "name", "output") for output in job.outputs)


def _declared(model: Model, cursor: Cursor, role: Role) -> Iterator[Proposal]:
    known = model.document.components if role == "component" else model.document.environments
    taken = _others(cursor, model) | ({str(cursor.path[1])} if cursor.path[0] == f"{role}s" else set())
    yield from (Proposal(name, "name", role) for name in known if name not in taken)


def _known_secrets(model: Model) -> list[str]:
    return sorted({symbol.name for symbol in model.names.by_symbol if symbol.kind == "secret" and symbol.name})


def _secrets(model: Model, cursor: Cursor) -> Iterator[Proposal]:
    """Yield secrets that are known somewhere; the text at the cursor is none yet."""
    taken = _others(cursor, model)
    for name in _known_secrets(model):
        if name not in taken and name != cursor.before:
            yield Proposal(name, "name", "secret")


def _ports(model: Model, cursor: Cursor) -> Iterator[Proposal]:
    name = cursor.path[3] if cursor.path[0] == "environments" else cursor.path[1]
    ports = node_at(model.tree, ("components", name, "ports"))
    for item in ports if isinstance(ports, Sequence) else ():
        port = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(port, Scalar):
            yield Proposal(port.text, "name", "port")


def _images(model: Model, opened: Open) -> Iterator[Proposal]:
    """Yield the images of the lock beside the pipeline."""
    path = os.path.join(os.path.dirname(model.request.path), NAME)
    text = text_of(path, opened)
    if text is None:
        return
    lock, _ = read_lock(Source(NAME, text))
    for reference, digest in lock.digests.items():
        yield Proposal(reference, "value", "in pipec.lock", f"`{digest}`")


def _files(path: str, root: str, typed: str) -> Iterator[Proposal]:
    """Yield the folders and YAML files of the folder that is being typed, as far as it is in the repository."""
    folder = typed.rpartition("/")[0]
    place = os.path.normpath(os.path.join(os.path.dirname(path), folder))
    if typed.startswith("/") or not f"{place}/".startswith(f"{root.rstrip('/')}/"):
        return
    try:
        with os.scandir(place) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except (OSError, ValueError):
        return
    for name, is_folder in found:
        shown = f"{folder}/{name}" if folder else name
        if is_folder and not (name.startswith(".") and name != ".pipec"):
            yield Proposal(f"{shown}/", "file")
        elif name.endswith((".yaml", ".yml")) and os.path.join(os.path.dirname(path), shown) != path:
            yield Proposal(shown, "file", order=f"{0 if name.endswith('.fragment.yaml') else 1}{name}")


def _keys(node: object) -> Iterator[str]:
    yield from (entry.key.text for entry in node) if isinstance(node, Mapping) else ()
