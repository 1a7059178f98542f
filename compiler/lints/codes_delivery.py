"""The rules of reliable delivery (PC630 to PC669) and of a repository's policy (PC880 to PC889)."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC630": "deployment_limits",
    "PC631": "unwatched_rollout",
    "PC632": "nothing_to_go_back_to",
    "PC633": "outage_by_batch",
    "PC634": "cancelled_deployment",
    "PC635": "retried_deployment",
    "PC636": "endless_approval",
    "PC637": "service_without_health_check",
    "PC638": "report_lost_on_failure",
    "PC640": "deploy_on_pull_request",
    "PC641": "unpublished_output",
    "PC880": "registry_not_allowed",
    "PC881": "forbidden_image",
    "PC882": "missing_label",
    "PC883": "approval_required",
}
