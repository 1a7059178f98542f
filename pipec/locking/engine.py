"""The engine of this machine, asked by which digests it pulled images."""

import functools
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from compiler.frontend.images import parse_reference
from runtime.executors.container.engine import Engine, connect
from runtime.executors.container.failures import is_missing
from runtime.registry import RegistryFault
from runtime.registry.client import Found

if TYPE_CHECKING:
    from docker import APIClient

_THREADS = 8


def look(images: Mapping[str, tuple[str, str]]) -> dict[str, Found | RegistryFault]:
    """Return what the engine has of each image, given where it is pulled from and which digest is locked now.

    ExecutorError where no engine answers.
    """
    engine = connect()
    try:
        with ThreadPoolExecutor(_THREADS) as pool:
            found = pool.map(lambda item: _look(engine, item[0], *item[1]), images.items())
            return dict(zip(images, found, strict=True))
    finally:
        engine.close()


def _look(engine: Engine, reference: str, pulled: str, locked: str) -> Found | RegistryFault:
    for name in dict.fromkeys((pulled, reference)):
        data = engine.do(f"looking for image {name}", functools.partial(_inspect, name))
        if data is not None:
            return _found(data, name, locked)
    return RegistryFault("missing", "the engine does not have it", f"pull it: docker pull {pulled}")


def _inspect(name: str, client: "APIClient") -> dict[str, Any] | None:
    try:
        return dict(client.inspect_image(name))  # type: ignore[no-untyped-call]  # the stubs leave it out
    except Exception as error:
        if is_missing(error):
            return None
        raise


def _found(data: Mapping[str, Any], name: str, locked: str) -> Found | RegistryFault:
    wanted = parse_reference(name)
    references = [parse_reference(str(each)) for each in data.get("RepoDigests") or ()]
    digests = {each.digest for each in references if each and wanted and each.name == wanted.name and each.digest}
    if locked in digests:
        return Found(locked)
    if not digests:
        return RegistryFault(
            "missing",
            "the engine has it, but from no registry: it was built or loaded here",
            "push it, so that it gets a digest",
        )
    if len(digests) > 1:
        return RegistryFault(
            "missing",
            f"the engine knows it by {len(digests)} digests, and not which one the tag has",
            "ask the registry: leave `--from-engine` out",
        )
    platform = [str(data.get(key) or "") for key in ("Os", "Architecture", "Variant")]
    return Found(digests.pop(), ("/".join(part for part in platform if part),) if all(platform[:2]) else ())
