"""What a runner may refuse, each with the sentence of the design that allows it; anything else is a mistake."""

from typing import Final

_CANNOT: Final = "What it cannot express is a diagnostic at the user's line, decided before anything is written."
_EXECUTOR: Final = "A step that an executor cannot honour is refused before anything starts."
_OWN_IMAGE: Final = "Actions run by `pipec` itself, in a profile's pinned `pipec_image`; a health check is one."
_WOODPECKER: Final = (
    "Refused: `approval`, `fail_fast`, `max_parallel`, `cancel_in_progress`, job outputs across workflows."
)
_STORE: Final = (
    "A chain of `[success]` jobs that hand artifacts on shares one workflow; otherwise artifacts need the profile's"
    " artifact store or are refused."
)

ALLOWED: Final[dict[tuple[str, str, str], str]] = {
    ("services", "process", "services"): f"{_EXECUTOR} Services need an engine.",
    ("network", "process", "network"): _EXECUTOR,
    ("job retry", "compose", "PC732"): _CANNOT,
    ("fail_fast", "compose", "PC733"): _CANNOT,
    ("checkout", "nomad", "PC710"): "`checkout` fetches the profile's git source; without one it is refused.",
    ("services", "nomad", "PC723"): _OWN_IMAGE,
    ("artifacts of several jobs", "woodpecker", "PC757"): _STORE,
    ("artifacts of a failure", "woodpecker", "PC757"): _STORE,
    ("catch of several", "woodpecker", "PC758"): "A catch with one dependency is emitted, with several it is refused.",
    ("job outputs", "woodpecker", "PC701"): _WOODPECKER,
    ("job outputs", "woodpecker", "PC760"): _WOODPECKER,
    ("fail_fast", "woodpecker", "PC753"): _WOODPECKER,
    ("max_parallel", "woodpecker", "PC753"): _WOODPECKER,
    ("job retry", "woodpecker", "PC754"): _CANNOT,
    ("network", "woodpecker", "PC756"): _CANNOT,
    ("services", "woodpecker", "PC761"): _OWN_IMAGE,
}
"""Feature, runner, code (or the word for what an executor cannot keep) to the sentence."""
