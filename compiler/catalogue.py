"""Every code, and the module that is its rule; the pages of `pipec explain` and of the docs come from there.

Importing this imports no rule: each package of rules says by names alone what it holds.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from .diagnostics import Rule

PACKAGES: dict[str, str] = {
    "compiler.frontend.rules.codes_yaml": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_shape": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_check": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_expressions": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_scripts": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_profiles": "compiler.frontend.rules",
    "compiler.frontend.rules.codes_ignores": "compiler.frontend.rules",
    "compiler.lints.registry": "compiler.lints.rules",
    "compiler.backends.rules": "compiler.backends.rules",
    "compiler.backends.nomad.rules": "compiler.backends.nomad.rules",
    "compiler.backends.compose.rules": "compiler.backends.compose.rules",
    "compiler.backends.woodpecker.rules": "compiler.backends.woodpecker.rules",
    "compiler.backends.deploy.rules": "compiler.backends.deploy.rules",
}
"""A module with `CODES`, and the package in which the modules named there stand."""


class Page(NamedTuple):
    """A rule with its documentation, in Markdown."""

    rule: Rule
    text: str


def codes() -> dict[str, str]:
    """Return every code with the dotted name of its module, sorted."""
    found: dict[str, str] = {}
    for registry, package in PACKAGES.items():
        for code, module in import_module(registry).CODES.items():
            if code in found:
                raise ValueError(f"{code} stands for both {found[code]} and {package}.{module}")
            found[code] = f"{package}.{module}"
    return dict(sorted(found.items()))


def page(code: str) -> Page:
    """Return the page of a code; a KeyError when there is none."""
    module = import_module(codes()[code])
    return Page(module.RULE, (module.__doc__ or "").strip())


def pages() -> Iterator[Page]:
    """Yield every page in the order of the codes."""
    for code in codes():
        yield page(code)
