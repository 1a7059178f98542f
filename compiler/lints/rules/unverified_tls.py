"""A connection is made to the host that is meant: its certificate is checked.

Without the check an encrypted connection is one to anybody: a token goes to whoever answers, and what comes back may be
anybody's. What helps is the certificate of the authority that signed (`--cacert`, `SSL_CERT_FILE`,
`NODE_EXTRA_CA_CERTS`; `tls: {ca: PATH}` of an action). Exempt are connections to hosts of the own network, and to a
host that is a variable.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: curl -fsSk -o words.txt https://downloads.example/words.txt
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: curl -fsS --cacert ci/authority.pem -o words.txt https://downloads.example/words.txt
```

## Fix

Unsafe: the option is taken out; the connection fails where the certificate is not known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Rule
from ...frontend.tree import Mapping, Node, Scalar
from ..commands import Command, Word
from ..downloads import FETCHES, read_download
from ..edits import remove_words, rewrite, unsafe
from ..hosts import public_host
from ..subjects import JobSubject, Pipeline, ScriptSubject, StepSubject

RULE = Rule("PC532", "unverified-tls", "warning")

_VARIABLES: Final = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "GIT_SSL_NO_VERIFY": ("1", "true", "yes"),
    "PYTHONHTTPSVERIFY": ("0",),
}
_OPTIONS: Final = {
    "curl": ("-k", "--insecure", "--proxy-insecure"),
    "wget": ("--no-check-certificate",),
}
_SETTINGS: Final = {
    "git": ("http.sslverify=false",),
    "npm": ("--strict-ssl=false", "--no-strict-ssl"),
    "kubectl": ("--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true"),
    "oc": ("--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true"),
    "helm": ("--insecure-skip-tls-verify", "--kube-insecure-skip-tls-verify"),
    "aws": ("--no-verify-ssl",),
}
_SIGNS: Final = frozenset({"curl", "wget", "git", "npm", "yarn", "pip", "pip3", *_SETTINGS, *_VARIABLES})
_HELP: Final = "give the certificate of the authority instead"


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each variable of all jobs that turns the check off."""
    yield from _written(pipeline.body.get("global_env"))


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each variable of a job that turns the check off."""
    yield from _written(job.body.get("environment"))


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each variable of a step that turns the check off, and for an action that does not check."""
    yield from _written(step.body.get("environment"))
    arguments = step.body.get("with")
    tls = arguments.get("tls") if isinstance(arguments, Mapping) else None
    entry = tls.entry("insecure") if isinstance(tls, Mapping) else None
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == "true":
        message = "nothing checks whom this action talks to"
        yield RULE.at(entry.key.span, message, label="not checked", help="name the authority's certificate in `ca`")


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that is told not to check."""
    if _SIGNS.isdisjoint(script.words):
        return
    for command in script.commands:
        assigned = command.arguments if command.name == "export" else command.assignments
        for word in assigned:
            name, _, value = word.partition("=")
            if value.lower() in _VARIABLES.get(name, ()):
                yield RULE.at(script.span(word.start, word.end), _message(name), label="not checked", help=_HELP)
        found = _option(command)
        if found is not None:
            word, edit = found[0], _removal(script, command, *found)
            yield RULE.at(
                script.span(word.start, word.end),
                f"`{command.name}` does not check whom it talks to",
                label="not checked",
                help=_HELP,
                fix=unsafe(f"remove `{found[1]}`", edit),
            )


def _written(environment: Node | None) -> Iterator[Diagnostic]:
    for entry in environment if isinstance(environment, Mapping) else ():
        value = entry.value
        if isinstance(value, Scalar) and value.text.lower() in _VARIABLES.get(entry.key.text, ()):
            yield RULE.at(value.span, _message(entry.key.text), label="not checked", help=_HELP)


def _message(name: str) -> str:
    return f"with `{name}` nothing checks whom it talks to"


def _option(command: Command) -> tuple[Word, str] | None:
    """Return the word that turns the check off, and what of it does."""
    name, arguments = command.name, command.arguments
    if name in FETCHES:
        download = read_download(command)
        flag = next((flag for flag in _OPTIONS[name] if download.options.has(flag)), None)
        urls = [word if "://" in word else f"https://{word}" for word in download.urls]
        return (download.options.flags[flag], flag) if flag and any(map(public_host, urls)) else None
    words = [word for word in arguments if word.lower() in _SETTINGS.get(name, ())]
    if words and not any(word.startswith("--endpoint-url") for word in arguments):
        return words[0], words[0]
    if name in {"pip", "pip3"}:
        return next(((word, word) for word in arguments[:-1] if word == "--trusted-host" and _trusts(arguments)), None)
    configures = name in {"git", "npm", "yarn"} and arguments[:1] == ("config",) and arguments[-1:] == ("false",)
    settings = [word for word in arguments if word.lower() in {"http.sslverify", "strict-ssl"}]
    return (settings[0], settings[0]) if configures and settings else None


def _trusts(arguments: tuple[Word, ...]) -> bool:
    """Tell whether a host that `pip` is told to trust is somebody else's."""
    return bool(public_host(f"https://{arguments[arguments.index('--trusted-host') + 1]}"))


def _removal(script: ScriptSubject, command: Command, word: Word, flag: str) -> Edit | None:
    place = command.words.index(word)
    before = command.words[place - 1]
    if flag == "--trusted-host":
        return remove_words(script, command, word, command.words[place + 1])
    if command.name == "git" and before == "-c":
        return remove_words(script, command, before, word)
    if flag == "-k" and word != "-k":
        return rewrite(script, word.start, word.end, word.replace("k", "", 1))
    return remove_words(script, command, word) if word.startswith("-") else None
