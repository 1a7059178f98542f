#!/bin/sh
# Pushes the service of this folder as an image, without a daemon: layer.tar on top of Python's own. Publishes the
# reference by digest as the output `image`: image.sh NAME. Wants REGISTRY, VERSION and REGISTRY_PASSWORD.
set -eu
image=$REGISTRY/parcels/$1:$VERSION
printf '%s' "$REGISTRY_PASSWORD" | crane auth login --username ci --password-stdin "${REGISTRY%%/*}"
crane append --base "$REGISTRY/library/python:3.12-slim" --new_layer layer.tar --new_tag "$image"
reference=$(crane mutate "$image" --tag "$image" --workdir /srv --user 65532:65532 --env "VERSION=$VERSION" \
  --entrypoint python3,-m,gunicorn,--bind,0.0.0.0:8000,api:application)
echo "image=$reference" >>"$PIPEC_OUTPUT"
