"""From the table `[secrets]` of a configuration to the places where the runtime looks for secrets."""

# ruff: noqa: PTH100, PTH118 - paths are handled as the frontend handles them

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic
    from compiler.frontend.configuration import Document
    from compiler.frontend.settings import SecretPlace, SecretSettings
    from runtime.secrets import Kind, SecretSources, Source


def load_secret_sources(folder: str, config: str | None = None) -> "SecretSources":
    """Return where secrets are looked for: as the configuration says that counts in `folder`, or the file `config`.

    Without one: variables, then `.env` in the repository's root. SecretError where `[secrets]` is wrong.
    """
    from compiler.frontend.configuration import Finder, open_document
    from compiler.frontend.files import find_root

    folder = os.path.abspath(folder)
    root = find_root(folder)
    document = Finder(root).nearest(folder) if config is None else open_document(config, config)
    if document is None:
        return _sources(root, None)
    return _sources(document.folder, _settings(document))


def with_secret_file(sources: "SecretSources", path: str) -> "SecretSources":
    """Return sources that look into one dotenv file before all else, in place of the configured one.

    What has a place of its own keeps it unless the file names it.
    """
    from runtime.errors import SecretError
    from runtime.secrets.dotenv import read_dotenv
    from runtime.secrets.sources import variable_names

    file = Path(os.path.abspath(path))
    try:
        held = read_dotenv(file)
    except FileNotFoundError:
        raise SecretError(f"there is no file {file}", failure_class="configuration") from None
    own = {name: at for name, at in sources.names.items() if not held.keys() & {*variable_names(name), name}}
    order: tuple[Kind, ...] = ("dotenv", *(kind for kind in sources.order if kind != "dotenv"))
    return sources._replace(order=order, names=own, dotenv=file, dotenv_needed=True)


def _settings(document: "Document") -> "SecretSettings":
    from compiler.frontend.secret_keys import read_secrets
    from compiler.frontend.toml_places import scan
    from compiler.frontend.toml_reader import TomlReader

    if document.diagnostic is not None or document.source is None:
        raise _wrong(document, document.diagnostic)
    reader = TomlReader(scan(document.source).below(document.prefix))
    settings = read_secrets(reader, document.data)
    if reader.diagnostics:
        raise _wrong(document, min(reader.diagnostics, key=lambda item: item.span.start))
    return settings


def _wrong(document: "Document", diagnostic: "Diagnostic | None") -> Exception:
    from runtime.errors import SecretError

    if diagnostic is None:
        return SecretError("the configuration cannot be read", failure_class="configuration")
    where = diagnostic.span.path
    if document.source is not None:
        where = f"{where}:{document.source.position(diagnostic.span.start).line}"
    return SecretError(f"{where}: {diagnostic.message}", diagnostic.help, failure_class="configuration")


def _sources(folder: str, settings: "SecretSettings | None") -> "SecretSources":
    from runtime.secrets import SecretSources
    from runtime.secrets.sources import DEFAULT_DOTENV

    if settings is None:
        return SecretSources(("env", "dotenv"), dotenv=Path(folder, DEFAULT_DOTENV))
    return SecretSources(
        cast("tuple[Kind, ...]", settings.order),
        {place.name: _source(folder, place) for place in settings.names},
        Path(folder, settings.dotenv or DEFAULT_DOTENV),
        bool(settings.dotenv),
        Path(folder, settings.directory) if settings.directory else None,
        settings.vault,
        settings.nomad,
    )


def _source(folder: str, place: "SecretPlace") -> "Source":
    from runtime.secrets import Source

    locator = os.path.join(folder, place.locator) if place.kind == "file" else place.locator
    return Source(cast("Literal['env', 'file', 'nomad', 'vault']", place.kind), locator, place.key)
