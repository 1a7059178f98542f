"""What a checkout asks of the clone plugin. Only a workflow that names the plugin's image can ask for anything."""

from typing import Any, Final

from ...ir.job import Checkout

CLONE_IMAGE: Final = "clone_image"
"""The key of the profile with the plugin's image by digest: the server's own choice is known to nobody else."""


def clone_settings(checkout: Checkout) -> dict[str, Any]:
    """Return the plugin's settings; empty where the server's own clone, shallow and without submodules, is enough."""
    settings: dict[str, Any] = {}
    if checkout.depth != 1:
        settings = {"partial": False, "depth": checkout.depth}
    if checkout.submodules:
        settings["recursive"] = True
    return settings
