"""`pipec plan --against`: from a command line to statements and an exit code."""

from compiler.review.statement import LEVELS, Statement

from .found import Found
from .printing import print_found
from .wanted import Asked, Wanted, wanted

SAME, FAILED, CHANGES = 0, 1, 2


def plan_against(asked: Asked, format_: str) -> int:
    """Ask the engine and print what would change: 0 nothing, 2 something, 1 where something could not be asked."""
    what = wanted(asked)
    if what is None:
        return FAILED
    found = _ask(what, asked)
    found = found._replace(statements=_sorted(found.statements))
    print_found(what, found, format_, color=asked.color, quiet=asked.quiet)
    if found.unasked:
        return FAILED
    return CHANGES if found.statements else SAME


def _ask(what: Wanted, asked: Asked) -> Found:
    if asked.target == "nomad":
        from .nomad import against_nomad

        return against_nomad(what, asked.environment)
    from .compose import against_compose

    return against_compose(what, asked.environment)


def _sorted(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return them, the most dangerous first, else as they came: in the order of the file."""
    return tuple(sorted(statements, key=lambda each: -LEVELS.index(each.level)))
