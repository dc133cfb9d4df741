#!/usr/bin/env bash
# Generates the protobuf and gRPC stubs of trainer_client/wire from its .proto files.
#
#   tools/generate_stubs.sh           writes them beside the .proto files
#   tools/generate_stubs.sh --check   writes nothing; exits 1 when the committed stubs are not current
#
# The generator is the oldest one supported: code made for protobuf 5.26 runs with every later runtime, while
# newer generators write code that refuses older runtimes, and trainers pin theirs. It lives in an environment
# of its own, made once with pip; after that this script needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly generator="grpcio-tools==1.63.0"
readonly environment=".venv/stubs"
readonly made="$environment/made-of-$generator"
readonly wire="trainer_client/wire"

find_python() {
    # The generator has wheels for these two alone.
    for candidate in "${PYTHON:-python3}" python3.11 python3.12; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] not in {(3, 11), (3, 12)})' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "generating stubs needs Python 3.11 or 3.12: install one, or name it: PYTHON=... $0" >&2
    exit 2
}

make_environment() {
    [[ -e $made ]] && return
    local python
    python=$(find_python)
    rm -rf "$environment"
    "$python" -m venv "$environment"
    # setuptools: the generator imports pkg_resources, which later ones no longer have.
    "$environment/bin/pip" install --quiet --disable-pip-version-check "$generator" "protobuf==5.26.1" "setuptools<81"
    touch "$made"
}

generate_into() {
    "$environment/bin/python" -W ignore -m grpc_tools.protoc --proto_path=. \
        --python_out="$1" --pyi_out="$1" "$wire"/*.proto
    "$environment/bin/python" -W ignore -m grpc_tools.protoc --proto_path=. \
        --grpc_python_out="$1" "$wire/rewards.proto"
    # The generator writes types without their arguments, and no types at all for services.
    sed -i '1i # mypy: disable-error-code=type-arg' "$1/$wire"/*_pb2.pyi
    sed -i '1i # mypy: ignore-errors' "$1/$wire"/*_pb2_grpc.py
}

check() {
    local fresh stale=0
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    generate_into "$fresh"
    for stub in "$fresh/$wire"/*; do
        diff -q "$stub" "$wire/$(basename "$stub")" >/dev/null 2>&1 || { echo "not current: $wire/$(basename "$stub")" >&2; stale=1; }
    done
    for stub in "$wire"/*_pb2*.py*; do
        [[ -e "$fresh/$stub" ]] || { echo "no .proto makes $stub" >&2; stale=1; }
    done
    [[ $stale == 0 ]] || echo "run tools/generate_stubs.sh and commit what it writes" >&2
    rm -rf "$fresh"
    trap - EXIT
    return "$stale"
}

make_environment
case "${1:-}" in
    "") generate_into . ;;
    --check) check ;;
    *) echo "usage: $0 [--check]" >&2; exit 2 ;;
esac
