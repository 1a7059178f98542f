"""Rules that targets share."""

CODES: dict[str, str] = {
    "PC700": "shell_condition",
    "PC701": "shell_value",
    "PC702": "action_image",
    "PC703": "retry_class",
    "PC704": "reserved_variable",
    "PC705": "port_range",
    "PC706": "degraded",
    "PC707": "parameter_pattern",
    "PC708": "ephemeral_ports",
    "PC709": "volume_of_instances",
}
"""Code to the module that declares it."""
