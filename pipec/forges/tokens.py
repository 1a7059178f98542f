"""The token for a forge, from the environment alone, and never for another host than it is for."""

from collections.abc import Iterator, Mapping
from typing import Final

from .addresses import origin
from .gitlab import JOB_TOKEN
from .kinds import ForgeError, Kind, Token, Where

OWN: Final = "PIPEC_FORGE_TOKEN"

_ADVICE: Final[dict[Kind, str]] = {
    "github": "in GitHub Actions give the step `env: {GITHUB_TOKEN: ${{ github.token }}}`, and the job "
    "`permissions: {pull-requests: write}`",
    "forgejo": "make one with the scopes `write:issue` and `read:user` and give it as FORGEJO_TOKEN",
    "gitea": "make one with the scopes `write:issue` and `read:user` and give it as GITEA_TOKEN",
    "gitlab": "make a project access token with the scope `api` and give it as GITLAB_TOKEN",
}


def find_token(where: Where, environment: Mapping[str, str]) -> Token:
    """Return the token; a ForgeError says which variables it could be in."""
    for name in (OWN, *_names(where, environment)):
        if value := environment.get(name, "").strip():
            return _checked(Token(value, name))
    raise ForgeError(f"there is no token for {where.server}: {_ADVICE[where.kind]}, or as {OWN}")


def _checked(token: Token) -> Token:
    """Refuse what cannot stand in a field of a request, where an error would show it."""
    if not (token.value.isascii() and token.value.isprintable()) or " " in token.value:
        raise ForgeError(f"what {token.variable} holds is no token: it has blanks, line ends or other characters in it")
    return token


def _names(where: Where, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the variables that may hold the token of a forge, those of a person before those of a job."""
    here = _same_host(environment.get("GITHUB_SERVER_URL", ""), where)
    if where.kind == "github":
        if where.server == "https://github.com" or here:
            yield from ("GITHUB_TOKEN", "GH_TOKEN")
        if where.server != "https://github.com":
            yield from ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    elif where.kind == "gitlab":
        yield "GITLAB_TOKEN"
        if _same_host(environment.get("CI_SERVER_URL", ""), where):
            yield JOB_TOKEN
    else:
        yield from ("FORGEJO_TOKEN", "GITEA_TOKEN")
        if here:  # the runner's own, in Forgejo Actions and Gitea Actions
            yield "GITHUB_TOKEN"


def _same_host(address: str, where: Where) -> bool:
    return bool(address) and origin(address) == origin(where.server)
