"""A step says what differs from the defaults.

A step that names the image, shell or working directory that `defaults` gives it anyway says nothing new. When the
default is raised, this step stays behind. Values with references in them are not compared, nor
anything of an included file.

## Bad

```yaml
version: 1
name: shop
defaults:
  image: registry.example/build:1
jobs:
  build:
    steps:
      - image: registry.example/build:1
        script: make
      - script: make test
```

## Good

```yaml
version: 1
name: shop
defaults:
  image: registry.example/build:1
jobs:
  build:
    steps:
      - script: make
      - script: make test
```

## Fix

Safe: the key is removed; the step gets the same value as a default.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ...frontend.removals import merges, remove_key
from ...frontend.tree import Mapping, Scalar
from ..subjects import StepSubject

RULE = Rule("PC863", "repeated-default", "hint")

_KEYS: Final = ("image", "shell", "working_directory")


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each key of a step that has the default's value."""
    pipeline = step.job.pipeline
    defaults = pipeline.body.get("defaults")
    if not isinstance(defaults, Mapping) or not pipeline.owns(step.body.span) or not pipeline.owns(defaults.span):
        return
    for entry in step.body:
        key, value = entry.key.text, entry.value
        default = defaults.entry(key) if key in _KEYS else None
        if default is None or not isinstance(value, Scalar) or not isinstance(default.value, Scalar):
            continue
        source = pipeline.source(entry.key)
        if value.text != default.value.text or "${" in value.text or source is None or value.used is not None:
            continue
        if merges(step.body, entry, source):
            continue
        yield RULE.at(
            entry.key.span,
            f"`{key}` is the default's already",
            label="says nothing new",
            related=(Label(default.key.span, "the default"),),
            help=f"remove `{key}` here",
            fix=remove_key(step.body, key, source, title=f"remove `{key}`", safe=True),
        )
