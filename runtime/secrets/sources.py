"""Where secrets are looked for, as a repository's configuration says."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

Kind = Literal["env", "dotenv", "directory", "vault", "nomad"]
"""Where those secrets are looked for, one kind after another, that have no entry of their own."""

LEAST: Final = 4
"""How many characters a secret has at least: what is shorter cannot be masked without masking everything."""

DEFAULT_DOTENV: Final = ".env"


class Source(NamedTuple):
    """The one place of one secret: a variable, a file, an item of a Nomad variable, a key of a Vault secret.

    `locator` is the variable's name, the file's absolute path, or the path there; `key` the item, the secret's own name
    where it is empty.
    """

    kind: Literal["env", "file", "nomad", "vault"]
    locator: str
    key: str = ""


class SecretSources(NamedTuple):
    """Where to look for secrets. `names` holds those with a place of their own; the others are looked for in `order`.

    `dotenv` and `directory` are absolute paths; `dotenv` need not exist unless `dotenv_needed`. `vault` and `nomad` are
    the paths at which every secret is an item by its name.
    """

    order: tuple[Kind, ...] = ("env",)
    names: Mapping[str, Source] = {}
    dotenv: Path | None = None
    dotenv_needed: bool = False
    directory: Path | None = None
    vault: str = ""
    nomad: str = ""


def variable_names(name: str) -> tuple[str, ...]:
    """Return the variables that may hold a secret: `PIPEC_SECRET_NAME`, then its own name with `_` for `-`."""
    return (f"PIPEC_SECRET_{re.sub('[^A-Za-z0-9]', '_', name).upper()}", name.replace("-", "_"))
