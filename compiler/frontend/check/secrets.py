"""Secrets that are listed and that nobody reads."""

import re
from collections.abc import Iterator

from ...diagnostics import Fix
from ..context import Context
from ..document import JobDeclaration
from ..patches import remove_item
from ..removals import remove_key
from ..tree import Mapping, Node, Scalar, Sequence

_REFERENCE = r"secrets\.([A-Za-z][A-Za-z0-9_-]*)"


def check_unused(context: Context, job: JobDeclaration) -> None:
    """Hint at secrets of a job that nothing in it mentions; silent where another one is mentioned by mistake."""
    if not job.secrets:
        return
    mentioned = set(_mentioned(job.body))
    if context.document.global_env is not None:
        mentioned |= set(_mentioned(context.document.global_env))
    if not mentioned <= job.secrets.keys():
        return
    for name, node in job.secrets.items():
        if name not in mentioned:
            from ..rules.unused_secret import unused_in_job

            context.report(unused_in_job(node, job.name.text, _removed(context, job, node)))


def _removed(context: Context, job: JobDeclaration, node: Scalar) -> Fix | None:
    """Return the fix that takes a secret off the list of a job, or the list away with its only one."""
    secrets, source = job.body.get("secrets"), context.source_of(node)
    if isinstance(secrets, Sequence) and len(secrets) == 1:
        return remove_key(job.body, "secrets", source, title="", safe=False)
    return remove_item(secrets, node, source)


def _mentioned(root: Node) -> Iterator[str]:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if "secrets." in node.text:
                yield from re.findall(_REFERENCE, node.text)
        elif isinstance(node, Mapping):
            pending.extend(entry.value for entry in node)
        elif isinstance(node, Sequence):
            pending.extend(node.items)
