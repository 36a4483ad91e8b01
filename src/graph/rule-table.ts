/** A rule of systemd that makes dependencies: its sentence, and where the manual tells it. */
export interface Rule {
  readonly text: string;
  readonly manual: string;
}

const rule = (text: string, manual: string): Rule => ({ text, manual });
const UNIT = 'systemd.unit(5)';
const EXEC = 'systemd.exec(5) "Implicit Dependencies"';

/** Every rule that makes an edge. The key is its identity in `because` of a dump. */
export const RULES = {
  directive: rule('written in a unit file or drop-in', `${UNIT} "[Unit] Section Options"`),
  'wants-link': rule('link in a .wants/ directory', `${UNIT} "Description"`),
  'requires-link': rule('link in a .requires/ directory', `${UNIT} "Description"`),
  'slice-setting': rule('Slice= names the slice', 'systemd.resource-control(5) "Slice="'),
  'default-slice': rule('units without Slice= are in the default slice', 'systemd.resource-control(5) "Slice="'),
  'slice-order': rule('a unit needs its slice and is ordered after it', 'systemd.slice(5) "Automatic Dependencies"'),
  'parent-slice': rule('the name of a slice says which slice it is in', 'systemd.slice(5) "Implicit Dependencies"'),
  'service-default': rule('default dependency of services', 'systemd.service(5) "Default Dependencies"'),
  'socket-default': rule('default dependency of sockets', 'systemd.socket(5) "Default Dependencies"'),
  'timer-default': rule('default dependency of timers', 'systemd.timer(5) "Default Dependencies"'),
  'timer-calendar': rule('timers with OnCalendar= wait for the clock', 'systemd.timer(5) "Default Dependencies"'),
  'path-default': rule('default dependency of path units', 'systemd.path(5) "Default Dependencies"'),
  'target-default': rule('default dependency of targets', 'systemd.target(5) "Default Dependencies"'),
  'target-order': rule('a target is ordered after the units that it pulls in', 'systemd.target(5) "Default Dependencies"'),
  'slice-default': rule('default dependency of slices', 'systemd.slice(5) "Default Dependencies"'),
  'scope-default': rule('default dependency of scopes', 'systemd.scope(5) "Default Dependencies"'),
  'automount-default': rule('default dependency of automounts', 'systemd.automount(5) "Default Dependencies"'),
  'mount-default': rule('default dependency of mounts', 'systemd.mount(5) "Default Dependencies"'),
  'mount-network': rule('default dependency of network mounts', 'systemd.mount(5) "Default Dependencies"'),
  'mount-tmpfs': rule('tmpfs mounts come after swap', 'systemd.mount(5) "Default Dependencies"'),
  'mount-device': rule('What= of the mount is a device', 'systemd.mount(5) "Implicit Dependencies"'),
  'mount-quota': rule('quota options of a mount', 'systemd.mount(5) "Implicit Dependencies"'),
  'swap-default': rule('default dependency of swaps', 'systemd.swap(5) "Default Dependencies"'),
  'swap-device': rule('What= of the swap is a device', 'systemd.swap(5) "Implicit Dependencies"'),
  'swap-file': rule('a swap file needs its file system writable', 'systemd.swap(5) "Implicit Dependencies"'),
  'required-path': rule('a path of the unit is on or below a mount', `${UNIT} "RequiresMountsFor="`),
  'parent-path': rule('the mount point is below another mount', 'systemd.mount(5) "Implicit Dependencies"'),
  'trigger-name': rule(
    'triggers the unit of the same name',
    'systemd.timer(5), systemd.path(5), systemd.socket(5), systemd.automount(5)',
  ),
  'trigger-setting': rule(
    'Unit= or Service= names the unit to trigger',
    'systemd.timer(5) "Unit=", systemd.path(5) "Unit=", systemd.socket(5) "Service="',
  ),
  'accepted-connection': rule(
    'a socket with Accept=yes triggers the service of each connection',
    'src/core/socket.c socket_enter_running',
  ),
  'service-sockets': rule('Sockets= of the service', 'systemd.service(5) "Sockets="'),
  'dbus-service': rule('a service of Type=dbus needs the bus', 'systemd.service(5) "Implicit Dependencies"'),
  'bind-to-device': rule('BindToDevice= of the socket', 'systemd.socket(5) "Implicit Dependencies"'),
  'journal-output': rule('its output goes to the journal', EXEC),
  'log-namespace': rule('LogNamespace= needs its own journal', EXEC),
  'private-tmp': rule('PrivateTmp= needs /tmp and /var/tmp', EXEC),
  'state-directory': rule('its State-, Cache- or LogsDirectory= must be writable', 'src/core/unit.c unit_add_exec_dependencies'),
  'root-image': rule('RootImage= needs loop devices', EXEC),
  'image-modules': rule(
    'RootImage= or MountImages= with a device policy needs kernel modules',
    'src/core/unit.c unit_patch_contexts',
  ),
  oomd: rule('ManagedOOM...=kill needs systemd-oomd', 'systemd.resource-control(5) "Automatic Dependencies"'),
} as const satisfies Record<string, Rule>;

/** The identity of a rule. */
export type RuleId = keyof typeof RULES;
