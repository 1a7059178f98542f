"""Includes lead through at most 32 files.

A fragment may include further ones. A chain that goes on and on is nobody's intention, and nobody can follow it.

## Bad

```yaml
version: 1
name: shop
include: [a1.fragment.yaml]
jobs: {test: {steps: [{script: make}]}}
#--- a1.fragment.yaml
include: [a2.fragment.yaml]
#--- a2.fragment.yaml
include: [a3.fragment.yaml]
#--- a3.fragment.yaml
include: [a4.fragment.yaml]
#--- a4.fragment.yaml
include: [a5.fragment.yaml]
#--- a5.fragment.yaml
include: [a6.fragment.yaml]
#--- a6.fragment.yaml
include: [a7.fragment.yaml]
#--- a7.fragment.yaml
include: [a8.fragment.yaml]
#--- a8.fragment.yaml
include: [a9.fragment.yaml]
#--- a9.fragment.yaml
include: [a10.fragment.yaml]
#--- a10.fragment.yaml
include: [a11.fragment.yaml]
#--- a11.fragment.yaml
include: [a12.fragment.yaml]
#--- a12.fragment.yaml
include: [a13.fragment.yaml]
#--- a13.fragment.yaml
include: [a14.fragment.yaml]
#--- a14.fragment.yaml
include: [a15.fragment.yaml]
#--- a15.fragment.yaml
include: [a16.fragment.yaml]
#--- a16.fragment.yaml
include: [a17.fragment.yaml]
#--- a17.fragment.yaml
include: [a18.fragment.yaml]
#--- a18.fragment.yaml
include: [a19.fragment.yaml]
#--- a19.fragment.yaml
include: [a20.fragment.yaml]
#--- a20.fragment.yaml
include: [a21.fragment.yaml]
#--- a21.fragment.yaml
include: [a22.fragment.yaml]
#--- a22.fragment.yaml
include: [a23.fragment.yaml]
#--- a23.fragment.yaml
include: [a24.fragment.yaml]
#--- a24.fragment.yaml
include: [a25.fragment.yaml]
#--- a25.fragment.yaml
include: [a26.fragment.yaml]
#--- a26.fragment.yaml
include: [a27.fragment.yaml]
#--- a27.fragment.yaml
include: [a28.fragment.yaml]
#--- a28.fragment.yaml
include: [a29.fragment.yaml]
#--- a29.fragment.yaml
include: [a30.fragment.yaml]
#--- a30.fragment.yaml
include: [a31.fragment.yaml]
#--- a31.fragment.yaml
include: [a32.fragment.yaml]
#--- a32.fragment.yaml
include: [a33.fragment.yaml]
#--- a33.fragment.yaml
global_env: {LANG: C.UTF-8}
```

## Good

```yaml
version: 1
name: shop
include: [a1.fragment.yaml, a2.fragment.yaml]
jobs: {test: {steps: [{script: make}]}}
#--- a1.fragment.yaml
global_env: {LANG: C.UTF-8}
#--- a2.fragment.yaml
timeout: 1h
```

## Fix

None: include the fragments from the pipeline itself.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC043", "include-depth", "error")


def include_depth(name: Scalar, limit: int) -> Diagnostic:
    """Return the diagnostic of an include that is one too deep."""
    return RULE.at(
        name.used or name.span,
        f"the includes lead through more than {limit} files",
        label="not followed",
        help="include the fragments from the pipeline itself",
    )
