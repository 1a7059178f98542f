"""Scripts and commands: only our own forms are substituted, and nothing from outside may be."""

import shlex
from collections.abc import Iterable
from typing import NamedTuple

from ..fields import Fields, compile_time
from ..interpolation import resolve_expression, resolve_part
from ..resolved import text_of
from ..scope import Scope
from ..template import ExpressionForm, SecretForm
from ..tree import Mapping, Node, Scalar, Sequence


def check_script(fields: Fields, key: str = "script", *, variables: bool = True) -> str | None:
    """Return a script with its compile-time values put in; None when the key is absent or broken.

    `variables` says that an `environment` may stand beside the script.

    A list is one script of as many lines; the text of a string is kept to the byte, a missing last newline added.
    """
    node = fields.node(key)
    place = Place(fields.mapping if variables else None, variables=variables)
    if isinstance(node, Scalar):
        text = check_shell_text(fields.scope, node, place)
    elif isinstance(node, Sequence):
        lines = [check_shell_text(fields.scope, item, place) for item in node if isinstance(item, Scalar)]
        text = "\n".join(line for line in lines if line is not None)
    else:
        return None
    return text if text is None or text.endswith("\n") else text + "\n"


class Place(NamedTuple):
    """Where a script stands: in which step, and whether variables can be given to it at all."""

    step: Mapping | None = None
    variables: bool = True


ANYWHERE = Place()


def check_shell_text(scope: Scope, scalar: Scalar, place: Place = ANYWHERE) -> str | None:
    """Return text that a shell will read, with its compile-time values put in; None when something is wrong."""
    if "${" not in scalar.text:
        return scalar.text
    texts = []
    for part in scope.context.template(scalar, script=True):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, SecretForm):
            _refuse_secret(scope, scalar, part, place.step)
        elif isinstance(part, ExpressionForm):
            texts.append(_form(scope, scalar, part, place))
    return "".join(texts)


def _refuse_secret(scope: Scope, scalar: Scalar, form: SecretForm, step: Mapping | None) -> None:
    from ..rules.secret_place import secret_in_script
    from .script_fixes import move_to_variable, variable_for

    fix = move_to_variable(scope.context, scalar, form, step, variable_for(scope, form))
    scope.context.report(secret_in_script(scope.context.locate(scalar, form.start, form.end), form.name, fix))


def _form(scope: Scope, scalar: Scalar, form: ExpressionForm, place: Place) -> str:
    resolved = resolve_expression(scope, scalar, form.expression)
    if resolved.broken:
        return ""
    if not resolved.taint and not resolved.runtime:
        return text_of(resolved) if resolved.known else ""
    if resolved.taint:
        _refuse_taint(scope, scalar, form, resolved.taint, place)
        return ""
    from ..origins import definitions
    from ..rules.run_time_value import run_time_value

    span = scope.context.locate(scalar, form.start, form.end)
    scope.context.report(run_time_value(span, resolved.runtime, "a script", definitions(scope, form)))
    return ""


def _refuse_taint(scope: Scope, scalar: Scalar, form: ExpressionForm, source: str, place: Place) -> None:
    from ..rules.tainted_script import tainted, tainted_without_variables
    from .script_fixes import move_to_variable, use_variable, value_of, variable_for, visible_variable

    span = scope.context.locate(scalar, form.start, form.end)
    name = visible_variable(form)
    if not place.variables:
        found = tainted_without_variables(span, source)
    elif name:
        found = tainted(span, source, name, "", use_variable(scope.context, scalar, form, name))
    else:
        name = variable_for(scope, form)
        fix = move_to_variable(scope.context, scalar, form, place.step, name)
        found = tainted(span, source, name, value_of(scalar, form), fix)
    scope.context.report(found)


def check_command(fields: Fields, key: str, *, shell: bool) -> tuple[str, ...]:
    """Return a command as its arguments.

    A list is the arguments themselves. A string is split as Compose splits one, or where `shell` is true (health
    checks) given to `/bin/sh -c` as a script, for which the rules of scripts hold.
    """
    node = fields.node(key)
    if isinstance(node, Sequence):
        if shell:
            _refuse_tainted(fields.scope, node.items)
        return fields.texts(key)
    if not isinstance(node, Scalar):
        return ()
    if shell:
        text = check_shell_text(fields.scope, node)
        return ("/bin/sh", "-c", text) if text else ()
    resolved = compile_time(fields.scope, node)
    return () if resolved is None or resolved.unknown else _split(fields, node, text_of(resolved))


def check_shell(fields: Fields) -> tuple[str, ...]:
    """Return the program that runs scripts, as its arguments; nothing from outside chooses it."""
    node = fields.node("shell")
    _refuse_tainted(fields.scope, node.items if isinstance(node, Sequence) else (node,))
    return check_command(fields, "shell", shell=False)


def _refuse_tainted(scope: Scope, nodes: Iterable[Node | None]) -> None:
    """Report compile-time values from outside in the words of a command; run-time ones may not stand there anyway."""
    for node in nodes:
        if not isinstance(node, Scalar) or "${" not in node.text:
            continue
        for part in scope.context.template(node):
            resolved = resolve_part(scope, node, part)
            if resolved.taint and not resolved.runtime and not isinstance(part, str):
                from ..rules.tainted_script import tainted

                span = scope.context.locate(node, part.start, part.end)
                found = tainted(span, resolved.taint, "NAME", "", None)
                scope.context.report(found._replace(help="write it out; a value from outside goes into a variable"))


def _split(fields: Fields, node: Scalar, text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        from ..rules.malformed_command import lone_backslash, unclosed_quote

        at = quote_at(text, str(error))
        span = fields.context.locate(node, at, at + 1) if node.text == text else node.span
        fields.context.report(unclosed_quote(span) if "quot" in str(error) else lone_backslash(span))
        return ()


def quote_at(text: str, problem: str) -> int:
    """Return where the quote of a command opens that nothing closes; the last character for another problem."""
    if "quot" not in problem:
        return len(text) - 1
    from ..shell_text import open_quote

    return open_quote(text, len(text))
