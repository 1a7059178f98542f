#!/usr/bin/env bash
# Installs the engines whose own checks the tests run: nginx, HAProxy, systemd-analyze, busybox and dash, Docker Compose.
set -euo pipefail
