"""The `config` of a task against its driver's own specification, which Nomad's server does not look at.

A client reads `config` as HCL: `${` and `%{` in a string begin a template unless they are doubled.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import is_normalized

from ..profile import Profile
from .drivers import BLOCKS, DRIVERS, Attribute, Specification


def literal(text: str) -> str:
    """Return what stands in a `config` so that the client reads exactly `text`."""
    return re.sub(r"([$%])\{", r"\1\1{", text)


def survives(text: str) -> bool:
    """Tell whether `literal` keeps a text: HCL reads `$${` once, normalizes, drops a first U+FEFF."""
    return is_normalized("NFC", text) and not text.startswith("\ufeff") and not re.search(r"\$\$\{|%%\{", text)


def problems(driver: str, config: Mapping[str, Any], profile: Profile) -> Iterator[str]:
    """Yield what the driver would refuse in `config`, each the end of a sentence that begins with the task."""
    specification = DRIVERS.get(driver)
    if specification is None:
        yield f"has the driver `{driver}`, of which nothing is known"
        return
    yield from _mapping(specification, config, profile, "config")
    if driver == "docker" and any(blank in str(config.get("command", "")) for blank in " \t\n"):
        yield "has a `config.command` with blanks, which the docker driver refuses"


def _mapping(specification: Specification, config: Mapping[str, Any], profile: Profile, where: str) -> Iterator[str]:
    for name, value in config.items():
        attribute = specification.get(name)
        if attribute is None:
            yield f"has `{where}.{name}`, which its driver does not know"
        elif attribute.since and not profile.at_least(attribute.since):
            yield f"has `{where}.{name}`, which came with Nomad {attribute.since}"
        else:
            yield from _value(attribute, value, profile, f"{where}.{name}")
    for name, attribute in specification.items():
        if attribute.required and name not in config:
            yield f"lacks `{where}.{name}`"


def _value(attribute: Attribute, value: object, profile: Profile, where: str) -> Iterator[str]:
    kind, _, block = attribute.type.rstrip(")").partition("(")
    if kind not in {"block", "blocks"}:
        if not _fits(attribute.type, value):
            yield f"has `{where}` that is not of type {attribute.type}"
        return
    bodies = value if isinstance(value, list) else [value]
    if not all(isinstance(body, dict) for body in bodies) or (kind == "block" and len(bodies) > 1):
        yield f"has `{where}` that is not of type {attribute.type}"
        return
    for index, body in enumerate(bodies):
        yield from _mapping(BLOCKS[block], body, profile, f"{where}[{index}]" if isinstance(value, list) else where)


def _fits(kind: str, value: object) -> bool:
    outer, _, inner = kind.removesuffix(")").partition("(")
    if outer == "list":
        return isinstance(value, list) and all(_fits(inner, each) for each in value)
    if outer == "map":
        return isinstance(value, dict) and all(_fits(inner, each) for each in value.values())
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, bool if kind == "bool" else str)
