import { generateService } from './generate-service.js';
import { randomOf, type Random } from './random.js';
import { INSTANCES, runs, sums, waits, type UnitSet } from './unit-set.js';

const WORDS = ['ant', 'bee', 'cow', 'doe', 'elk', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'kite', 'lynx', 'mole', 'newt', 'owl', 'pug'];

const DEPENDENCIES = {
  Wants: 18, Requires: 18, Requisite: 5, BindsTo: 8, Upholds: 4, PartOf: 7, Conflicts: 6, After: 18, Before: 10, OnFailure: 5,
  OnSuccess: 3, PropagatesStopTo: 3, StopPropagatedFrom: 2, PropagatesReloadTo: 1,
} as const; // prettier-ignore
const NEEDS = ['Wants', 'Requires', 'Requisite', 'BindsTo', 'Upholds'];

interface Draft {
  readonly name: string;
  readonly unit: string[];
  readonly own: string[];
}

/** The units that a set has besides what its dependencies name: `[Unit]` is filled in later. */
function draftUnits(random: Random, hasDevices: boolean, programs: string[]): Draft[] {
  const count = random.between(3, 12);
  const words = random.shuffled(WORDS);
  const drafts: Draft[] = [];
  const add = (name: string, section: string, lines: readonly string[]): void => {
    drafts.push({ name, unit: [], own: lines.length === 0 ? [] : [`[${section}]`, ...lines] });
  };
  const addService = (name: string): void => {
    const service = generateService(random, name);
    add(name, 'Service', service.lines);
    programs.push(...service.programs);
  };
  while (drafts.length < count) {
    const word = words.pop();
    if (word === undefined) break;
    const type = random.weighted({
      service: 55, target: 9, socket: 6, path: 6, timer: 7, mount: 6, slice: 3, template: 5,
      automount: hasDevices ? 3 : 0.5, device: hasDevices ? 3 : 1, swap: 1,
    }); // prettier-ignore
    switch (type) {
      case 'service':
        addService(`${word}.service`);
        break;
      case 'target':
        add(`${word}.target`, 'Unit', []);
        break;
      case 'socket': {
        const listen = random.pick([
          `ListenStream=/run/${word}.sock`,
          `ListenDatagram=/run/${word}.sock`,
          `ListenFIFO=/run/${word}.fifo`,
        ]);
        const lines = [listen];
        const command = (setting: string, share: number): void => {
          const shape = random.pick(['/bin/true', '/bin/true', '/bin/false', `/bin/sleep ${runs(random.between(2, 6) * 0.15)}`]);
          if (random.chance(share)) lines.push(`${setting}=${random.chance(0.2) ? '-' : ''}${shape}`);
        };
        command('ExecStartPre', 0.15);
        command('ExecStartPost', 0.15);
        command('ExecStopPre', 0.15);
        command('ExecStopPost', 0.15);
        if (random.chance(0.1)) lines.push(`TimeoutSec=${waits(random.between(1, 3) * 0.4)}`);
        const isAccepting = listen.startsWith('ListenStream') && random.chance(0.15);
        if (isAccepting) lines.push('Accept=yes');
        add(`${word}.socket`, 'Socket', lines);
        if (random.chance(0.9)) addService(`${word}${isAccepting ? '@' : ''}.service`);
        break;
      }
      case 'path': {
        const what = random.pick(['PathExists=/etc/passwd', `PathExists=/run/flag-${word}`, `PathChanged=/run/flag-${word}`]);
        add(`${word}.path`, 'Path', [what]);
        addService(`${word}.service`);
        if (what.includes('/run/') && random.chance(0.8)) {
          const after = runs(random.between(3, 9) * 0.2);
          // Not at the moment at which its job ends: which of the two is seen first would be chance.
          add(`${word}-flag.service`, 'Service', [
            `ExecStartPre=/bin/sleep ${after}`,
            `ExecStart=/bin/sh -c 'touch /run/flag-${word}; exec sleep infinity'`,
          ]);
          const effects = [{ path: `/run/flag-${word}`, is: 'created' }];
          programs.push(JSON.stringify({ unit: `${word}-flag.service`, setting: 'ExecStart', exit: null, effects }));
        }
        break;
      }
      case 'timer': {
        const setting = random.pick(['OnActiveSec', 'OnActiveSec', 'OnStartupSec']);
        const lines = [`${setting}=${waits(random.between(2, 8) * 0.25)}`, 'AccuracySec=1ms'];
        if (random.chance(0.25)) lines.push(`OnUnitInactiveSec=${waits(random.between(3, 6) * 0.3)}`);
        if (random.chance(0.15)) lines.push('RemainAfterElapse=no');
        add(`${word}.timer`, 'Timer', lines);
        addService(`${word}.service`);
        break;
      }
      case 'mount': {
        const isBroken = random.chance(0.25);
        add(`run-${word}.mount`, 'Mount', [`What=tmpfs`, `Where=/run/${word}`, `Type=${isBroken ? 'no-such-type' : 'tmpfs'}`]);
        if (isBroken)
          programs.push(
            JSON.stringify({ unit: `run-${word}.mount`, setting: 'ExecMount', exit: { after: runs(0.01), status: 32 } }),
          );
        break;
      }
      case 'automount':
        add(`run-${word}.automount`, 'Automount', [`Where=/run/${word}`]);
        add(`run-${word}.mount`, 'Mount', ['What=tmpfs', `Where=/run/${word}`, 'Type=tmpfs']);
        break;
      case 'slice': {
        const slice = random.chance(0.3) ? `${word}-${word}.slice` : `${word}.slice`;
        add(slice, 'Slice', []);
        addService(`${word}.service`);
        drafts.at(-1)?.own.push(`Slice=${slice}`);
        break;
      }
      case 'template':
        addService(`${word}@.service`);
        break;
      case 'device':
        add(`dev-${word}.device`, 'Unit', []);
        drafts.at(-1)?.unit.push(`JobTimeoutSec=${waits(random.between(2, 5) * 0.4)}`);
        break;
      case 'swap':
        add(`dev-${word}.swap`, 'Swap', [`What=/dev/${word}`]);
        break;
    }
  }
  return drafts;
}

/** The settings of [Unit] that are no dependencies. */
function unitSettings(random: Random): string[] {
  const lines: string[] = [];
  const maybe = (share: number, line: () => string): void => void (random.chance(share) && lines.push(line()));
  maybe(0.3, () => 'DefaultDependencies=no');
  maybe(0.05, () => 'StopWhenUnneeded=yes');
  const condition = (kind: string): string =>
    `${kind}PathExists=${random.pick(['', '', '|'])}${random.pick(['', '!'])}${random.pick(['/etc/passwd', '/no/such/path', '/run/no-flag'])}`;
  maybe(0.12, () => condition('Condition'));
  maybe(0.04, () => condition('Condition'));
  maybe(0.05, () => condition('Assert'));
  maybe(0.05, () => `JobTimeoutSec=${waits(random.between(2, 5) * 0.35)}`);
  maybe(0.03, () => `JobRunningTimeoutSec=${waits(random.between(2, 5) * 0.35)}`);
  maybe(0.05, () => `IgnoreOnIsolate=${random.pick(['yes', 'no'])}`);
  maybe(0.03, () => 'RefuseManualStart=yes');
  maybe(0.03, () => 'RefuseManualStop=yes');
  maybe(0.04, () => 'CollectMode=inactive-or-failed');
  maybe(0.1, () => `StartLimitBurst=${String(random.between(1, 3))}`);
  maybe(0.06, () => `StartLimitIntervalSec=${random.pick(['0', waits(0.8), waits(2), 'infinity'])}`);
  maybe(
    0.04,
    () =>
      `Condition${random.pick(['PathIsDirectory=/etc', 'FileNotEmpty=/etc/passwd', 'PathIsMountPoint=/run', 'Virtualization=container', 'Virtualization=!container', 'Environment=NOT_SET', 'User=root', 'DirectoryNotEmpty=!/etc'])}`,
  );
  maybe(0.03, () => `OnFailureJobMode=${random.pick(['fail', 'replace-irreversibly', 'isolate', 'ignore-dependencies', 'flush'])}`);
  maybe(0.03, () => `OnSuccessJobMode=${random.pick(['replace', 'isolate'])}`);
  maybe(0.02, () => 'AllowIsolate=yes');
  const action = (): string =>
    random.pick(['exit', 'exit-force', 'poweroff', 'poweroff-force', 'reboot', 'reboot-immediate', 'none']);
  maybe(0.02, () => `SuccessAction=${action()}`);
  maybe(0.02, () => `FailureAction=${action()}`);
  maybe(0.02, () => `StartLimitAction=${action()}`);
  maybe(0.02, () => `JobTimeoutAction=${action()}`);
  return lines;
}

const SPECIAL = [
  'missing.service',
  'masked.service',
  'bad.service',
  'basic.target',
  'network.target',
  'sysinit.target',
  'missing.target',
];

/** Commands of somebody at the keyboard, run by a unit of the set: it starts with the boot and waits for nothing. */
function addDriver(random: Random, names: readonly string[], files: Record<string, string | null>, steps: string[]): string[] {
  const script: string[] = [];
  const marks: string[] = [];
  for (let i = random.between(1, 4); i > 0; i--) {
    const mark = runs(random.between(3, 9) * 0.17);
    const verb = random.weighted({
      stop: 5,
      start: 4,
      restart: 4,
      'try-restart': 1,
      reload: 1.5,
      'reload-or-restart': 1,
      'try-reload-or-restart': 0.5,
      kill: 1,
      'reset-failed': 0.7,
      isolate: 0.6,
      special: 0.5,
    });
    if (verb === 'special') {
      const command = `systemctl --no-block ${random.pick(['poweroff', 'isolate rescue.target', 'isolate emergency.target', 'start umount.target', 'stop sysinit.target'])}`;
      script.push(`sleep ${mark}`, command);
      steps.push(JSON.stringify({ at: sums(...marks, mark), run: command }));
      marks.push(mark);
      continue;
    }
    const mode =
      verb !== 'isolate' && random.chance(0.25)
        ? `--job-mode=${random.pick(['fail', 'replace-irreversibly', 'ignore-dependencies', 'ignore-requirements', 'flush'])} `
        : '';
    const command = `systemctl --no-block ${mode}${verb} ${random.pick(names)}`;
    marks.push(mark);
    script.push(`sleep ${mark}`, command);
    steps.push(JSON.stringify({ at: sums(...marks), run: command }));
  }
  files['driver.service'] = [
    '[Unit]',
    'DefaultDependencies=no',
    'IgnoreOnIsolate=yes',
    '[Service]',
    `ExecStart=/bin/sh -c '${[...script, 'exec sleep infinity'].join('; ')}'`,
    '',
  ].join('\n');
  return [JSON.stringify({ unit: 'driver.service', setting: 'ExecStart', exit: null })];
}

/** Units of the manager itself and of the stubs, which sets only lay something over. */
const LAID_OVER = [
  'sysinit.target',
  'basic.target',
  'shutdown.target',
  'umount.target',
  'local-fs.target',
  '-.slice',
  'system.slice',
  'init.scope',
  '-.mount',
];

/** Drop-ins for units that the set does not have itself, and for all of a type. */
function addDropIns(random: Random, names: readonly string[], files: Record<string, string | null>): void {
  for (let i = random.between(1, 2); i > 0; i--) {
    const lines = Array.from({ length: random.between(1, 2) }, () => `${random.weighted(DEPENDENCIES)}=${random.pick(names)}`);
    files[`${random.pick(LAID_OVER)}.d/${String(i)}.conf`] = ['[Unit]', ...lines, ''].join('\n');
  }
  if (random.chance(0.2)) {
    const line = random.pick([
      'JobTimeoutSec=30',
      'StopWhenUnneeded=no',
      'CollectMode=inactive-or-failed',
      `After=${random.pick(names)}`,
    ]);
    files[`${random.pick(['service', 'target', 'socket', 'slice'])}.d/all.conf`] = ['[Unit]', line, ''].join('\n');
  }
}

/** Makes the set of a seed. */
export function generateSet(seed: number): UnitSet {
  const random = randomOf(seed);
  const hasDevices = random.chance(0.3);
  const programs: string[] = [];
  const drafts = draftUnits(random, hasDevices, programs);
  const files: Record<string, string | null> = {};
  const startable = drafts.flatMap(({ name }) =>
    name.includes('@.') ? INSTANCES.map((instance) => name.replace('@', `@${instance}`)) : [name],
  );
  for (const draft of drafts) {
    draft.unit.push(...unitSettings(random));
    const others = startable.filter((name) => name !== draft.name);
    for (let i = random.pick([0, 1, 1, 2, 2, 3]); i > 0 && others.length > 0; i--) {
      const kind = random.weighted(DEPENDENCIES);
      const other = random.chance(0.07) ? random.pick(SPECIAL) : random.pick(others);
      draft.unit.push(`${kind}=${other}`);
      if (NEEDS.includes(kind) && random.chance(0.6)) draft.unit.push(`After=${other}`);
    }
    files[draft.name] = ['[Unit]', ...draft.unit, ...draft.own, ''].join('\n');
  }
  if (random.chance(0.3)) addDropIns(random, startable, files);
  const text = Object.values(files).join('\n');
  if (text.includes('masked.service')) files['masked.service'] = null;
  if (text.includes('bad.service')) files['bad.service'] = '[Service]\nType=simple\n';
  const wanted = startable.filter(() => random.chance(0.72));
  const target = ['[Unit]', ...wanted.map((name) => `${random.chance(0.1) ? 'Requires' : 'Wants'}=${name}`)];
  if (random.chance(0.88)) target.push('AllowIsolate=yes');
  const steps: string[] = [];
  if (random.chance(0.5)) {
    programs.push(...addDriver(random, startable, files, steps));
    target.push('Wants=driver.service');
  }
  files['boot.target'] = [...target, ''].join('\n');
  const rules = programs.flatMap((rule) => (rule.includes('@.service') ? [rule.replace('@.service', '@*.service')] : [rule]));
  return { seed, target: 'boot.target', hasDevices, files, programs: rules, steps };
}
