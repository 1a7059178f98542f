"""How an emitted step is described to its step program: its variables by name, and the rest."""

import re
from typing import Final, NamedTuple

_ENVIRONMENT: Final = re.compile(r"^pipec_environment\(\) \{\n(.*?)^:\n\}\n", re.MULTILINE | re.DOTALL)
_VALUE: Final = re.compile(r"^pipec_value=(.*?)\npipec_exported_(\d+)=\$pipec_value$", re.MULTILINE | re.DOTALL)
_NAME: Final = re.compile(r'^(\w+)="\$pipec_exported_(\d+)"$', re.MULTILINE)
_QUOTED: Final = re.compile(r"'(?:[^']|'\\'')*'")


class Description(NamedTuple):
    """A step's variables, as the shell writes their values where these are no constants, and all other lines."""

    variables: dict[str, str]
    rest: str


def described(text: str) -> Description:
    """Return the parts of a description; one of another form has no variables."""
    found = _ENVIRONMENT.search(text)
    if found is None:
        return Description({}, text)
    values = {number: _plain(value) for value, number in _VALUE.findall(found[1])}
    named = {name: values[number] for name, number in _NAME.findall(found[1]) if number in values}
    return Description(named, text[: found.start()] + text[found.end() :])


def _plain(value: str) -> str:
    if _QUOTED.fullmatch(value):
        return value[1:-1].replace("'\\''", "'")
    return value
