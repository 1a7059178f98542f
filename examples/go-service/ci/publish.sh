#!/bin/sh
# Pushes the program as an image of nothing else, without a daemon, and publishes its reference by digest as the output
# `image`. Wants REPOSITORY, TAG, REGISTRY_USER and REGISTRY_PASSWORD.
set -eu
image=$REPOSITORY:$TAG
printf '%s' "$REGISTRY_PASSWORD" | crane auth login --username "$REGISTRY_USER" --password-stdin "${REPOSITORY%%/*}"
tar -C out --owner=0 --group=0 -cf layer.tar quotes
crane append --platform linux/amd64 --new_layer layer.tar --new_tag "$image"
reference=$(crane mutate "$image" --tag "$image" --set-platform linux/amd64 --user 65532:65532 --entrypoint /quotes)
echo "image=$reference" >>"$PIPEC_OUTPUT"
