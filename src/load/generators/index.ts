import type { FindingSink } from '../../diagnostic/finding.js';
import type { FileSystem } from '../../host/file-system.js';
import type { Facts } from '../facts.js';
import { cryptsetupGenerator } from './cryptsetup-generator.js';
import { debugGenerator } from './debug-generator.js';
import { fstabGenerator } from './fstab-generator.js';
import { GeneratedFiles, SYSTEM_OUTPUT, type GeneratedFile, type GeneratorContext } from './generator-output.js';
import { gettyGenerator } from './getty-generator.js';
import { hibernateResumeGenerator } from './hibernate-resume-generator.js';
import { integritysetupGenerator } from './integritysetup-generator.js';
import { splitKernelCommandLine } from './kernel-command-line.js';
import { runGenerator } from './run-generator.js';
import { rcLocalGenerator, systemUpdateGenerator } from './small-generators.js';
import { sysvGenerator } from './sysv-generator.js';
import { veritysetupGenerator } from './veritysetup-generator.js';
import { xdgAutostartGenerator } from './xdg-autostart-generator.js';

export type { GeneratedFile } from './generator-output.js';

/** What the generators look at. */
export interface GeneratorInput {
  readonly fileSystem: FileSystem;
  readonly facts: Facts;
  /** Unit directories, the first wins: for the generator of init scripts. */
  readonly searchPath: readonly string[];
  readonly sink: FindingSink;
}

type Generator = readonly [string, (context: GeneratorContext) => void];

const SYSTEM_GENERATORS: readonly Generator[] = [
  ['systemd-cryptsetup-generator', cryptsetupGenerator],
  ['systemd-debug-generator', debugGenerator],
  ['systemd-fstab-generator', fstabGenerator],
  ['systemd-getty-generator', gettyGenerator],
  ['systemd-hibernate-resume-generator', hibernateResumeGenerator],
  ['systemd-integritysetup-generator', integritysetupGenerator],
  ['systemd-rc-local-generator', rcLocalGenerator],
  ['systemd-run-generator', runGenerator],
  ['systemd-system-update-generator', systemUpdateGenerator],
  ['systemd-sysv-generator', sysvGenerator],
  ['systemd-veritysetup-generator', veritysetupGenerator],
];

const USER_GENERATORS: readonly Generator[] = [['systemd-xdg-autostart-generator', xdgAutostartGenerator]];

/**
 * What systemd's own generators would make of a tree, run one after the other in byte order of their names. A file that exists
 * already is not overwritten.
 *
 * @systemd man systemd.generator(7)
 */
export function runGenerators(input: GeneratorInput): GeneratedFile[] {
  return run(SYSTEM_GENERATORS, input, SYSTEM_OUTPUT);
}

/**
 * The same for the manager of a user.
 *
 * @param directories where the output goes: early, normal, late
 */
export function runUserGenerators(input: GeneratorInput, directories: readonly string[]): GeneratedFile[] {
  return run(USER_GENERATORS, input, directories);
}

function run(
  generators: readonly Generator[],
  { fileSystem, facts, searchPath, sink }: GeneratorInput,
  directories: readonly string[],
): GeneratedFile[] {
  const files = new GeneratedFiles(directories);
  // A system whose /usr is not merged, as Debian's is built.
  const library = fileSystem.status('/lib/systemd/system')?.kind === 'directory' ? '/lib/systemd' : '/usr/lib/systemd';
  for (const [name, generator] of generators) {
    generator({
      fileSystem,
      facts,
      searchPath,
      isInitrd: facts.initrd,
      kernelWords: splitKernelCommandLine(facts.kernelCommandLine),
      unitDirectory: `${library}/system`,
      programDirectory: library,
      output: files.forGenerator(name, sink),
      warn: (code, at, values) => {
        sink.add({ code, at, values });
      },
    });
  }
  return files.list();
}

/** Does the tree hold the output of generators of a running manager? @param directories where they write */
export function hasGeneratorOutput(fileSystem: FileSystem, directories: readonly string[]): boolean {
  return directories.some((directory) => (fileSystem.list(directory)?.length ?? 0) > 0);
}
