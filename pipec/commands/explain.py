"""`pipec explain`: the page of a code, or the line that caused an emitted node."""

import sys

import click


@click.command()
@click.argument("subject", metavar="CODE | FILE#POINTER")
def command(subject: str) -> int:
    """Explain a diagnostic's code, or show the pipeline line that caused a node of an emitted file.

    A POINTER is a JSON pointer (RFC 6901) into a JSON or YAML file, or `/LINE` into a file that is text.

    \b
    Examples:
      pipec explain PC302
      pipec explain pipec-out/shop/nomad/jobs/test.nomad.json#/Job/TaskGroups/0
      pipec explain pipec-out/shop/deploy/environments/live/nginx.conf#/12
    """
    if "#" in subject:
        return _explain_node(subject)
    return _explain_code(subject)


def _explain_code(code: str) -> int:
    from compiler.catalogue import codes, page
    from compiler.diagnostics.nearest import nearest

    if code.upper() not in codes():
        near = nearest(code.upper(), codes())
        raise click.UsageError(f"There is no code `{code}`." + (f" Did you mean {near}?" if near else ""))
    found = page(code.upper())
    sys.stdout.write(f"{found.rule.code} {found.rule.title} ({found.rule.severity})\n\n{found.text}\n")
    return 0


def _explain_node(subject: str) -> int:
    from ..tracing import trace

    file, _, pointer = subject.partition("#")
    sys.stdout.write(trace(file, pointer))
    return 0
