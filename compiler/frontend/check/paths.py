"""Paths of a pipeline stay inside the workspace."""

import posixpath

from ..fields import Fields, compile_time
from ..interpolation import resolve_scalar
from ..resolved import text_of
from ..scope import Scope
from ..tree import Scalar


def check_workspace_path(fields: Fields, key: str, default: str = ".") -> str:
    """Return the normalised path under `key`, relative to the workspace."""
    node = fields.node(key)
    path = workspace_path(fields.scope, node) if isinstance(node, Scalar) else None
    return default if path is None else path


def workspace_path(scope: Scope, node: Scalar) -> str | None:
    """Return a normalised path relative to the workspace; None when it is broken or leads out of it."""
    resolved = compile_time(scope, node)
    if resolved is None or resolved.unknown:
        return None
    text = text_of(resolved)
    path = posixpath.normpath(text) if text else "."
    if _leads_out(path):
        from ..rules.path_outside import path_outside

        scope.context.report(path_outside(node, text))
        return None
    return path


def _leads_out(path: str) -> bool:
    return path.startswith(("/", "../")) or path == ".." or "\0" in path


def check_inside(scope: Scope, node: Scalar) -> None:
    """Report a path, known at run time perhaps, that surely leads out of the workspace."""
    resolved = resolve_scalar(scope, node)
    first = resolved.parts[0] if resolved.parts else ""
    if resolved.broken or not isinstance(first, str):
        return
    if _leads_out(posixpath.normpath(first)):
        from ..rules.path_outside import path_outside

        scope.context.report(path_outside(node, node.text))


def check_globs(fields: Fields, key: str) -> tuple[str, ...]:
    """Return the globs of an artifact; each stays inside the workspace."""
    found = []
    for item in fields.items(key):
        path = workspace_path(fields.scope, item) if isinstance(item, Scalar) else None
        if path is not None and isinstance(item, Scalar) and path.startswith("!"):
            from ..rules.excluding_glob import excluding_glob

            fields.context.report(excluding_glob(item))
        elif path is not None:
            found.append(path)
    return tuple(found)
