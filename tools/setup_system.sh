#!/bin/sh
# Installs what the sandbox needs of the system: bubblewrap, make and a C compiler for the launcher, and the languages
# that programs are written in (name some as arguments for fewer: tools/setup_system.sh java go). Debian and Ubuntu.
set -eu
command -v apt-get >/dev/null || {
  echo "this is no Debian or Ubuntu: install bubblewrap, gcc, make, and what \`cascade-rewards doctor\` names" >&2
  exit 2
}
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
packages="bubblewrap make gcc libc6-dev python3"
for language in ${*:-python c cpp java javascript go rust bash}; do
  case $language in
    python) packages="$packages python3 python3-numpy" ;;
    c) packages="$packages gcc libc6-dev" ;;
    cpp) packages="$packages g++" ;;
    java) packages="$packages default-jdk-headless" ;;
    javascript) packages="$packages nodejs" ;;
    go) packages="$packages golang-go" ;;
    rust) packages="$packages rustc" ;;
    bash) packages="$packages bash" ;;
    *) echo "there is no language $language" >&2; exit 2 ;;
  esac
done
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 - a list of names
apt-get install -y -qq --no-install-recommends $packages >/dev/null
