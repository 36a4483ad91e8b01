import type { FindingSink } from '../../diagnostic/finding.js';
import type { FileSystem } from '../../host/file-system.js';
import type { Facts } from '../facts.js';
import { cryptsetupGenerator } from './cryptsetup-generator.js';
import { debugGenerator } from './debug-generator.js';
import { fstabGenerator } from './fstab-generator.js';
import { GeneratedFiles, type GeneratedFile, type GeneratorContext } from './generator-output.js';
import { gettyGenerator } from './getty-generator.js';
import { hibernateResumeGenerator } from './hibernate-resume-generator.js';
import { integritysetupGenerator } from './integritysetup-generator.js';
import { splitKernelCommandLine } from './kernel-command-line.js';
import { runGenerator } from './run-generator.js';
import { rcLocalGenerator, systemUpdateGenerator } from './small-generators.js';
import { sysvGenerator } from './sysv-generator.js';
import { veritysetupGenerator } from './veritysetup-generator.js';

export type { GeneratedFile } from './generator-output.js';

/** What the generators look at. */
export interface GeneratorInput {
  readonly fileSystem: FileSystem;
  readonly facts: Facts;
  /** Unit directories, the first wins: for the generator of init scripts. */
  readonly searchPath: readonly string[];
  readonly sink: FindingSink;
}

const GENERATORS: readonly (readonly [string, (context: GeneratorContext) => void])[] = [
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

/**
 * What systemd's own generators would make of a tree, run one after the other in byte order of their names. A file that exists
 * already is not overwritten.
 *
 * @systemd man systemd.generator(7)
 */
export function runGenerators({ fileSystem, facts, searchPath, sink }: GeneratorInput): GeneratedFile[] {
  const files = new GeneratedFiles();
  // A system whose /usr is not merged, as Debian's is built.
  const library = fileSystem.status('/lib/systemd/system')?.kind === 'directory' ? '/lib/systemd' : '/usr/lib/systemd';
  for (const [name, generator] of GENERATORS) {
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

/** Does the tree hold the output of generators of a running system? */
export function hasGeneratorOutput(fileSystem: FileSystem): boolean {
  return ['', '.early', '.late'].some((kind) => (fileSystem.list(`/run/systemd/generator${kind}`)?.length ?? 0) > 0);
}
