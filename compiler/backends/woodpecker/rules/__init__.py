"""Rules of the Woodpecker target."""

CODES: dict[str, str] = {
    "PC751": "step_image",
    "PC752": "approval",
    "PC753": "matrix_limits",
    "PC754": "job_retry",
    "PC755": "resource_limits",
    "PC756": "job_network",
    "PC757": "artifact_transport",
    "PC758": "catch_of_several",
    "PC759": "concurrency",
    "PC760": "job_condition",
    "PC761": "service_health",
    "PC762": "service_value",
    "PC763": "cron_schedule",
    "PC764": "secret_event",
    "PC765": "pipeline_timeout",
    "PC766": "deploy_image",
    "PC767": "deploy_binding",
    "PC768": "trigger_filter",
    "PC769": "clone_image",
}
"""Code to the module that declares it."""
