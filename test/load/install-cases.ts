import type { MemoryFile } from '../../src/host/memory-file-system.js';

/** A tree, and the systemctl commands that are asked about it; each starts from the tree as it is here. */
export interface InstallCase {
  readonly files: Readonly<Record<string, MemoryFile>>;
  readonly commands: readonly string[];
}

const U = '/usr/lib/systemd/system';
const C = '/etc/systemd/system';
const unit = (install: string): string => `[Service]\nExecStart=/bin/true\n${install === '' ? '' : `[Install]\n${install}\n`}`;
const wanted = unit('WantedBy=multi-user.target');
const link = (to: string): MemoryFile => ({ link: to });

/** The fixtures of "[Install], unit file states, presets", and what was found on the way. */
export const INSTALL_CASES: Readonly<Record<string, InstallCase>> = {
  'drop-ins of the name and the template count, those of a prefix do not': {
    files: {
      [`${U}/drp.service`]: unit(''),
      [`${U}/drp.service.d/1.conf`]: '[Install]\nWantedBy=multi-user.target\n',
      [`${U}/dr-x.service`]: unit(''),
      [`${U}/dr-.service.d/1.conf`]: '[Install]\nWantedBy=multi-user.target\n',
      [`${U}/t@.service`]: unit(''),
      [`${U}/t@.service.d/1.conf`]: '[Install]\nWantedBy=multi-user.target\n',
      [`${C}/t@a.service.d/2.conf`]: '[Install]\nRequiredBy=x.target\n',
    },
    commands: ['list-unit-files', 'enable drp.service', 'enable dr-x.service', 'enable t@a.service', 'enable t@b.service'],
  },
  'an empty value resets WantedBy= but not Also=': {
    files: {
      [`${U}/a.service`]: unit('WantedBy=x.target\nWantedBy=\nWantedBy=y.target\nAlso=b.service\nAlso='),
      [`${U}/b.service`]: wanted,
      [`${U}/a.service.d/1.conf`]: '[Install]\nWantedBy=\n',
    },
    commands: ['list-unit-files', 'enable a.service'],
  },
  'quotes are removed in WantedBy=, backslashes in Also=': {
    files: {
      [`${U}/a.service`]: unit('WantedBy="x.target" \'y.target\'\nAlso=b\\x2d.service'),
      [`${U}/bx2d.service`]: wanted,
      [`${U}/open.service`]: unit('WantedBy=x.target "y.target'),
      [`${U}/blank.service`]: unit('WantedBy="x y.target"'),
      [`${U}/quoted.service`]: unit('Also="b.service"'),
    },
    commands: ['list-unit-files', ...['a', 'open', 'blank', 'quoted'].map((name) => `enable ${name}.service`)],
  },
  'Alias= is for some types only, and must fit the unit': {
    files: {
      [`${U}/m.mount`]: '[Mount]\nWhat=a\nWhere=/m\n[Install]\nAlias=x.mount\n',
      [`${U}/bad.service`]: unit('Alias=bad.target bad.service good.service'),
      [`${U}/leg.service`]: unit('Alias=m.target.wants/leg.service foo/leg.service b.target.wants/other.service /x.service'),
      [`${U}/tmpl4@.service`]: unit('Alias=al4@.service'),
      [`${U}/tmpl5@.service`]: unit('Alias=al5@x.service al5.service\nDefaultInstance=x'),
      [`${U}/host.service`]: unit('Alias=%p-%n'),
    },
    commands: [
      'list-unit-files',
      ...['m.mount', 'bad.service', 'leg.service', 'tmpl4@.service', 'tmpl4@i.service', 'tmpl5@.service', 'tmpl5@y.service'].map(
        (name) => `enable ${name}`,
      ),
      'enable host.service',
    ],
  },
  'Alias= into a directory must name a unit twice': {
    files: {
      [`${U}/a.service`]: unit('Alias=foo.wants/a.service x.target.wants/a.service'),
      [`${U}/b.service`]: unit('Alias=x.target.wants/ foo.wants/b.service'),
    },
    commands: ['enable a.service', 'enable b.service'],
  },
  'DefaultInstance= is for templates': {
    files: {
      [`${U}/plain.service`]: unit('DefaultInstance=x\nWantedBy=a.target'),
      [`${U}/d@.service`]: unit('DefaultInstance=def\nWantedBy=a.target %i.target'),
      [`${U}/e@.service`]: unit('DefaultInstance=a/b\nWantedBy=a.target'),
      [`${U}/n@.service`]: unit('WantedBy=a.target\nRequiredBy=o@.target o@x.target'),
    },
    commands: [
      'list-unit-files',
      ...['plain.service', 'd@.service', 'd@z.service', 'e@.service', 'e@z.service', 'n@.service', 'n@z.service'].map(
        (name) => `enable ${name}`,
      ),
      'preset n@.service',
    ],
  },
  'what enable refuses': {
    files: {
      [`${U}/masked.service`]: link('/dev/null'),
      [`${U}/dangling.service`]: link('nothere.service'),
      [`${U}/wrong.service`]: link('x.target'),
      [`${U}/x.target`]: '[Install]\nWantedBy=multi-user.target\n',
      [`${U}/spec.service`]: unit('WantedBy=%Q.target foo good.target\nAlias=%Q.service'),
      [`${U}/syntax.service`]: '[Install\n',
      [`${U}/mnt@.mount`]: '[Mount]\n',
      '/run/systemd/generator/gen.service': wanted,
      '/run/systemd/transient/trans.service': wanted,
      [`${U}/aux.service`]: unit('Also=missing.service'),
      [`${U}/nothing.service`]: unit(''),
    },
    commands: [
      'list-unit-files',
      ...[
        'masked.service',
        'dangling.service',
        'wrong.service',
        'spec.service',
        'syntax.service',
        'mnt@.mount',
        'gen.service',
        'trans.service',
        'aux.service',
        'nothing.service',
        'unknown.service',
      ].map((name) => `enable ${name}`),
    ],
  },
  'preset-all passes over some errors, a syntax error stops it': {
    files: { [`${U}/syntax.service`]: '[Install\n', [`${U}/good.service`]: wanted },
    commands: ['preset-all'],
  },
  'preset-all passes over masked, missing and generated units': {
    files: {
      [`${U}/masked.service`]: link('/dev/null'),
      [`${U}/away.service`]: link('/opt/away.service'),
      [`${U}/odd.service`]: unit('WantedBy=no/name good.target'),
      '/run/systemd/transient/trans.service': wanted,
      [`${U}/good.service`]: wanted,
    },
    commands: ['preset-all'],
  },
  'links that stand already': {
    files: {
      [`${U}/a.service`]: unit('WantedBy=x.target\nAlias=al.service'),
      [`${U}/b.service`]: unit('Alias=al.service'),
      [`${U}/c.service`]: unit('Alias=gone.service'),
      [`${C}/al.service`]: link(`../../..${U}/a.service`),
      [`${C}/x.target.wants/a.service`]: link('/opt/a.service'),
      [`${C}/gone.service`]: link(`${U}/nothere.service`),
      [`${C}/file.service`]: wanted,
    },
    commands: [
      'list-unit-files',
      'enable a.service',
      'enable b.service',
      'enable --force b.service',
      'enable c.service',
      'mask a.service',
      'mask al.service',
      'mask file.service',
      'mask new.service',
      'disable a.service',
      'disable al.service',
      'enable al.service',
    ],
  },
  'disable removes links by name and by target, and needs no unit file': {
    files: {
      [`${U}/a.service`]: unit('WantedBy=x.target\nAlias=b.service'),
      [`${U}/t@.service`]: unit('WantedBy=x.target'),
      [`${C}/b.service`]: link(`${U}/a.service`),
      [`${C}/x.target.wants/a.service`]: link(`${U}/a.service`),
      [`${C}/y.target.requires/t@i.service`]: link(`${U}/t@.service`),
      [`${C}/y.target.wants/gone.service`]: link(`${U}/gone.service`),
      [`${U}/z.target.wants/a.service`]: link('../a.service'),
    },
    commands: [
      'list-unit-files',
      'disable a.service',
      'disable b.service',
      'disable t@.service',
      'disable t@i.service',
      'disable gone.service',
    ],
  },
  'states: enabled, vendor links, instances': {
    files: {
      [`${U}/off.service`]: wanted,
      [`${U}/on.service`]: wanted,
      [`${C}/multi-user.target.wants/on.service`]: link(`${U}/on.service`),
      [`${U}/also.service`]: unit('Also=on.service'),
      [`${U}/vend.service`]: wanted,
      [`${U}/multi-user.target.wants/vend.service`]: link('../vend.service'),
      [`${U}/vinst@.service`]: wanted,
      [`${U}/multi-user.target.wants/vinst@a.service`]: link('../vinst@.service'),
      [`${U}/inst@.service`]: wanted,
      [`${C}/multi-user.target.wants/inst@a.service`]: link(`${U}/inst@.service`),
      [`${U}/def@.service`]: unit('WantedBy=multi-user.target\nDefaultInstance=def'),
      [`${C}/multi-user.target.wants/def@def.service`]: link(`${U}/def@.service`),
      [`${U}/run.service`]: wanted,
      '/run/systemd/system/multi-user.target.wants/run.service': link(`${U}/run.service`),
      [`${U}/static.service`]: unit(''),
      [`${U}/mal.service`]: unit('Alias=%p2.service'),
      [`${C}/mal2.service`]: link(`${U}/mal.service`),
    },
    commands: [
      'list-unit-files',
      ...['vinst@a', 'vinst@b', 'vinst@', 'inst@', 'inst@a', 'inst@b', 'def@', 'def@def', 'def@x', 'none'].map(
        (name) => `is-enabled ${name}.service`,
      ),
    ],
  },
  'states: aliases, links, masks': {
    files: {
      [`${U}/w1.service`]: wanted,
      [`${U}/vendalias.service`]: link('w1.service'),
      [`${U}/w2.service`]: wanted,
      [`${C}/w2.service`]: link('/dev/null'),
      [`${U}/maskalias.service`]: link('w2.service'),
      [`${U}/w3.service`]: wanted,
      '/run/systemd/system/w3.service': link('/dev/null'),
      [`${U}/empty.service`]: '',
      [`${U}/graphical.target`]: '[Unit]\n',
      [`${C}/default.target`]: link(`${U}/graphical.target`),
      '/opt/l1.service': wanted,
      [`${C}/l1.service`]: link('/opt/l1.service'),
      '/opt/l2.service': wanted,
      [`${C}/l2.service`]: link('/opt/l2.service'),
      [`${C}/multi-user.target.wants/l2.service`]: link('/opt/l2.service'),
      '/run/systemd/system/l3.service': link('/opt/l1.service'),
      [`${C}/same.service`]: link(`${U}/same.service`),
      [`${U}/same.service`]: wanted,
      [`${C}/loop1.service`]: link('loop2.service'),
      [`${C}/loop2.service`]: link('loop1.service'),
      [`${U}/.hidden.service`]: wanted,
    },
    commands: [
      'list-unit-files',
      'is-enabled default.target',
      'is-enabled same.service',
      'enable l1.service',
      'enable same.service',
    ],
  },
  'presets: the first rule of all files by name': {
    files: {
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${U}/${name}.service`, wanted])),
      [`${U}/al.service`]: link('a.service'),
      [`${C}/multi-user.target.wants/b.service`]: link(`${U}/b.service`),
      [`${C}/multi-user.target.wants/d.service`]: link(`${U}/d.service`),
      '/usr/lib/systemd/system-preset/50-x.preset': 'disable a.service\n',
      '/etc/systemd/system-preset/50-x.preset':
        '# comment\n; comment\n\n  enable a.service  \ngarbage line\nenable b.service extra\n',
      '/run/systemd/system-preset/60-y.preset': 'disable [bc].service\nenable d.service\n',
      '/etc/systemd/system-preset/70-none.preset': link('/dev/null'),
      '/usr/lib/systemd/system-preset/70-none.preset': 'enable *\n',
      '/lib/systemd/system-preset/99-z.preset': 'disable *\n',
    },
    commands: ['list-unit-files', 'preset-all', 'preset a.service', 'preset b.service', 'preset al.service'],
  },
  'presets: instances of a template': {
    files: {
      [`${U}/t@.service`]: wanted,
      [`${U}/u@.service`]: wanted,
      '/usr/lib/systemd/system-preset/1.preset': 'enable t@.service x y\ndisable *\n',
    },
    commands: ['list-unit-files', 'preset t@.service', 'preset t@x.service', 'preset t@z.service', 'preset-all'],
  },
  'global: what all users share': {
    files: {
      '/usr/lib/systemd/user/a.service': unit('WantedBy=default.target'),
      '/usr/lib/systemd/user/b.service': unit('WantedBy=default.target'),
      '/etc/systemd/user/default.target.wants/b.service': link('/usr/lib/systemd/user/b.service'),
      '/usr/lib/systemd/user-preset/1.preset': 'disable *\n',
      '/lib/systemd/user-preset/0.preset': 'enable *\n',
    },
    commands: ['--global list-unit-files', '--global enable a.service', '--global preset-all'],
  },
};
