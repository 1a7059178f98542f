"""Image registries, asked over their HTTP API (OCI distribution specification, version 2) for digests and platforms."""

from .client import Registry
from .faults import Reason, RegistryFault
from .names import ImageName, is_loopback
from .resolve import Answered, ask_all
from .settings import Settings

__all__ = ["Answered", "ImageName", "Reason", "Registry", "RegistryFault", "Settings", "ask_all", "is_loopback"]
