"""Rules of the Nomad backend."""

CODES: dict[str, str] = {
    "PC710": "checkout_source",
    "PC711": "input_store",
    "PC712": "reservation_sum",
    "PC713": "router_needed",
    "PC714": "destructive_rolling",
    "PC715": "fixed_port",
    "PC716": "exact_check",
    "PC717": "shared_cluster",
    "PC718": "interpolated_text",
    "PC719": "run_time_value",
    "PC720": "unenforced_limit",
    "PC721": "network_isolation",
    "PC722": "variable_path_length",
    "PC723": "service_health",
    "PC724": "strategy_conflict",
    "PC725": "component_artifact",
    "PC726": "writable_volume",
    "PC727": "status_class",
    "PC728": "dynamic_range",
    "PC729": "client_each",
}
"""Code to the module that declares it."""
