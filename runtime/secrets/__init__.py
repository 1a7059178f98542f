"""Where the values of secrets come from: variables, a dotenv file, files, HashiCorp Vault, Nomad's variables."""

from .resolve import resolve_secrets
from .sources import LEAST, Kind, SecretSources, Source, variable_names

__all__ = ["LEAST", "Kind", "SecretSources", "Source", "resolve_secrets", "variable_names"]
