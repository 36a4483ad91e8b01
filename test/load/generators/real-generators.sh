#!/bin/bash
# Runs the machine's own systemd generators over invented trees: real-generators.sh CASES, a directory with one directory per
# case. Of each case, `root` is the tree; `cmdline` (optional) is the kernel command line; `env` (optional) has NAME=VALUE
# lines; `setup` (optional) is a script that is run with the stage as its working directory before the generators are;
# `generators` (optional) lists those to run, with `user/` before the name of one for users. What they write goes to `out/{normal,early,late}`, what they say to `log`.
# Needs root. All happens in name spaces of its own; nothing is left behind.
set -euo pipefail
shopt -s nullglob
export LC_ALL=C
if [[ ${1:-} != --inside ]]; then
        exec unshare --mount --pid --fork --uts --ipc --net --kill-child bash "$0" --inside "$1"
fi
CASES=$2
W=$(mktemp -d)
mount -t tmpfs -o mode=0755 generators "$W"
mkdir "$W/skel"
S=$W/skel
GENERATORS=/usr/lib/systemd/system-generators
mkdir -p "$S"/{etc,usr/{bin,lib,lib64},run,tmp,proc,sys,dev,root,oracle}
for d in bin lib lib64; do ln -s "usr/$d" "$S/$d"; done
ln -s bin "$S/usr/sbin"
ln -s usr/bin "$S/sbin"
mkdir "$S/oracle/user"
for f in "$GENERATORS"/systemd-* /usr/lib/systemd/user-generators/systemd-*; do
        [[ $f == */user-generators/* ]] && cp -L "$f" "$S/oracle/user/" || cp -L "$f" "$S/oracle/"
        while read -r lib; do
                [[ -e $S$lib ]] && continue
                mkdir -p "$S${lib%/*}"
                cp -L "$lib" "$S$lib"
        done < <(ldd "$f" | grep -oE '/[^ ]+' || true)
done
for c in "$CASES"/*/; do
        c=${c%/}
        N=$W/new
        mkdir "$W/up" "$W/wk" "$N"
        mount -t overlay overlay -o "lowerdir=$c/root:$S,upperdir=$W/up,workdir=$W/wk" "$N"
        mkdir -p "$N"/{proc,sys,dev,run/systemd,oracle/normal,oracle/early,oracle/late}
        mount -t proc proc "$N/proc"
        mount -t tmpfs -o mode=0755 tmpfs "$N/sys"
        rm -rf "$N/dev"
        mkdir "$N/dev"
        mknod -m 0666 "$N/dev/null" c 1 3
        rm -f "$N/.dockerenv"
        vars=()
        [[ -e $c/env ]] && mapfile -t vars <"$c/env"
        [[ -e $c/setup ]] && (cd "$N" && . "$c/setup")
        cmdline=
        [[ -e $c/cmdline ]] && cmdline=$(<"$c/cmdline")
        : >"$c/log"
        list=$(cd "$S/oracle" && echo systemd-*)
        [[ -e $c/generators ]] && list=$(<"$c/generators")
        for g in $list; do
                env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_IGNORE_CHROOT=1 \
                        SYSTEMD_LOG_LEVEL="${GENERATOR_LOG_LEVEL:-info}" SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_COLOR=0 \
                        SYSTEMD_PROC_CMDLINE="$cmdline" "${vars[@]}" \
                        chroot "$N" "/oracle/$g" /oracle/normal /oracle/early /oracle/late >>"$c/log" 2>&1 </dev/null ||
                        echo "$g: exit status $?" >>"$c/log"
        done
        rm -rf "$c/out"
        mkdir "$c/out"
        cp -a "$N"/oracle/{normal,early,late} "$c/out/"
        umount -R "$N"
        rm -rf "$W/up" "$W/wk" "$N"
done
umount -l "$W"
rmdir "$W"
