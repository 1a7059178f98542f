"""`pipec schema`: the published contracts."""

import os
import sys

import click

import compiler

NAMES = ("pipeline", "plan", "manifest", "bundle")


@click.command()
@click.argument("name", type=click.Choice(NAMES), default="pipeline", metavar="[NAME]")
def command(name: str) -> int:
    """Print a JSON Schema (2020-12): of pipeline (the default), plan, manifest or bundle.

    \b
    Examples:
      pipec schema > pipeline.schema.json
      pipec schema manifest

    In an editor with the YAML language server, put this in the first line of a pipeline:
      # yaml-language-server: $schema=pipeline.schema.json
    """
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(compiler.__file__))), "schemas")
    with open(os.path.join(folder, f"{name}.schema.json"), encoding="utf-8") as stream:
        sys.stdout.write(stream.read())
    return 0
