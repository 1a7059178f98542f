"""`pipec schema`: the published contracts."""

# ruff: noqa: PTH118, PTH120 - pathlib costs 2 ms at start-up

import os

import click

import compiler

from ..completing import complete_schemas
from ..options import refuse_name
from ..streams import write

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(str(compiler.__file__))), "schemas")
_ENDING = ".schema.json"


@click.command()
@click.argument("name", default="pipeline", metavar="[NAME]", shell_complete=complete_schemas)
def command(name: str) -> int:
    """Print a JSON Schema: of the pipeline, or NAME.

    NAME is pipeline (a pipeline file), pipeline.draft-07 (the same for editors, with snippets), config (.pipec.toml),
    baseline (.pipec-baseline.json), diagnostics (`lint --format json`), plan (plan.json in a bundle), bundle
    (sourcemap.json in it), manifest (manifest.json of a deployment), review (`diff --format json`) or log (a line of
    `logs --format json`). Those of config and baseline are draft 7 too, the others 2020-12.

    \b
    Examples:
      pipec schema pipeline.draft-07 > pipeline.schema.json
      pipec schema manifest

    For an editor with the YAML language server, put this into the first line of a pipeline:
      # yaml-language-server: $schema=pipeline.schema.json

    Exit codes: 0 printed, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    known = schema_names()
    if name not in known:
        refuse_name("schema", name, known)
    with open(os.path.join(_FOLDER, f"{name}{_ENDING}"), encoding="utf-8") as stream:  # noqa: PTH123 - as above
        write(stream.read())
    return 0


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas, sorted."""
    found = os.listdir(_FOLDER)  # noqa: PTH208 - as above
    return tuple(sorted(name.removesuffix(_ENDING) for name in found if name.endswith(_ENDING)))
