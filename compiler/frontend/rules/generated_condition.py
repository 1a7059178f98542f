"""No condition depends on generated text.

A `generator` asks a language model what evidence may mean. Its answer may be wrong, differ from run to run, be absent,
or be steered by what stands in the evidence. It is there for people to read: what runs and what is deployed is decided
by what was measured.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
      - name: analyse
        action: generator
        conditional: always()
        with:
          endpoint: https://models.example/v1
          model: small
          prompt: Was this a real failure?
          evidence: {files: ["logs/*.txt"]}
      - script: make release
        conditional: steps.analyse.outputs.text.contains('no')
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
      - name: analyse
        action: generator
        conditional: failure()
        with:
          endpoint: https://models.example/v1
          model: small
          prompt: Why did this fail?
          evidence: {files: ["logs/*.txt"]}
          save_as: analysis.md
      - script: make release
```

## Fix

None: only the author knows what is to decide instead.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC413", "generated-condition", "error")


def generated_condition(span: Span, path: str, step: str) -> Diagnostic:
    """Return the diagnostic of a condition that reads `path`, which the generator `step` made."""
    return RULE.at(
        span,
        f"`{path}` comes from the generator `{step}`, and generated text decides nothing",
        label="generated",
        help="let the condition read what was measured: a step's `status`, or an output of a script or request",
    )
