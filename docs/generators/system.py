"""The system's variables, and the members of `trigger` and `release`."""

from compiler.ir.system import RELEASE_MEMBERS, SYSTEM_VARIABLES, TRIGGER_MEMBERS

from .markdown import table

INTRODUCTION = """# System variables

They are there on every runner under the same names, which are Woodpecker's. Their values are text, known when the
pipeline runs: they may stand in `environment`, `with` and `conditional`, and a script sees them as variables of the
shell. One that says nothing for an event is empty, never unset.

"""

MEMBERS = """## Members of `trigger`

`${trigger.NAME}` is short for the variable beside it.

"""

RELEASE = """## Members of `release`

They are known where a release is deployed.

"""

RELEASE_MEANINGS = {
    "id": "the digest of what the release consists of",
    "name": "the pipeline's name with the first twelve digits of that digest",
}


def system_variables() -> str:
    """Return the page."""
    variables = table(["variable", "what it says"], ([f"`{name}`", text] for name, text in SYSTEM_VARIABLES.items()))
    members = table(
        ["member", "variable", "what it says"],
        ([f"`{name}`", f"`{variable}`", SYSTEM_VARIABLES[variable]] for name, variable in TRIGGER_MEMBERS.items()),
    )
    release = table(["member", "what it says"], ([f"`{name}`", RELEASE_MEANINGS[name]] for name in RELEASE_MEMBERS))
    return f"{INTRODUCTION}{variables}\n{MEMBERS}{members}\n{RELEASE}{release}"
