"""How rules are named by people: by code, by the beginning of codes, or by title."""

from functools import lru_cache
from importlib import import_module

from . import catalogue
from .frontend.settings import FIRST_FREE


@lru_cache(maxsize=1024)
def select_rules(name: str) -> str | None:
    """Return the beginning of codes that `name` stands for (`PC3`, `pc305`, `redundant-dependency`), None for none."""
    upper = name.upper()
    if upper.startswith("PC"):
        return upper if any(code.startswith(upper) for code in _codes()) else None
    for code, module in _codes().items():
        # A title says mostly what its module is called; so one module is imported, not two hundred.
        if module.rpartition(".")[2].replace("_", "-") == name and import_module(module).RULE.title == name:
            return code
    return _titles().get(name)


@lru_cache(maxsize=1024)
def is_fixed(selected: str) -> bool:
    """Tell whether all that begins so are errors of reading, which always count."""
    return all(code < FIRST_FREE for code in _codes() if code.startswith(selected))


@lru_cache(maxsize=1024)
def suggest_rule(name: str) -> str:
    """Return a help line for a name that no rule has."""
    from .diagnostics.nearest import nearest

    near = nearest(name, (*_codes(), *_titles()))
    return f"did you mean `{near}`?" if near else "`pipec explain codes` lists them"


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return catalogue.codes()


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {page.rule.title: page.rule.code for page in catalogue.pages()}
