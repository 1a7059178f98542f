"""How rules are named by people: by code, by the beginning of codes, or by title."""

from importlib import import_module

from .catalogue import codes, pages
from .frontend.settings import FIRST_FREE


def select_rules(name: str) -> str | None:
    """Return the beginning of codes that `name` stands for (`PC3`, `pc305`, `redundant-dependency`), None for none."""
    known = codes()
    upper = name.upper()
    if upper.startswith("PC"):
        return upper if any(code.startswith(upper) for code in known) else None
    for code, module in known.items():
        # A title says mostly what its module is called; so one module is imported, not two hundred.
        if module.rpartition(".")[2].replace("_", "-") == name and import_module(module).RULE.title == name:
            return code
    return next((page.rule.code for page in pages() if page.rule.title == name), None)


def is_fixed(selected: str) -> bool:
    """Tell whether all that begins so are errors of reading, which always count."""
    return all(code < FIRST_FREE for code in codes() if code.startswith(selected))


def suggest_rule(name: str) -> str:
    """Return a help line for a name that no rule has."""
    from .diagnostics.nearest import nearest

    near = nearest(name, (*codes(), *(page.rule.title for page in pages())))
    return f"did you mean `{near}`?" if near else "`pipec explain codes` lists them"
