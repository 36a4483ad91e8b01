import type { DiagnosticCode } from '../../diagnostic/message.js';
import type { FindingSink } from '../../diagnostic/finding.js';
import { baseName, simplifyPath } from '../../base/path.js';
import type { FileSystem } from '../../host/file-system.js';
import type { Place } from '../../parse/place.js';
import type { Facts } from '../facts.js';

/** A file or link that a generator makes. */
export interface GeneratedFile {
  /** Below `/run/systemd/generator`, `.early` or `.late`, or those of a user's manager; elsewhere only where a name in fstab has `..`, as with systemd. */
  readonly path: string;
  /** The text, or where the symbolic link leads. */
  readonly content: string | { readonly link: string };
  /** The generator, and the line of fstab, crypttab or an init script that it made this from; null for none (or the kernel's command line). */
  readonly source: { readonly generator: string; readonly at: Place | null };
  /** Per line of `content` (index 0 is line 1) the place it comes from, where it differs from `source.at`. */
  readonly lineSources?: ReadonlyMap<number, Place>;
}

/** Which of the three output directories: they come after, before, and last in the search path. */
export type OutputDirectory = 'normal' | 'early' | 'late';

/** The output directories of the system's generators: early, normal, late. */
export const SYSTEM_OUTPUT: readonly string[] = [
  '/run/systemd/generator.early',
  '/run/systemd/generator',
  '/run/systemd/generator.late',
];

/** A unit file being written: what is there when its generator gives up on the entry stays. */
export interface UnitText {
  /** Adds lines. @param at where they come from, if not from the entry as a whole */
  add(text: string, at?: Place | null): void;
  /** Takes back all that was added. */
  clear(): void;
}

/** What a generator of ours works with. */
export interface GeneratorContext {
  readonly fileSystem: FileSystem;
  readonly facts: Facts;
  readonly searchPath: readonly string[];
  readonly isInitrd: boolean;
  /** The words of the kernel command line. */
  readonly kernelWords: readonly string[];
  /** Where the system's own units are, such as `/lib/systemd/system`. */
  readonly unitDirectory: string;
  /** Where systemd's own programs are, such as `/lib/systemd`. */
  readonly programDirectory: string;
  readonly output: GeneratorOutput;
  /** Reports a finding. */
  readonly warn: (code: DiagnosticCode, at: Place | null, values: Readonly<Record<string, string>>) => void;
}

/** Where a generator of systemd's own ends by an assertion: what it had not yet written is lost. */
export class GeneratorAborted extends Error {
  readonly option: string;
  readonly at: Place | null;
  constructor(option: string, at: Place | null) {
    super(option);
    this.option = option;
    this.at = at;
  }
}

/** The three directories, as one generator writes to them. */
export interface GeneratorOutput {
  /** Starts a unit file with its first comment; null, when a file of that name exists, with a finding that blames `sourcePath` where given. */
  open(name: string, at: Place | null, sourcePath: string | null, directory?: OutputDirectory): UnitText | null;
  /** Starts a file of which no generator has the name, without the first comment; null when it exists. */
  create(path: string, at: Place | null, directory?: OutputDirectory): UnitText | null;
  /** As `create`, but a link of that name gives way. */
  replaceLink(path: string, at: Place | null, directory?: OutputDirectory): UnitText | null;
  /** Writes a drop-in `UNIT.d/NN-NAME.conf`; one that exists is overwritten. */
  writeDropIn(unit: string, name: string, text: string, at: Place | null, directory?: OutputDirectory): void;
  /** Links a unit into `TARGET.wants` or `TARGET.requires`; one that exists stays. @param unit a name, or an absolute path */
  addDependency(target: string, kind: 'wants' | 'requires', unit: string, at: Place | null, directory?: OutputDirectory): void;
  /** Makes any other link; false when something stands there. */
  link(path: string, to: string, at: Place | null, directory?: OutputDirectory): boolean;
  /** Is there a file or link of that name? */
  has(name: string, directory?: OutputDirectory): boolean;
  /** The program name in the first comment, and the name of `source.generator`. */
  readonly generator: string;
}

interface Draft {
  text: string;
  lines: number;
  link: string | null;
  readonly generator: string;
  at: Place | null;
  readonly lineSources: Map<number, Place>;
}

/** All that the generators have made, in the order in which it was made. */
export class GeneratedFiles {
  readonly #drafts = new Map<string, Draft>();
  readonly #directories: Readonly<Record<OutputDirectory, string>>;

  /** @param directories where the output goes: early, normal, late */
  constructor(directories: readonly string[]) {
    const [early = '', normal = '', late = ''] = directories;
    this.#directories = { early, normal, late };
  }

  /** The view of one generator. */
  forGenerator(generator: string, sink: FindingSink): GeneratorOutput {
    const drafts = this.#drafts;
    const pathOf = (name: string, directory: OutputDirectory): string => resolveDots(`${this.#directories[directory]}/${name}`);
    const start = (path: string, at: Place | null): UnitText => {
      const draft: Draft = { text: '', lines: 0, link: null, generator, at, lineSources: new Map() };
      drafts.set(path, draft);
      return {
        add(text, place) {
          const count = text.split('\n').length - 1;
          if (place) for (let i = 0; i < count; i++) draft.lineSources.set(draft.lines + i, place);
          draft.text += text;
          draft.lines += count;
        },
        clear() {
          draft.text = '';
          draft.lines = 0;
          draft.lineSources.clear();
        },
      };
    };
    const link = (path: string, to: string, at: Place | null): boolean => {
      if (drafts.has(path)) return false;
      drafts.set(path, { text: '', lines: 0, link: to, generator, at, lineSources: new Map() });
      return true;
    };
    const output: GeneratorOutput = {
      generator,
      open(name, at, sourcePath, directory = 'normal') {
        const path = pathOf(name, directory);
        if (drafts.has(path)) {
          if (sourcePath !== null) sink.add({ code: 'generated-twice', at, values: { path, source: sourcePath } });
          return null;
        }
        const text = start(path, at);
        text.add(`# Automatically generated by ${generator}\n\n`);
        return text;
      },
      create(name, at, directory = 'normal') {
        const path = pathOf(name, directory);
        return drafts.has(path) ? null : start(path, at);
      },
      replaceLink(name, at, directory = 'normal') {
        const path = pathOf(name, directory);
        const known = drafts.get(path);
        return known !== undefined && known.link === null ? null : start(path, at);
      },
      writeDropIn(unit, name, text, at, directory = 'normal') {
        start(pathOf(`${unit}.d/${name}.conf`, directory), at).add(text);
      },
      addDependency(target, kind, unit, at, directory = 'normal') {
        const to = unit.startsWith('/') ? unit : `../${unit}`;
        link(pathOf(`${target}.${kind}/${baseName(unit)}`, directory), to, at);
      },
      link: (name, to, at, directory = 'normal') => link(pathOf(name, directory), to, at),
      has: (name, directory = 'normal') => drafts.has(pathOf(name, directory)),
    };
    return output;
  }

  /** What was made, in that order. */
  list(): GeneratedFile[] {
    return [...this.#drafts].map(([path, draft]): GeneratedFile => {
      const content = draft.link === null ? draft.text : { link: draft.link };
      const source = { generator: draft.generator, at: draft.at };
      return draft.lineSources.size === 0 ? { path, content, source } : { path, content, source, lineSources: draft.lineSources };
    });
  }
}

// A name from fstab may hold `..`; nothing is written outside the root.
function resolveDots(path: string): string {
  const simple = simplifyPath(path);
  if (!simple.includes('/..')) return simple;
  const done: string[] = [];
  for (const part of simple.split('/').slice(1)) {
    if (part === '..') done.pop();
    else done.push(part);
  }
  return `/${done.join('/')}`;
}

/** Does the path exist, in the tree or by the facts? A link to nothing does not. */
export function pathExists({ fileSystem, facts }: GeneratorContext, path: string): boolean {
  return fileSystem.status(path) !== null || facts.paths.includes(path);
}
