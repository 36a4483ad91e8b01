#!/usr/bin/env bash
# Installs the Debian packages that the full test run uses. Where that is not possible the tests that need them are skipped aloud.
set -u
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || { echo "not root on Debian: tests that need systemd, gcc, debootstrap or chromium may be skipped"; exit 0; }
need=()
want() { command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || need+=("$2"); }
want /lib/systemd/systemd systemd
want systemd-nspawn systemd-container
want gcc gcc
want debootstrap debootstrap
want chromium chromium
want unshare util-linux
want script bsdutils
[ -e /usr/include/stdio.h ] || need+=(libc6-dev)
if [ "${#need[@]}" -gt 0 ]; then
  echo "installing: ${need[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null 2>&1 || true
  apt-get install -y -q --no-install-recommends "${need[@]}" >/tmp/wantedby-apt.log 2>&1 || { tail -5 /tmp/wantedby-apt.log; echo "could not install: ${need[*]}"; }
fi
exit 0
