"""An artifact holds what was made, not the keys with which it was made.

Whoever may read a pipeline's results may read its artifacts. A file of credentials (`.env`, `.npmrc`, `.netrc`, a
private key) that gets in is given to all of them for as long as artifacts are kept; a whole workspace (`**`) holds
`.git` and whatever steps have left in it. Examples (`.env.example`) and public certificates are exempt, and so is the
whole workspace of a job without a checkout.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
    artifacts:
      site: {paths: ["public/**", ".env"]}
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
    artifacts:
      site: {paths: ["public/**"]}
```

## Fix

Unsafe: the path is removed from a list of several; who needs the file does not get it then.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ...frontend.document import scalars
from ...frontend.patches import remove_item
from ...frontend.tree import Mapping
from ..subjects import JobSubject

RULE = Rule("PC543", "credential-artifact", "warning")

_NAMES: Final = frozenset(
    {".env", ".npmrc", ".netrc", ".pypirc", ".pgpass", ".dockercfg", ".git-credentials", ".vault-token"}
    | {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.p12", "*.pfx", "kubeconfig"}
)
_ENDINGS: Final = (".docker/config.json", ".aws/credentials", ".kube/config", ".cargo/credentials.toml")
_WHOLE: Final = frozenset({"**", "**/*", ".", "./", "./**", "./**/*"})


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each path of an artifact that takes credentials in."""
    artifacts = job.body.get("artifacts")
    for entry in artifacts if isinstance(artifacts, Mapping) else ():
        paths = entry.value.get("paths") if isinstance(entry.value, Mapping) else None
        for node in scalars(paths):
            what = _holds(node.text, checkout=job.job.checkout is not None)
            if what:
                removal = remove_item(paths, node, job.pipeline.source(node))
                yield RULE.at(
                    node.span,
                    f"artifact `{entry.key.text}` takes {what} along",
                    label="kept, and given to whoever may read results",
                    help="name what was made: folders and files of results",
                    fix=None if removal is None else removal._replace(safe=False),
                )


def _holds(pattern: str, *, checkout: bool) -> str:
    """Return what a pattern takes along that should stay; empty when nothing."""
    if pattern in _WHOLE:
        return "the whole workspace with `.git`" if checkout else ""
    plain = pattern.removesuffix("/**").removesuffix("/")
    name = plain.rpartition("/")[2]
    if name == ".git":
        return "the repository's `.git`"
    if name in _NAMES or plain.endswith(_ENDINGS):
        return "credentials"
    return ""
