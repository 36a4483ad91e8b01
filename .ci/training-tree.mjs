// A tree with a bit of everything: what is compiled into dist/*.cache is what a call on it has used.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const INIT_SCRIPT = `#!/bin/sh
### BEGIN INIT INFO
# Provides: old $named
# Required-Start: $remote_fs $network
# Should-Start: other
# Short-Description: old
# Description: old
#  and long
### END INIT INFO
# description: old
# pidfile: /run/old.pid
echo "usage: {start|stop|reload}"
`;

const FILES = {
  'etc/hostname': 'training\n',
  'etc/machine-id': '00000000000000000000000000000001\n',
  'etc/os-release': 'ID=training\nVERSION_ID="1"\n',
  'etc/systemd/system.conf': '[Manager]\nDefaultTimeoutStartSec=2min\nDefaultEnvironment=A=b\n',
  'etc/crypttab':
    'data /dev/vdc1 none luks,nofail,x-systemd.device-timeout=5s\nkept UUID=12-34 /etc/key luks,keyfile-timeout=10s\nbad\nswapped /dev/vdz /dev/urandom swap\n',
  'etc/fstab': `# a comment
/dev/vda1 / ext4 defaults 0 1
LABEL=data\\040one /data ext4 nofail,x-systemd.automount,x-systemd.device-timeout=90s,x-systemd.requires=old.service 0 2
UUID=1-2 /usr ext4 ro,x-systemd.idle-timeout=1min 0 2
tmpfs /tmp tmpfs mode=1777,x-systemd.after=other.service 0 0
files:/x /x nfs4 _netdev,x-systemd.mount-timeout=30 0 0
/swapfile none swap sw,pri=5 0 0
/dev/vdb1 /gone ext4 noauto 0 0
`,
  'etc/systemd/system/trained.service': `[Unit]
Description=Trained on %H for %u
Documentation=man:trained(8) https://example.org/trained
After=network.target aliased.service
Wants=aliased.service trained@a-b.service dev-vdc1.device trained-with-a-name-that-is-too-long-for-the-column-of-names.service
Requires=trained.socket
Conflicts=other.service
Before=trained-late.service
OnFailure=trained@%n.service
RequiresMountsFor=/srv/%p "/var/lib/a b"
ConditionPathExists=!/etc/nothing
ConditionKernelCommandLine=|trained
ConditionVirtualization=|!container
AssertPathIsDirectory=/etc
StartLimitIntervalSec=1min
StartLimitBurst=3
JobTimeoutSec=5min
Unknown=1
[Service]
Type=notify
NotifyAccess=all
User=trained
Group=trained
SupplementaryGroups=adm
Environment=A=b "C=d e" F=\\x41
PassEnvironment=HOME PATH
UnsetEnvironment=LANG
EnvironmentFile=-/etc/default/trained
ExecStartPre=-/bin/mkdir -p "/run/a b" \\; '\\x20c'
ExecStart=@/usr/bin/trained trained --one=%i $HOME \${A}
ExecStartPost=/bin/true one ; /bin/true two
ExecReload=/bin/kill -HUP $MAINPID
ExecStop=!/bin/kill \\
  -TERM $MAINPID
PIDFile=trained.pid
TimeoutSec=infinity
TimeoutStartSec=0
TimeoutAbortSec=5s
WatchdogSec=30s
RuntimeMaxSec=1d
Restart=on-failure
RestartSec=100ms
SuccessExitStatus=1 TEMPFAIL SIGKILL
RestartPreventExitStatus=5
KillMode=mixed
KillSignal=SIGINT
OOMScoreAdjust=-900
OOMPolicy=continue
Nice=5
UMask=0027
IOSchedulingClass=best-effort
IOSchedulingPriority=3
CPUSchedulingPolicy=batch
CPUSchedulingPriority=1
CPUAffinity=0-1
LimitNOFILE=1024:65536
LimitCORE=infinity
LimitCPU=1min
LimitNICE=+5
TasksMax=50%
MemoryMax=1G
MemoryHigh=80%
MemoryLimit=1G
CPUQuota=50%
CPUWeight=200
CPUShares=100
IOWeight=50
BlockIOWeight=100
DeviceAllow=/dev/null rw
DeviceAllow=char-tty r
DevicePolicy=closed
Delegate=cpu memory
Slice=trained.slice
StateDirectory=trained:alias
RuntimeDirectory=trained trained/x
RuntimeDirectoryMode=0750
LogsDirectory=trained
ReadWritePaths=/var -/srv +/opt
ReadOnlyPaths=/etc
InaccessiblePaths=-/lost+found
BindPaths=/a:/b:rbind -/c
TemporaryFileSystem=/var:ro,mode=0700
MountFlags=slave
WorkingDirectory=-/srv/trained
StandardInput=null
StandardOutput=file:/var/log/trained
StandardError=inherit
SyslogIdentifier=trained
SyslogLevel=info
LogLevelMax=debug
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=full
ProtectHome=read-only
NoNewPrivileges=true
CapabilityBoundingSet=CAP_NET_ADMIN ~CAP_SYS_ADMIN
AmbientCapabilities=CAP_NET_RAW
SystemCallFilter=@system-service ~@mount
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
RestrictAddressFamilies=AF_UNIX AF_INET
RestrictNamespaces=~user
SecureBits=keep-caps
IPAddressDeny=any
LockPersonality=yes
ManagedOOMSwap=auto
ManagedOOMMemoryPressure=kill
ManagedOOMMemoryPressureLimit=50%
BusName=org.example.Trained
FileDescriptorStoreMax=2
Sockets=trained.socket
SendSIGHUP=maybe
[Install]
WantedBy=multi-user.target
Alias=aliased.service
Also=trained.socket
`,
  'etc/systemd/system/trained.service.d/10-more.conf': '[Unit]\nAfter=\nAfter=other.service\n[Service]\nEnvironment=\n',
  'etc/systemd/system/trained.socket': `[Socket]
ListenStream=/run/trained.sock
ListenStream=127.0.0.1:80
ListenDatagram=[::1]:53
ListenFIFO=/run/trained.fifo
ListenNetlink=kobject-uevent 1
SocketMode=0660
SocketUser=trained
FileDescriptorName=trained
BindToDevice=lo
PassCredentials=yes
ReceiveBuffer=128M
MaxConnections=5
[Install]
WantedBy=sockets.target
`,
  'etc/systemd/system/trained.path':
    '[Path]\nPathExistsGlob=/run/*.x\nDirectoryNotEmpty=/var/spool/%p\nPathModified=/etc/x\nUnit=trained.service\n[Install]\nWantedBy=paths.target\n',
  'etc/systemd/system/trained.timer':
    '[Timer]\nOnCalendar=Mon..Fri *-*-* 06,18:00\nOnCalendar=daily\nOnBootSec=15min\nOnUnitActiveSec=1w\nRandomizedDelaySec=12h\nAccuracySec=1h\nPersistent=true\nUnit=trained.service\n[Install]\nWantedBy=timers.target\n',
  'etc/systemd/system/trained@.service':
    '[Unit]\nDescription=One of %p: %I %j %f\nPartOf=trained.service\n[Service]\nExecStart=/bin/echo %i %y\n',
  'etc/systemd/system/trained.slice': '[Slice]\nMemoryMax=2G\nManagedOOMSwap=kill\n',
  'etc/systemd/system/var-spool.mount':
    '[Mount]\nWhat=LABEL=spool\nWhere=/var/spool\nType=ext4\nOptions=noatime,_netdev\nTimeoutSec=10\n',
  'etc/systemd/system/proc-x.automount': '[Automount]\nWhere=/proc/x\nTimeoutIdleSec=1min\n',
  'etc/systemd/system/dev-vdz.swap': '[Swap]\nWhat=/dev/vdz\nPriority=5\n',
};
const LINKS = {
  'etc/systemd/system/aliased.service': 'trained.service',
  'etc/systemd/system/masked.service': '/dev/null',
  'etc/systemd/system/multi-user.target.wants/trained.service': '../trained.service',
  'etc/systemd/system/multi-user.target.wants/aliased.service': '/etc/systemd/system/trained.service',
  'etc/systemd/system/multi-user.target.wants/masked.service': '../masked.service',
  'etc/systemd/system/multi-user.target.wants/trained.timer': '../trained.timer',
  'etc/systemd/system/multi-user.target.wants/trained.path': '../trained.path',
  'etc/systemd/system/multi-user.target.wants/var-spool.mount': '../var-spool.mount',
  'etc/systemd/system/multi-user.target.wants/proc-x.automount': '../proc-x.automount',
  'etc/systemd/system/multi-user.target.wants/dev-vdz.swap': '../dev-vdz.swap',
  'etc/systemd/system/multi-user.target.wants/trained@x.service': '../trained@.service',
  'etc/rc2.d/S01old': '../init.d/old',
  'etc/rc2.d/S02other': '../init.d/other',
};

/** Writes the tree into an empty directory. */
export function writeTrainingTree(tree) {
  cpSync('samples/web-application', tree, { recursive: true, verbatimSymlinks: true });
  const at = (path) => {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    return join(tree, path);
  };
  for (const [path, text] of Object.entries(FILES)) writeFileSync(at(path), text);
  for (const [path, target] of Object.entries(LINKS)) symlinkSync(target, at(path));
  for (const name of ['old', 'older.sh', 'other']) writeFileSync(at(`etc/init.d/${name}`), INIT_SCRIPT, { mode: 0o755 });
}
