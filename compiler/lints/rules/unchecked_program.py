"""A program that is downloaded is compared with what was meant, before it runs.

A file from the network that is made executable runs with everything that the step may do: its secrets, its workspace,
what it publishes. A checksum or a signature says that it is the file that somebody looked at. Exempt are steps in which
any file is checked (`sha256sum -c`, `gpg --verify`, `cosign`, …), and downloads from hosts of the own network.

## Bad

```yaml
version: 1
name: shop
jobs:
  lint:
    steps:
      - script: |
          curl -fsSL -o hadolint https://downloads.example/hadolint-2.12
          chmod +x hadolint
          ./hadolint Dockerfile
```

## Good

```yaml
version: 1
name: shop
jobs:
  lint:
    steps:
      - script: |
          curl -fsSL -o hadolint https://downloads.example/hadolint-2.12
          echo "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  hadolint" | sha256sum -c -
          chmod +x hadolint
          ./hadolint Dockerfile
```

## Fix

None: the checksum of the file that was meant has to be looked up.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ..commands import Command, shown
from ..downloads import FETCHES, Download, read_download
from ..hosts import public_host
from ..subjects import ScriptSubject

RULE = Rule("PC534", "unchecked-program", "hint")

_CHECKS: Final = (
    *("sha1", "sha2", "sha3", "sha5", "shasum", "md5", "b2sum", "b3sum", "cksum", "checksum", "digest"),
    *("gpg", "cosign", "minisign", "signify", "verify", "rhash", "attestation"),
)
_SHELLS: Final = frozenset({"sh", "bash", "dash", "ash", "zsh", "python", "python3", "perl", "ruby", "node"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each downloaded file that is made a program or run, in a step that checks nothing."""
    if FETCHES.isdisjoint(script.words):
        return
    lower = script.text.lower()
    if any(sign in lower for sign in _CHECKS):
        return
    commands = script.commands
    for place, command in enumerate(commands):
        if command.name not in FETCHES:
            continue
        download = read_download(command)
        use = _use(download, commands[place + 1 :]) if any(map(public_host, download.urls)) else None
        if use is not None:
            yield RULE.at(
                script.span(command.start, command.end),
                f"`{shown(download.file)}` is run without a look at what was downloaded",
                label="any file",
                related=(Label(script.span(use.start, use.end), "becomes a program"),),
                help='compare it with a checksum: `echo "…  FILE" | sha256sum -c -`',
            )


def _use(download: Download, later: Sequence[Command]) -> Command | None:
    """Return the command that makes a program of a downloaded file, or runs it."""
    file = download.file
    if not file or "\0" in file.replace("\0", "", 2):
        return None
    return next((command for command in later if _runs(command, file)), None)


def _runs(command: Command, file: str) -> bool:
    arguments = command.arguments
    if command.name == "chmod":
        return file in arguments[1:] and ("x" in arguments[0] or arguments[0].lstrip("0")[:1] in {"7", "5"})
    if command.name in _SHELLS:
        return next((word for word in arguments if not word.startswith("-")), "") == file
    return bool(command.bare) and command.bare[0] in {file, f"./{file}"} and "/" in command.bare[0]
