"""A variable that is used is defined."""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...diagnostics.nearest import nearest
from ...ir.system import SYSTEM_VARIABLES

RULE = Rule("PC401", "undefined-variable", "error")


def undefined(name: str, span: Span, owner: str, names: tuple[str, ...], is_parameter: bool) -> Diagnostic:
    """Return the diagnostic of `${NAME}` that nothing defines in `owner`."""
    near = nearest(name, (*names, *SYSTEM_VARIABLES))
    known = ", ".join(f"`{item}`" for item in sorted(set(names))[:8])
    help_ = (
        f"did you mean `${{{near}}}`?"
        if near
        else (f"defined here: {known}" if known else "define it in `environment`")
    )
    fix = None
    if is_parameter:
        help_ = f"`{name}` is a parameter: write `${{params.{name}}}`"
        fix = Fix(f"write `${{params.{name}}}`", True, (Edit(span, f"${{params.{name}}}"),))
    return RULE.at(
        span,
        f"the variable `{name}` is not defined in {owner}",
        label="not defined",
        help=f"{help_}; or give a default: `${{{name}:-value}}`" if not is_parameter else help_,
        fix=fix,
    )
