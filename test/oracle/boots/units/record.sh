# Runs inside the container. Each line that it prints to the console: @@R NAME BASE64.
export LANG=C.UTF-8 SYSTEMD_COLORS=0 SYSTEMD_PAGER=cat PATH=/usr/bin:/bin:/usr/sbin:/sbin COLUMNS=400
systemd-analyze blame >/tmp/not-finished.txt 2>&1
systemctl is-system-running --wait >/dev/null
mkdir /tmp/out
cd /tmp/out
systemctl show >show-manager.txt
systemctl show '*' >show.txt
systemctl show --all '*' >show-all.txt
systemd-analyze dump >dump.txt
systemd-analyze plot >plot.svg
systemd-analyze plot --json=short >plot.json 2>&1
systemd-analyze blame >blame.txt
systemd-analyze critical-chain >critical-chain.txt
systemd-analyze critical-chain measure.target >critical-chain-measure.txt
LANG=C systemd-analyze critical-chain --fuzz=70 measure.target >critical-chain-ascii.txt
systemd-analyze time >time.txt
systemctl --version >version.txt
if test -S /run/systemd/journal/stdout; then
        journalctl -b -o json >journal.json
        journalctl -b -o export >journal.export
fi
# As on a machine of its own, where times count from the start of the kernel: see as-on-metal.c.
export LD_PRELOAD=${0%/*}/as-on-metal.so
systemd-analyze plot >metal-plot.svg
systemd-analyze plot --json=short >metal-plot.json 2>/dev/null || rm metal-plot.json
systemd-analyze blame >metal-blame.txt
systemd-analyze critical-chain measure.target >metal-critical-chain.txt
systemd-analyze time >metal-time.txt
unset LD_PRELOAD
mv /tmp/not-finished.txt .
for f in *; do
        gzip -9n <"$f" | base64 -w 900 | sed -u "s/^/@@R $f /" >/dev/console
        sleep 0.2
done
echo "@@END" >/dev/console
sleep infinity
