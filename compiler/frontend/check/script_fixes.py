"""Values that stand in a script, moved into a variable: its name, its value, and the edits that do it."""

from ...diagnostics import Edit, Fix
from ...ir.expression import path_of, render
from ..context import Context
from ..expression_report import escape_for
from ..patches import add_variable
from ..scope import Scope
from ..shell_text import variable_in
from ..template import ExpressionForm, SecretForm
from ..tree import Mapping, Scalar

_RESERVED = frozenset({"ENV", "HOME", "IFS", "LANG", "PATH", "PWD", "SHELL", "USER"})
_ROOTS = frozenset({"env", "matrix", "params", "secrets", "trigger"})


def visible_variable(form: ExpressionForm) -> str:
    """Return the variable that a form is, and that the script sees without it; empty when it is something else."""
    path = path_of(form.expression)
    return path[1] if len(path) == 2 and path[0] == "env" else ""


def variable_for(scope: Scope, form: ExpressionForm | SecretForm) -> str:
    """Return a good name for a variable with the value of a form, one that is not used here for another."""
    text = f"secrets.{form.name}" if isinstance(form, SecretForm) else render(form.expression)
    root, _, rest = text.partition(".")
    name = _upper(rest) if rest and root in _ROOTS else _upper(text)
    if name in _RESERVED:
        name = _upper(text)
    taken = scope.outer.names() if scope.outer is not None else ()
    return next(word for number in range(1, len(taken) + 2) if (word := _numbered(name, number)) not in taken)


def _upper(text: str) -> str:
    name = "".join(char if char.isascii() and char.isalnum() else "_" for char in text).strip("_").upper()[:40]
    return name if name and not name[0].isdigit() else f"VALUE_{name}".rstrip("_")


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def value_of(scalar: Scalar, form: ExpressionForm | SecretForm) -> str:
    """Return the value of such a variable as a pipeline writes it."""
    text = scalar.text[form.start : form.end]
    return " ".join(text.split()) if "\n" in text and "'" not in text else text


def use_variable(context: Context, scalar: Scalar, form: ExpressionForm, name: str) -> Fix | None:
    """Return the fix that writes the shell's variable `name` in place of a form."""
    edit = _reference(context, scalar, form, name)
    return None if edit is None else Fix(f"write `${name}`", False, (edit,))


def move_to_variable(
    context: Context, scalar: Scalar, form: ExpressionForm | SecretForm, step: Mapping | None, name: str
) -> Fix | None:
    """Return the fix that gives a step a variable with the value of a form, and uses it in the script."""
    source = context.source_of(scalar)
    if step is None or source is None or scalar.used is not None or step.span.path != source.path:
        return None
    added = add_variable(step, name, value_of(scalar, form), source)
    if added is None:
        return None
    variable, edits = added
    reference = _reference(context, scalar, form, variable)
    return None if reference is None else Fix(f"put it into the variable `{variable}`", False, (reference, *edits))


def _reference(context: Context, scalar: Scalar, form: ExpressionForm | SecretForm, name: str) -> Edit | None:
    span = context.locate(scalar, form.start, form.end)
    source = context.source_of(scalar)
    if source is None or not source.text.startswith("${", span.start) or source.text[span.end - 1] != "}":
        return None
    text = variable_in(scalar.text, form.start, form.end, name)
    if scalar.style == "plain" and form.start == 0:
        text = f"${{{name}}}"  # a plain scalar does not begin with a quote
    return Edit(span, escape_for(scalar.style)(text))
