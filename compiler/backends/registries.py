"""Where images are pulled from: the registry that a reference names, or the site's mirror of it."""

from ..ir.values import Image
from .profile import Profile


def mirrored(reference: str, profile: Profile) -> str:
    """Return a reference at the profile's mirror of its registry, or as it is where there is none.

    A mirror stands for all below its prefix (`docker.io`, `registry.example/team`), whole segments only.
    """
    for prefix, mirror in profile.registry_mirrors:
        base = f"{prefix.rstrip('/')}/"
        if reference.startswith(base):
            return f"{mirror.rstrip('/')}/{reference[len(base) :]}"
    return reference


def image_reference(image: Image, profile: Profile) -> str:
    """Return the image as engines pull it: by digest where there is one."""
    return mirrored(image.pinned, profile)


def own_image(profile: Profile) -> str:
    """Return the image in which `pipec` itself runs, empty where the site names none."""
    return mirrored(profile.pipec_image, profile)
