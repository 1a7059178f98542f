"""One question to a registry: which digest a tag has now, and for which platforms."""

import json
import re
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from .challenge import Challenge, read_challenge
from .credentials import Logins
from .faults import RegistryFault
from .manifests import ACCEPT, DIGEST, LIMIT, digest_of, read_config, read_manifest
from .names import ImageName
from .settings import Settings
from .tokens import Tokens, refused
from .wire import Answer, Wire

_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_TAGS: Final = 1000
"""How many tags are read to find the one that was meant."""
_OK, _UNAUTHORIZED, _DENIED, _NOT_FOUND = 200, 401, 403, 404


class Found(NamedTuple):
    """What a tag points at: the digest of its index, or of its manifest where there is one alone; the platforms."""

    digest: str
    platforms: tuple[str, ...] = ()


class Registry:
    """All registries that one command asks, with the tokens and connections that they share."""

    def __init__(self, settings: Settings) -> None:
        self.wire = Wire(settings)
        self._logins = Logins(settings.environment)
        self._tokens = Tokens(self.wire, self._logins)
        self._challenges: dict[str, Challenge] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wire.close()

    async def find(self, name: ImageName, digest: str = "") -> Found:
        """Return what a tag, or with `digest` that manifest, is; RegistryFault where that cannot be told."""
        answer = await self._manifest("GET", name, digest or name.tag)
        manifest = read_manifest(name, answer)
        if digest and manifest.digest != digest:
            raise RegistryFault("false", f"{name.host} answers for `{name.path}@{digest[:19]}…` with another manifest")
        if not manifest.config:
            return Found(manifest.digest, manifest.platforms)
        blob = await self._ask("GET", name, f"blobs/{manifest.config}")
        if blob.status != _OK:
            raise await self._fault(name, blob, "its configuration")
        return Found(manifest.digest, read_config(name, blob, manifest.config))

    async def digest(self, name: ImageName) -> str:
        """Return the digest that a tag has now, by HEAD, which registries do not count as a pull; else by GET."""
        answer = await self._ask("HEAD", name, f"manifests/{name.tag}")
        said = str(answer.headers.get("docker-content-digest", "")).strip()
        if answer.status == _OK and DIGEST.fullmatch(said):
            return said
        return digest_of(name, await self._manifest("GET", name, name.tag))

    async def _manifest(self, method: str, name: ImageName, reference: str) -> Answer:
        answer = await self._ask(method, name, f"manifests/{reference}")
        if answer.status != _OK:
            raise await self._fault(name, answer, "")
        return answer

    async def _ask(self, method: str, name: ImageName, what: str) -> Answer:
        """Ask for something of a repository, and log in where that is wanted."""
        known = self._challenges.get(name.api)
        header = "" if known is None else await self._tokens.header(name, known, name.scope)
        answer = await self._send(method, name, what, header)
        if answer.status != _UNAUTHORIZED:
            return answer
        challenge = read_challenge(answer.headers.get_list("www-authenticate"))
        if challenge is None or (header and challenge.error == "insufficient_scope"):
            return answer
        self._challenges[name.api] = challenge
        again = await self._tokens.header(name, challenge, challenge.scope or name.scope, stale=header)
        return answer if again in {"", header} else await self._send(method, name, what, again)

    async def _send(self, method: str, name: ImageName, what: str, authorization: str) -> Answer:
        headers = {"accept": ACCEPT} if what.startswith("manifests/") else {}
        if authorization:
            headers["authorization"] = authorization
        return await self.wire.ask(method, name.api, f"/v2/{name.path}/{what}", headers, LIMIT)

    async def _fault(self, name: ImageName, answer: Answer, what: str) -> RegistryFault:
        if answer.status in {_UNAUTHORIZED, _DENIED}:
            return refused(name, await self._logins.find(name.host, name.path))
        code = _code(answer.body)
        if answer.status == _NOT_FOUND and code:
            if what:
                return RegistryFault("false", f"{name.host} has `{name.shown}` without {what}", "push it anew")
            if code == "NAME_UNKNOWN":
                return RegistryFault("missing", f"{name.host} has no repository `{name.path}`", "see the name")
            known = await self._tags(name)
            return RegistryFault("missing", f"{name.host} has no `{name.shown}`", "see the tag", known=known)
        return RegistryFault(
            "unreachable" if answer.status != _NOT_FOUND else "missing",
            f"what answers at {name.host} is no registry, or one that fails: it answers {answer.status}",
            "see the registry's name",
        )

    async def _tags(self, name: ImageName) -> tuple[str, ...]:
        """Return tags of a repository, none where they are not told."""
        try:
            answer = await self._ask("GET", name, f"tags/list?n={_TAGS}")
            data: Any = json.loads(answer.body) if answer.status == _OK else None
        except (RegistryFault, ValueError, RecursionError):
            return ()
        tags = data.get("tags") if isinstance(data, dict) else None
        return tuple(each for each in tags if _TAG.fullmatch(str(each))) if isinstance(tags, list) else ()


def _code(body: bytes) -> str:
    """Return the code of the first error that a registry names, empty where it names none."""
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    errors = data.get("errors") if isinstance(data, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("code") or "") if isinstance(first, dict) else ""
