"""`pipec action`: one action of a pipeline, performed inside a step that an engine runs."""

import click

from ..options import PATH


@click.command()
@click.argument("file", type=PATH)
def command(file: str) -> int:
    """Perform one action of a pipeline: what emitted jobs call where the pipeline has `action`.

    FILE is the document that the compiler wrote beside them; `-` is standard input. Texts that are known only at run
    time are in the variables that it names, the workspace is CI_WORKSPACE, outputs go to the file PIPEC_OUTPUT.

    \b
    Examples:
      pipec action /pipec/jobs/tell/post.script
      pipec action - <post.script        from standard input

    Exit codes: 0 done, 1 failed, 124 not in time, 126 cannot be done as it is written, 143 cancelled.
    """  # noqa: D301 - click wants the character
    import gc
    import os
    import sys
    from pathlib import Path

    from runtime.errors import RuntimeFault

    from ..acting import CODES, act
    from ..action_document import read_document

    gc.enable()
    environment = dict(os.environ)
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return act(read_document(text, environment), environment, Path.cwd())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        click.echo(f"Error: {file} cannot be read: {reason}", err=True)
        return CODES["configuration"]
    except RuntimeFault as fault:
        click.echo(f"Error: {fault}", err=True)
        if fault.help:
            click.echo(f"  {fault.help}", err=True)
        return CODES.get(fault.failure_class, 1)
