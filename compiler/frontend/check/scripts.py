"""Scripts and commands: only our own forms are substituted, and nothing from outside may be."""

import shlex

from ...diagnostics import Span
from ..fields import Fields, compile_time
from ..interpolation import resolve_expression
from ..resolved import text_of
from ..scope import Scope
from ..template import ExpressionForm, SecretForm
from ..tree import Mapping, Scalar, Sequence


def check_script(fields: Fields, key: str = "script") -> str | None:
    """Return a script with its compile-time values put in; None when the key is absent or broken.

    A list is one script of as many lines; the text of a string is kept to the byte, a missing last newline added.
    """
    node = fields.node(key)
    if isinstance(node, Scalar):
        text = check_shell_text(fields.scope, node, fields.mapping)
    elif isinstance(node, Sequence):
        lines = [check_shell_text(fields.scope, item, fields.mapping) for item in node if isinstance(item, Scalar)]
        text = "\n".join(line for line in lines if line is not None)
    else:
        return None
    return text if text is None or text.endswith("\n") else text + "\n"


def check_shell_text(scope: Scope, scalar: Scalar, step: Mapping | None = None) -> str | None:
    """Return text that a shell will read, with its compile-time values put in; None when something is wrong."""
    if "${" not in scalar.text:
        return scalar.text
    texts = []
    for part in scope.context.template(scalar, script=True):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, SecretForm):
            _refuse_secret(scope, scope.context.locate(scalar, part.start, part.end), part.name)
        elif isinstance(part, ExpressionForm):
            texts.append(_form(scope, scalar, part, step))
    return "".join(texts)


def _refuse_secret(scope: Scope, span: Span, name: str) -> None:
    from ..rules.secret_place import secret_in_script

    scope.context.report(secret_in_script(span, name))


def _form(scope: Scope, scalar: Scalar, form: ExpressionForm, step: Mapping | None) -> str:
    resolved = resolve_expression(scope, scalar, form.expression)
    if resolved.broken:
        return ""
    if not resolved.taint and not resolved.runtime:
        return text_of(resolved) if resolved.known else ""
    span = scope.context.locate(scalar, form.start, form.end)
    if resolved.taint:
        from ..rules.tainted_script import tainted

        source = scope.context.sources.get(span.path)
        scope.context.report(tainted(span, resolved.taint, form.expression, step, source))
        return ""
    from ..rules.run_time_value import run_time_form

    scope.context.report(run_time_form(span, resolved.runtime, "script"))
    return ""


def check_command(fields: Fields, key: str, *, shell: bool) -> tuple[str, ...]:
    """Return a command as its arguments.

    A list is the arguments themselves. A string is split as Compose splits one, or where `shell` is true (health
    checks) given to `/bin/sh -c` as a script, for which the rules of scripts hold.
    """
    node = fields.node(key)
    if isinstance(node, Sequence):
        return fields.texts(key)
    if not isinstance(node, Scalar):
        return ()
    if shell:
        text = check_shell_text(fields.scope, node)
        return ("/bin/sh", "-c", text) if text else ()
    resolved = compile_time(fields.scope, node)
    return () if resolved is None or resolved.unknown else _split(fields, node, text_of(resolved))


def _split(fields: Fields, node: Scalar, text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        from ..rules.malformed_command import malformed

        fields.context.report(malformed(node, str(error)))
        return ()
