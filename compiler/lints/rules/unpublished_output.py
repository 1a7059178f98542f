"""An output that a job declares is published by one of its steps.

A step publishes an output by writing `name=value` to the file in `$PIPEC_OUTPUT`. An output of a job none of whose
steps can do that is never there, and a job that reads it gets nothing. This is told only where it is certain: every
step is a script of plain commands (`echo`, `git`, `docker`, `tar` and their like), and nothing in the job mentions
`PIPEC_OUTPUT` or the file of another system. A program or script of your own may write to it, so nothing is said of a
job that calls one.

## Bad

```yaml
version: 1
name: shop
jobs:
  describe:
    outputs: [version]
    steps:
      - script: echo "version=$(cat VERSION)"
  announce:
    depends_on: [describe]
    steps:
      - environment: {VERSION: "${job.describe.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Good

```yaml
version: 1
name: shop
jobs:
  describe:
    outputs: [version]
    steps:
      - script: echo "version=$(cat VERSION)" >> "$PIPEC_OUTPUT"
  announce:
    depends_on: [describe]
    steps:
      - environment: {VERSION: "${job.describe.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Fix

None: which line was meant to publish it is the author's to say.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..subjects import JobSubject
from ..uses import EVERY

RULE = Rule("PC641", "unpublished-output", "warning")

_PLAIN: Final = frozenset({
    "fi", "done", "for", "esac", "}", ":", "[", "basename", "cat", "cd", "chmod", "cp", "curl", "cut", "date", "df",
    "diff", "dirname", "docker", "du", "echo", "exit", "export", "expr", "false", "find", "git", "grep", "gzip",
    "head", "hostname", "id", "ln", "ls", "md5sum", "mkdir", "mktemp", "mv", "podman", "printenv", "printf", "pwd",
    "rm", "rmdir", "sed", "set", "sha1sum", "sha256sum", "sha512sum", "shift", "sleep", "sort", "stat", "tail", "tar",
    "test", "touch", "tr", "true", "umask", "uname", "uniq", "unset", "unzip", "wait", "wc", "wget", "whoami", "zip",
})  # fmt: skip
_CALLS: Final = r"(?:^|\s)-(?:exec|execdir|ok)\b|(?:^|\s)!|\balias\b"


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each output of a job whose steps surely publish none."""
    if not job.declaration.outputs or not job.steps:
        return
    if not all(_is_plain(job, place) for place in range(len(job.steps))):
        return
    read = job.pipeline.uses.outputs
    for name, node in job.declaration.outputs.items():
        if not {(job.name, name), (job.name, EVERY), (EVERY, EVERY)} & read:
            continue  # that nobody reads it is told already
        yield RULE.at(
            node.span,
            f"no step of job `{job.name}` publishes the output `{name}`",
            label="never published",
            help=f'publish it in a step: `echo "{name}=…" >> "$PIPEC_OUTPUT"`',
        )


def _is_plain(job: JobSubject, place: int) -> bool:
    """Tell whether a step runs nothing but commands that know no `PIPEC_OUTPUT`."""
    script = job.steps[place].script
    if script is None or "_OUTPUT" in script.text or "<<" in script.text or re.search(_CALLS, script.text):
        return False
    return all(command.name in _PLAIN and not _starts(command.words) for command in script.commands if command.words)


def _starts(words: tuple[str, ...]) -> bool:
    """Tell whether a command starts another program, which may know more."""
    return words[0] in {"docker", "podman"} and not {"run", "compose", "exec"}.isdisjoint(words)
