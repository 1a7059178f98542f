#!/bin/sh
# Builds the image of the service in this folder, pushes it, publishes its digest: image.sh NAME
set -eu
printf '%s' "$REGISTRY_PASSWORD" | buildah login --username ci --password-stdin registry.example
buildah build --tag "registry.example/parcels/$1:$VERSION" .
buildah push --digestfile /tmp/digest "registry.example/parcels/$1:$VERSION"
echo "image=registry.example/parcels/$1@$(cat /tmp/digest)" >>"$PIPEC_OUTPUT"
