"""What can be wrong with the forms in a text, apart from the expressions in them."""

import re

from ..ir.expression import ROOTS, Problem, nearest
from ..ir.expression.notation import quoted

_SHELL = r"[A-Za-z_][A-Za-z0-9_]*(:?[-+=?]|##?|%%?|\^\^?|,,?|:|@)"
_SHELL_FORMS = {
    "=": "assigning",
    "?": "demanding a value",
    "#": "cutting a prefix",
    "%": "cutting a suffix",
    "^": "changing case",
    ",": "changing case",
    ":": "cutting out a part",
    "@": "transforming",
}


def unterminated(start: int, opening: str, closing: str) -> Problem:
    """Say that a form has no end."""
    help_ = f"close it with `{closing}`; a literal `${{` is written `$${{`"
    return Problem("unterminated-form", start, start + len(opening), f"`{opening}` is not closed", help_, "opened here")


def too_deep(start: int, end: int, limit: int) -> Problem:
    """Say that forms stand in forms too deep."""
    message = f"the forms are nested more than {limit} levels deep"
    return Problem("too-deep", start, end, message, "give the inner ones names of their own in `environment`")


def bad_form(text: str, start: int, end: int) -> Problem:
    """Say what is wrong with `${…}` whose inside, up to the brace, is no form; `start` is that of the `$`."""
    inside = text[start + 2 : end - 1]
    if inside.strip() != inside or not inside:
        return _blank(inside, start, end)
    dotted = re.match(r"([A-Za-z_][\w-]*)\.", inside)
    if dotted:
        return unknown_root(dotted[1], start + 2)
    shell = re.match(_SHELL, inside)
    if shell:
        return _shell(inside, shell, start, end)
    message = f"`${{{_shortened(inside)}}}` has no name that a variable can have"
    help_ = "names are letters, digits and `_`; computations stand in `${{ … }}`, and a literal `${` is written `$${`"
    return Problem("bad-form", start, end, message, help_)


def _blank(inside: str, start: int, end: int) -> Problem:
    name = inside.strip()
    if not name:
        return Problem("bad-form", start, end, "`${}` names nothing", "write the name of a variable: `${NAME}`")
    help_ = f"write `${{{_shortened(name)}}}`; expressions stand in `${{{{ … }}}}`"
    return Problem("bad-form", start, end, "there are spaces in `${…}`", help_, "", f"${{{name}}}")


def _shell(inside: str, match: re.Match[str], start: int, end: int) -> Problem:
    operator = match[1]
    message = f"`{operator}` is a form of the shell, and no form of pipelines"
    if operator in {"-", "+"}:
        right = f"${{{inside[: match.start(1)]}:{inside[match.start(1) :]}}}"
        help_ = f"write `:{operator}`: empty counts as unset; a name has no `-` in it"
        return Problem("bad-form", start, end, message, help_, "", right)
    what = _SHELL_FORMS[operator.lstrip(":")[:1] or ":"]
    return Problem("bad-form", start, end, message, f"{what} is done in a script")


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def unknown_root(name: str, start: int) -> Problem:
    """Say that the part before the first dot of `${name.…}` is no root; `start` is that of the name."""
    near = nearest(name, (*ROOTS, "secrets"))
    listed = ", ".join(f"`{root}`" for root in (*ROOTS, "secrets"))
    help_ = f"did you mean `{near}`? one of {listed} stands before the dot" if near else f"one of {listed} stands there"
    message = f"`{name}` is no name that `${{…}}` knows before a dot"
    return Problem("unknown-root", start, start + len(name), message, help_, "", near)


def bad_secret(start: int, end: int) -> Problem:
    """Say that `${secrets.…}` holds more than a name."""
    help_ = "write `${secrets.NAME}`; the name is letters, digits, `_` and `-`, and a secret has no default"
    return Problem("bad-form", start, end, "`${secrets.…}` holds one name only", help_)


def not_a_path(inside: str, start: int, end: int) -> Problem:
    """Say that `${ROOT.…}` holds more than a path."""
    right = f"${{{{ {inside} }}}}"
    help_ = f"a computation stands in double braces: `{_shortened(right)}`"
    return Problem("bad-form", start, end, "`${…}` with a dot holds a path only", help_, "", right)


def default_of_path(path: str, operator: str, value: str, start: int, end: int) -> Problem:
    """Say that `:-` and `:+` belong to variables, not to paths."""
    function = "orElse" if operator == ":-" else "ifSet"
    right = f"${{{{ {function}({path}, {quoted(value)}) }}}}"
    message = f"`{operator}` stands behind the name of a variable, not behind a path"
    replacement = None if "${" in value else right
    return Problem("bad-form", start, end, message, f"write `{_shortened(right)}`", "", replacement)


def empty_pattern(start: int, end: int) -> Problem:
    """Say that a replacement looks for nothing."""
    help_ = "write `${NAME/old/new}` for the first, `${NAME//old/new}` for every `old`; `${NAME///-}` replaces slashes"
    return Problem("bad-form", start, end, "the replacement does not say what to look for", help_)


def form_in_replacement(start: int, end: int) -> Problem:
    """Say that both sides of a replacement are literal."""
    help_ = "use `${{ replace(env.NAME, 'old', env.NEW) }}`"
    return Problem("bad-form", start, end, "the texts of a replacement are literal and hold no `${`", help_)
