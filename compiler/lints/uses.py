"""What a pipeline's texts mention: parameters, variables, outputs. One walk over the tree, made when first asked for.

This errs towards use: a name counts as used wherever the text could mean it, in quotes and in scripts too.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ..frontend.tree import Mapping, Node, Scalar, Sequence

_MEMBER: Final = r"(?:\s*\.\s*([A-Za-z_][\w-]*)|\s*\[\s*'([^']*)'\s*\])"
_WHOLE: Final = r"(?=\s*[)\],}\[])"
_PARAMETER: Final = rf"\bparams\b(?:{_MEMBER}|{_WHOLE})"
_VARIABLE: Final = rf"\$\{{?[#!]?([A-Za-z_]\w*)|\benv\b(?:{_MEMBER}|{_WHOLE})"
_MATRIX: Final = rf"\bmatrix\b(?:{_MEMBER}|{_WHOLE})"
_OUTPUT: Final = rf"\bjob\b(?:{_MEMBER}(?P<outputs>\s*\.\s*outputs\b|\s*\[\s*'outputs'\s*\])?{_MEMBER}?|{_WHOLE})"
# Patterns are compiled where they are first needed, which `re` remembers: many pipelines need none.
_SCRIPTS: Final = frozenset({"script", "command"})
_VARIABLES: Final = frozenset({"environment", "global_env", "variables"})
EVERY: Final = "*"
"""Stands among names where which one is meant cannot be seen."""


class Uses(NamedTuple):
    """Names that the texts of a file mention. `EVERY` among them says that any may be meant.

    `variables` are those that are mentioned outside of scripts, `in_scripts` those that are mentioned in scripts,
    `defined` the keys of every map of variables. An output is the job and its name, or the job and `EVERY`.
    """

    parameters: frozenset[str]
    variables: frozenset[str]
    in_scripts: frozenset[str]
    defined: frozenset[str]
    outputs: frozenset[tuple[str, str]]


class _Sets(NamedTuple):
    """The same while it is collected."""

    parameters: set[str]
    variables: set[str]
    in_scripts: set[str]
    defined: set[str]
    outputs: set[tuple[str, str]]

    def frozen(self) -> Uses:
        return Uses(
            frozenset(self.parameters),
            frozenset(self.variables),
            frozenset(self.in_scripts),
            frozenset(self.defined),
            frozenset(self.outputs),
        )


def read_uses(root: Node) -> Uses:
    """Return what the texts below a node mention."""
    sets = _Sets(set(), set(), set(), set(), set())
    pending: list[tuple[Node, str]] = [(root, "")]
    while pending:
        node, key = pending.pop()
        if isinstance(node, Scalar):
            text = node.text
            if "$" in text or "env" in text or "params" in text or "job" in text or key == "from":
                _read(sets, text, key)
        elif isinstance(node, Mapping):
            for entry in node:
                if key in _VARIABLES:
                    sets.defined.add(entry.key.text)
                pending.append((entry.value, entry.key.text))
        elif isinstance(node, Sequence):
            pending.extend((item, key) for item in node.items)
    return sets.frozen()


def reads_parameters(text: str, names: Iterable[str]) -> bool:
    """Tell whether a file's text names every one of these parameters as `${params.NAME}`: the common case, seen soon.

    A comment may do so too; then an unused parameter is not found, which is no harm.
    """
    return all(f"${{params.{name}}}" in text for name in names)


def axes_used(root: Node) -> frozenset[str]:
    """Return the axes of a matrix that the texts below a node mention."""
    found: set[str] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if "matrix" in node.text:
                for match in re.finditer(_MATRIX, node.text):
                    found |= _names(match[1] or match[2])
        elif isinstance(node, Mapping):
            pending.extend(entry.value for entry in node)
        elif isinstance(node, Sequence):
            pending.extend(node.items)
    return frozenset(found)


def _read(sets: _Sets, text: str, key: str) -> None:
    if "params" in text:
        for match in re.finditer(_PARAMETER, text):
            sets.parameters.update(_names(match[1] or match[2]))
    if "$" in text or "env" in text:
        variables = sets.in_scripts if key in _SCRIPTS else sets.variables
        for match in re.finditer(_VARIABLE, text):
            variables.update(_names(match[1] or match[2] or match[3]))
    if "job" in text:
        for match in re.finditer(_OUTPUT, text):
            sets.outputs.update(_outputs(match))
    if key == "from":
        job, _, name = text.partition(".")
        sets.outputs.add((job, name))


def _names(name: str | None) -> set[str]:
    """Return the names that may be meant: `a-b` may be `a-b`, and `a` with a minus behind it."""
    return {name, name.partition("-")[0]} if name else {EVERY}


def _outputs(match: re.Match[str]) -> set[tuple[str, str]]:
    job, name = match[1] or match[2], match[4] or match[5]
    if not job:
        return {(EVERY, EVERY)}
    if name and not match["outputs"]:  # the status of a job
        return set()
    return {(job, each) for each in _names(name)}
