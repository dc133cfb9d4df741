#!/bin/sh
# Sees to it that a Docker engine runs here and has the sandbox's image, for `make test-all`. As root on Debian and
# Ubuntu it installs and starts one where there is none; elsewhere it says what is missing.
set -eu
cd "$(dirname "$0")/.."
if ! docker info >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || {
    echo "no Docker engine answers: start one, or run this as root" >&2
    exit 2
  }
  command -v dockerd >/dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io >/dev/null
  }
  dockerd >/var/log/cascade-dockerd.log 2>&1 &
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && break
    sleep 1
  done
fi
docker image inspect cascade-jail >/dev/null 2>&1 && exit 0
docker pull -q debian:bookworm-slim >/dev/null 2>&1 || {
  command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
  tools/docker_base_image.sh
}
docker build -q --network host -t cascade-jail deploy/sandbox >/dev/null
