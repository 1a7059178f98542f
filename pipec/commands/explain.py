"""`pipec explain`: the page of a code, or the line that caused an emitted node."""

import sys

import click

from ..completing import complete_subject
from ..options import PATH, did_you_mean, format_option
from ..streams import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.catalogue import Page

FORMAT_VERSION = 1


@click.command()
@click.argument("subject", metavar="CODE|FILE#POINTER|FILE|BUNDLE", type=PATH, shell_complete=complete_subject)
@click.option(
    "--error",
    metavar="MESSAGES",
    type=PATH,
    help="Read what an engine said of FILE or of a file in BUNDLE, from a file or with - from standard input, and show "
    "the pipeline lines that caused it.",
)
@format_option(
    "text",
    "markdown",
    "json",
    help="text for people, json (versioned) for machines; a code also as markdown.",
)
def command(subject: str, error: str | None, format_: str) -> int:
    """Explain a diagnostic's code, or show the pipeline line that caused a node of an emitted file.

    A POINTER is a JSON pointer (RFC 6901) into a JSON or YAML file of a bundle, or `/LINE` into one that is text. With
    --error the nodes are those that an engine's own message names: Nomad's, Compose's, the Woodpecker linter's, or a
    file and a line, as nginx, HAProxy and systemd write them.

    `pipec explain codes` lists all codes. On a terminal, a page that does not fit is shown in $PAGER.

    \b
    Examples:
      pipec explain PC302
      pipec explain 'pipec-out/shop/nomad/jobs/test.nomad.json#/Job/TaskGroups/0'
      pipec explain 'pipec-out/shop/deploy/environments/live/nginx.conf#/12'
      pipec explain --error messages.txt pipec-out/shop
      nginx -t -c "$PWD/nginx.conf" 2>&1 | pipec explain --error - nginx.conf

    Exit codes: 0 explained, 2 nothing known of it, 3 internal error.
    """  # noqa: D301 - click wants the character
    if error is not None:
        from ..refusals.explaining import explain_error

        explain_error(error, subject, format_)
    elif "#" in subject:
        from ..tracing import trace

        write(trace(subject))
    elif subject.lower() == "codes":
        _list_codes(format_)
    else:
        _explain_code(subject, format_)
    return 0


def _explain_code(name: str, format_: str) -> None:
    from compiler.catalogue import codes, page

    code = name.upper()
    if code not in codes():
        raise click.UsageError(_no_code(name, tuple(codes())))
    found = page(code)
    if format_ == "json":
        from ..output import print_json

        print_json({"version": FORMAT_VERSION, **_facts(found), "text": found.text})
    elif format_ == "markdown":
        write(f"# {code} {found.rule.title}\n\n({found.rule.severity})\n\n{found.text}\n")
    else:
        _show(found)


def _show(page: "Page") -> None:
    from compiler.diagnostics.terminal import paint

    from ..output import wants_color
    from ..paging import columns, show
    from ..typesetting import typeset

    color = wants_color("auto", sys.stdout)
    head = f"{paint(f'{page.rule.code} {page.rule.title}', 'strong', color=color)} "
    head += f"({paint(page.rule.severity, page.rule.severity, color=color)})"
    show(f"{head}\n\n{typeset(page.text, columns(), color=color)}")


def _no_code(name: str, known: tuple[str, ...]) -> str:
    from pathlib import Path

    if Path(name).exists():
        return f"`{name}` is a file: say which node of it, such as `{name}#/`, or `#/12` for a line of text."
    near = did_you_mean(name.upper(), known)
    return f"There is no code `{name}`. {near if near.startswith('Did') else '`pipec explain codes` lists them.'}"


def _list_codes(format_: str) -> None:
    from compiler.catalogue import pages

    if format_ == "json":
        from ..output import print_json

        print_json({"version": FORMAT_VERSION, "codes": [_facts(each) for each in pages()]})
        return
    for each in pages():
        write(f"{each.rule.code}  {each.rule.severity:<7}  {each.rule.title}: {_summary(each)}\n")


def _facts(page: "Page") -> dict[str, str]:
    rule = page.rule
    return {"code": rule.code, "title": rule.title, "severity": rule.severity, "summary": _summary(page)}


def _summary(page: "Page") -> str:
    return page.text.partition("\n")[0]
