"""A name is too long for the Nomad variable that holds its secrets.

A job reads its secrets from the variable `nomad/jobs/ID`, and Nomad's paths have 128 characters at most. The id is
made of the pipeline's name and that of the job's instance or the component.

## Bad

```yaml target=nomad
version: 1
name: ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp
jobs:
  jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj:
    checkout: false
    secrets: [TOKEN]
    steps:
      - name: send
        environment: {TOKEN: "${secrets.TOKEN}"}
        script: ./send
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj:
    checkout: false
    secrets: [TOKEN]
    steps:
      - name: send
        environment: {TOKEN: "${secrets.TOKEN}"}
        script: ./send
```

## Fix

None: choose a shorter name for the pipeline, the job or the component.
"""

from ....diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC722", "variable-path-length", "error")


def too_long(span: Span, name: str, path: str) -> Diagnostic:
    """Say that no variable can have this path."""
    return RULE.at(
        span,
        f"`{name}` reads secrets, and the path of its Nomad variable has {len(path)} characters of at most 128",
        label=f"needs `{path}`",
        help="choose a shorter name for the pipeline or for this",
    )
