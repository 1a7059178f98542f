#!/bin/sh
# Builds the image, pushes it, and publishes its reference by digest as the output `image`.
# Wants REPOSITORY, TAG, REGISTRY_USER and REGISTRY_PASSWORD.
set -eu
printf '%s' "$REGISTRY_PASSWORD" | buildah login --username "$REGISTRY_USER" --password-stdin "${REPOSITORY%%/*}"
buildah build --layers --tag "$REPOSITORY:$TAG" .
buildah push --digestfile digest "$REPOSITORY:$TAG"
echo "image=$REPOSITORY@$(cat digest)" >>"$PIPEC_OUTPUT"
