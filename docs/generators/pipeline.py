"""The pipeline file: every key with its type, its default and what it means, from the JSON Schema."""

import json
from pathlib import Path

from .markdown import anchor
from .schema import Schema, Sections

SCHEMA = Path(__file__).parents[2] / "schemas" / "pipeline.schema.json"

INTRODUCTION = """# Pipeline file

Every key of `pipeline.yaml`, as its JSON Schema has them (`pipec schema` prints that). Any single value may be a
reference, such as `${NAME}` or `${{ params.count }}`, whose value then has the type given here. Keys that begin with
`x-` are the user's own. A key without a default is absent when it is not written; **required** ones have to be there.

"""


def pipeline_file() -> str:
    """Return the page: the file itself, then what stands in it, then the forms of values."""
    schema: Schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    # Fragments need no key; the file with its includes needs these.
    whole = {**definitions["document"], "required": definitions["merged_document"]["required"]}
    sections = Sections({**definitions, "document": whole})
    sections.add("document")
    body = "".join(sections.texts())
    contents = ", ".join(f"[{title}](#{anchor(title)})" for title in sections.titles())
    return f"{INTRODUCTION}{contents}\n\n{body}{sections.values()}".rstrip() + "\n"
