#!/usr/bin/env bash
# Makes a Debian base image from packages, for machines that reach a Debian mirror and no image registry.
#
#   tools/docker_base_image.sh [NAME] [MIRROR]      as root; NAME defaults to debian:bookworm-slim
#
# With another name, tell the build of it: docker build --build-arg BASE=NAME -t cascade-jail deploy/sandbox
# Where not even a mirror is reached: `docker save cascade-jail | gzip` elsewhere, `docker load` here.
set -euo pipefail

readonly name="${1:-debian:bookworm-slim}"
readonly mirror="${2:-http://deb.debian.org/debian}"
readonly suite="bookworm"

for tool in debootstrap docker; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install debootstrap docker.io" >&2; exit 2; }
done
docker version >/dev/null || { echo "the Docker engine does not answer: systemctl start docker, or dockerd &" >&2; exit 2; }
if docker image inspect "$name" >/dev/null 2>&1; then
    echo "$name is there already"
    exit
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates "$suite" "$root" "$mirror"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
tar --directory "$root" --create . | docker import - "$name"
