"""The target profile: what is true of one engine at one site, from `[targets.NAME]` of `.pipec.toml`."""

from typing import NamedTuple

from ..diagnostics import NOWHERE, Span
from .values import Resources


class ArtifactStore(NamedTuple):
    """Where artifacts travel between machines: `kind` `s3` or `https`, `url` its base."""

    kind: str
    url: str

    @property
    def address(self) -> str:
        """The address in one form: `https://HOST/PREFIX` of a server, `s3://BUCKET/PREFIX?endpoint=…` of a bucket."""
        from urllib.parse import parse_qs, urlencode, urlsplit

        parts = urlsplit(self.url)
        if self.kind != "s3" or parts.scheme == "s3":
            return self.url
        query = {"endpoint": f"{parts.scheme}://{parts.netloc}"}
        query |= {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return f"s3://{parts.path.strip('/')}?{urlencode(query)}"


class GitSource(NamedTuple):
    """Where a checkout comes from: a git URL, or a source archive with its `sha256:…`."""

    url: str
    checksum: str = ""


class Profile(NamedTuple):
    """One target's settings; what is empty has the target's own default. `origin` is the table that gave them."""

    target: str
    version: str
    options: tuple[tuple[str, str], ...] = ()
    datacenters: tuple[str, ...] = ()
    namespace: str = ""
    region: str = ""
    git_source: GitSource | None = None
    artifact_store: ArtifactStore | None = None
    pipec_image: str = ""
    registry_mirrors: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    resources: Resources = Resources()
    tool_version: str = ""
    origin: Span = NOWHERE

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the command line that only this target knows (`format` of Nomad)."""
        return dict(self.options).get(name, default)

    def at_least(self, version: str) -> bool:
        """Tell whether the engine is of this version or newer (numeric comparison of dotted numbers)."""
        return _numbers(self.version) >= _numbers(version)


def default_profile(target: str, version: str, tool_version: str = "") -> Profile:
    """Return the profile of a target about which the repository says nothing."""
    return Profile(target, version, tool_version=tool_version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
