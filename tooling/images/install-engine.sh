#!/usr/bin/env bash
# Sees to it that a container engine runs: `install-engine.sh FOLDER`. Installs Debian's where there is none, starts it
# where none answers, with its log and its process id in FOLDER (dockerd.log, dockerd.pid). Says the engine's version.
set -euo pipefail

folder=${1:?usage: install-engine.sh FOLDER}

fail() {
  echo "install-engine: $*" >&2
  exit 1
}

answers() {
  docker version --format '{{.Server.Version}}' 2>/dev/null
}

install_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  if ((${#missing[@]} == 0)); then return; fi
  if ((EUID != 0)); then fail "missing: ${missing[*]}; install them, or run this as root"; fi
  apt-get update -qq || fail 'the package lists cannot be fetched'
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "cannot install ${missing[*]}"
}

start_engine() {
  if ((EUID != 0)); then fail 'no engine answers, and only root can start one'; fi
  mkdir -p "$folder"
  setsid dockerd >"$folder/dockerd.log" 2>&1 </dev/null &
  echo $! >"$folder/dockerd.pid"
  for _ in $(seq 150); do
    if answers >/dev/null; then return; fi
    sleep 0.2
  done
  tail -n 5 "$folder/dockerd.log" >&2
  fail 'the engine did not answer after 30 s; its last words are above'
}

if answers >/dev/null; then
  command -v debootstrap >/dev/null || install_packages
else
  install_packages
  answers >/dev/null || start_engine
fi
echo "container engine $(answers)"
