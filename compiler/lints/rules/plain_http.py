"""What a script fetches comes over a connection that nobody can change.

Over `http://` whoever stands between (a proxy, a wireless network, a name server) can send something else, and neither
side notices. Exempt are hosts of the own network (a service, `localhost`, private addresses, names that are known
inside only), a URL with a port or a variable for its host, requests that only look at the answer (`-I`, `-w`,
`--spider`), certificates and revocation lists, and packages whose manager checks their signatures.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: curl -fsS -o words.txt http://downloads.example/words.txt
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: curl -fsS -o words.txt https://downloads.example/words.txt
```

## Fix

Unsafe: `https://` is written; the host may not offer it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, Word
from ..downloads import FETCHES, read_download
from ..edits import rewrite, unsafe
from ..hosts import port_of, public_host
from ..subjects import ScriptSubject

RULE = Rule("PC531", "plain-http", "warning")

_GIT: Final = frozenset({"clone", "fetch", "pull", "push", "remote", "submodule"})
_PACKAGES: Final = frozenset({"pip", "pip3", "uv", "npm", "yarn", "pnpm", "gem", "helm", "twine"})
_LOOKING: Final = ("-I", "--head", "-w", "--write-out", "--spider", "-x", "--proxy")
_OWN_PROOF: Final = (".crl", ".crt", ".cer", ".p7b", ".asc", ".sig")


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each URL of somebody else's host that is fetched without encryption."""
    if "http://" not in script.text:
        return
    for command in script.commands:
        for word in _fetched(command):
            at = script.text.find("http://", word.start, word.end)
            url = word[word.find("http://") :]
            if at >= 0 and public_host(url) and not port_of(url) and not url.endswith(_OWN_PROOF):
                yield RULE.at(
                    script.span(at, word.end - (script.text[word.end - 1] in "\"'")),
                    f"`{command.name}` fetches over a connection that anybody on the way can change",
                    label="not encrypted",
                    help="use `https://`",
                    fix=unsafe("write `https://`", rewrite(script, at, at + 7, "https://")),
                )


def _fetched(command: Command) -> Iterable[Word]:
    """Return the words of a command that are URLs it fetches from."""
    arguments = command.arguments
    if command.name in FETCHES:
        download = read_download(command)
        looks = download.options.has(*_LOOKING) or download.file == "/dev/null"
        return () if looks else [word for word in download.urls if word.startswith("http://")]
    if command.name == "git" and not _GIT.isdisjoint(arguments[:5]):
        return [word for word in arguments if word.startswith("http://")]
    if command.name in _PACKAGES:
        return [word for word in arguments if word.startswith(("http://", "--")) and "http://" in word]
    return ()
