"""The rules of waiting and width (PC830 to PC839) and of dead weight (PC850 to PC879)."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC831": "long_edge",
    "PC832": "wide_matrix",
    "PC833": "idle_matrix_limit",
    "PC850": "unused_parameter",
    "PC851": "shadowed_variable",
    "PC852": "repeated_variable",
    "PC853": "same_artifact",
    "PC854": "unused_output",
    "PC855": "unused_component",
    "PC860": "empty_collection",
    "PC861": "constant_condition",
    "PC862": "unused_default",
    "PC863": "repeated_default",
    "PC864": "unused_axis",
    "PC866": "shadowed_retention",
    "PC868": "pointless_trigger",
    "PC870": "event_never_comes",
}
