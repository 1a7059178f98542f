"""Rules of the Compose target."""

CODES: dict[str, str] = {
    "PC730": "step_image",
    "PC731": "approval",
    "PC732": "job_retry",
    "PC733": "fail_fast",
    "PC734": "labels",
    "PC735": "disk_limit",
    "PC736": "service_network",
    "PC738": "after_deployment",
    "PC739": "job_condition",
    "PC740": "service_value",
    "PC741": "component_image",
    "PC742": "fixed_port",
    "PC743": "shared_volume",
    "PC745": "concurrency",
    "PC746": "same_name",
    "PC747": "least_memory",
    "PC748": "open_store",
}
"""Code to the module that declares it."""
