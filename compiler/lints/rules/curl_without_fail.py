"""A download fails when the server says that it does.

Without `--fail`, `curl` succeeds whatever the server answers: the page that says `404 Not Found` is written into the
file, and something later fails for no visible reason, or does not. Exempt is who looks at the answer: `-w`, `-i`,
`-I`, `-D`, a request that sends something (`-X`, `-d`), a program behind the pipe that reads text or JSON, output to
`/dev/null`; scripts with a `.curlrc` or with a function `curl` of their own; options that stand in a variable.

## Bad

```yaml
version: 1
name: shop
jobs:
  data:
    steps:
      - script: curl -sSL -o words.txt https://downloads.example/words.txt
```

## Good

```yaml
version: 1
name: shop
jobs:
  data:
    steps:
      - script: curl -fsSL -o words.txt https://downloads.example/words.txt
```

## Fix

Unsafe: `-f` is written; a script that reads the error page on purpose fails then.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, pipelines
from ..downloads import hides_options, read_download
from ..edits import insert_behind, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC535", "curl-without-fail", "warning")

_NEEDED: Final = frozenset({"curl"})
_LOOKS: Final = (
    *("-f", "--fail", "--fail-with-body", "-w", "--write-out", "-i", "--include", "-I", "--head", "-D"),
    *("-X", "--request", "-d", "--data", "--data-binary", "--data-raw", "-F", "--form", "--json"),
    *("--dump-header", "-K", "--config", "-T", "--upload-file", "-v", "--verbose", "--version", "-V", "-h", "--help"),
)
_TAKES: Final = frozenset(
    {"tar", "bsdtar", "gunzip", "gzip", "zcat", "xz", "unxz", "bunzip2", "zstd", "gpg", "apt-key"}
)


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each `curl` whose answer is kept although it may be an error."""
    if _NEEDED.isdisjoint(script.words) or "curlrc" in script.text:
        return
    commands = script.commands
    if any(command.operator == "(" and command.words[0] == "curl" for command in commands):
        return
    for row in pipelines(commands):
        command = row[0]
        if command.name == "curl" and _keeps(command, row[1:]) and not hides_options(script.text, command):
            word = command.bare[0]
            yield RULE.at(
                script.span(word.start, command.end),
                "`curl` takes an error page for the file",
                label="succeeds whatever the server answers",
                help="add `--fail`",
                fix=unsafe("add `-f`", insert_behind(script, word, " -f")),
            )


def _keeps(command: Command, behind: Sequence[Command]) -> bool:
    """Tell whether what was fetched goes into a file or an archiver, and nothing asks whether it is right."""
    download = read_download(command)
    if download.options.has(*_LOOKS) or not download.urls or command.tested:
        return False
    if any(word.startswith(("file:", "ftp")) for word in download.urls):
        return False
    if download.file:
        return not download.file.startswith("/dev/")
    return bool(behind) and behind[0].name in _TAKES
