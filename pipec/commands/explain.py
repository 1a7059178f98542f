"""`pipec explain`: the page of a code, or the line that caused an emitted node."""

import click

from ..options import PATH, did_you_mean
from ..streams import write


@click.command()
@click.argument("subject", metavar="CODE|FILE#POINTER", type=PATH)
def command(subject: str) -> int:
    """Explain a diagnostic's code, or show the pipeline line that caused a node of an emitted file.

    A POINTER is a JSON pointer (RFC 6901) into a JSON or YAML file of a bundle, or `/LINE` into one that is text.
    `pipec explain codes` lists all codes.

    \b
    Examples:
      pipec explain PC302
      pipec explain 'pipec-out/shop/nomad/jobs/test.nomad.json#/Job/TaskGroups/0'
      pipec explain 'pipec-out/shop/deploy/environments/live/nginx.conf#/12'

    Exit codes: 0 explained, 2 nothing known of it, 3 internal error.
    """  # noqa: D301 - click wants the character
    if "#" in subject:
        from ..tracing import trace

        write(trace(subject))
    elif subject.lower() == "codes":
        _list_codes()
    else:
        _explain_code(subject)
    return 0


def _explain_code(name: str) -> None:
    from compiler.catalogue import codes, page

    code = name.upper()
    if code not in codes():
        raise click.UsageError(_no_code(name, tuple(codes())))
    found = page(code)
    write(f"{found.rule.code} {found.rule.title} ({found.rule.severity})\n\n{found.text}\n")


def _no_code(name: str, known: tuple[str, ...]) -> str:
    from pathlib import Path

    if Path(name).exists():
        return f"`{name}` is a file: say which node of it, such as `{name}#/`, or `#/12` for a line of text."
    near = did_you_mean(name.upper(), known)
    return f"There is no code `{name}`. {near if near.startswith('Did') else '`pipec explain codes` lists them.'}"


def _list_codes() -> None:
    from compiler.catalogue import pages

    for each in pages():
        summary = each.text.partition("\n")[0]
        write(f"{each.rule.code}  {each.rule.severity:<7}  {each.rule.title}: {summary}\n")
