"""What an editor offers to write where something new begins; `${1:text}` is a place to fill in."""

from typing import Any

_STEP: dict[str, Any] = {"name": "${1:test}", "script": "${2:make test}"}
_STRATEGIES: dict[str, dict[str, Any]] = {
    "all-at-once": {},
    "rolling": {"batch_size": "${1:1}"},
    "blue-green": {"monitor": "${1:10m}"},
    "canary": {"stages": [{"weight": "${1:10}%", "duration": "${2:10m}"}, {"weight": "100%"}]},
}

SNIPPETS: dict[str, list[dict[str, Any]]] = {
    "job": [
        {"label": "job of steps", "description": "Runs scripts in a workspace.", "body": {"steps": [_STEP]}},
        {
            "label": "job that deploys",
            "description": "Brings components into an environment.",
            "body": {"deploy": {"environment": "${1:production}", "strategy": {"type": "${2:rolling}"}}},
        },
    ],
    "step": [
        {"label": "script", "description": "Commands for the shell.", "body": _STEP},
        {
            "label": "HTTP request",
            "description": "One request, sent by pipec itself.",
            "body": {"action": "http_request", "with": {"url": "${1:https://hooks.example/deployed}"}},
        },
    ],
    "strategy": [
        {"label": word, "description": f"Strategy of type `{word}`.", "body": {"type": word, **more}}
        for word, more in _STRATEGIES.items()
    ],
}
"""Snippets by the definition of the pipeline's schema at which they are offered."""
