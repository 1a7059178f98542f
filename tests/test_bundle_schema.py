"""The published schema of a bundle fits what is written into one."""

import json
from pathlib import Path

import jsonschema

from compiler.backends.profile import Profile
from compiler.diagnostics import Span
from compiler.emission import emit_targets
from compiler.ir.job import Job, Step
from compiler.ir.passes import run_passes
from compiler.ir.plan import Plan
from compiler.ir.values import Image
from compiler.source import Source

SCHEMA = json.loads(Path("schemas/bundle.schema.json").read_text(encoding="utf-8"))
SPAN = Span("pipeline.yaml", 2, 5)
PLAN = run_passes(
    Plan(
        "shop",
        (
            Job(
                "a",
                "a",
                checkout=None,
                steps=(Step("s", "s", script="x", image=Image("registry.example/a:1"), origin=SPAN),),
                origin=SPAN,
            ),
        ),
        origin=SPAN,
    )
)


def test_a_source_map_fits_and_the_schema_is_closed():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    emitted = emit_targets(PLAN, [Profile("compose", "2.40")], {"pipeline.yaml": Source("pipeline.yaml", "a: b\n")})
    data = json.loads(emitted.files["sourcemap.json"][0])
    assert data["files"], emitted
    validator.validate(data)
    assert not validator.is_valid({**data, "more": 1})
    assert not validator.is_valid({**data, "files": {"a": {"/x": [0, 0, 1, 1, 1]}}})
    assert not validator.is_valid({**data, "files": {"a": {"/x": [0, 1, 1, 1, 1, 1]}}})
