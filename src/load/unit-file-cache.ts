import type { FindingSink } from '../diagnostic/finding.js';
import type { UnitFile } from '../parse/unit-file.js';
import type { FatalValue, InterpretContext, Reference } from './interpret-context.js';
import { interpretFile, type SettingTarget } from './interpret.js';

interface KnownFile {
  readonly text: string;
  readonly file: UnitFile;
}

type Step = (settings: SettingTarget, onReference: (reference: Reference) => void, sink: FindingSink) => void;

/** What a file means for one unit, step by step. */
interface Meaning {
  readonly steps: readonly Step[];
  readonly fatal: FatalValue | null;
}

/**
 * Unit files that were read before, for those who load almost the same tree again and again: a file whose text is still the same is
 * neither parsed nor interpreted another time. What comes of it is the same as without; nothing is kept of files that are not there
 * any more but their last text.
 */
export class UnitFileCache {
  readonly #files = new Map<string, KnownFile>();
  readonly #meanings = new WeakMap<UnitFile, Map<string, Meaning>>();

  /**
   * The parsed file.
   *
   * @param key what the parser depends on besides the text
   */
  parsed(key: string, text: string, parse: () => UnitFile): UnitFile {
    let known = this.#files.get(key);
    if (known?.text !== text) {
      known = { text, file: parse() };
      this.#files.set(key, known);
    }
    return known.file;
  }

  /** As `interpretFile` of `load/interpret.ts`. */
  interpret(
    file: UnitFile,
    context: InterpretContext,
    settings: SettingTarget,
    onReference: (reference: Reference) => void,
  ): FatalValue | null {
    let meanings = this.#meanings.get(file);
    if (!meanings) {
      meanings = new Map();
      this.#meanings.set(file, meanings);
    }
    const key = meaningKey(context);
    let meaning = meanings.get(key);
    if (!meaning) {
      // Specifiers stand for what other files and the machine say.
      if (file.assignments.some(({ value }) => value.includes('%'))) return interpretFile(file, context, settings, onReference);
      meaning = record(file, context);
      meanings.set(key, meaning);
    }
    for (const step of meaning.steps) step(settings, onReference, context.sink);
    return meaning.fatal;
  }
}

/** All that the meaning of a line without specifiers depends on; a user manager has a runtime directory of its own. */
function meaningKey({ unitName, isUser, specifiers }: InterpretContext): string {
  return isUser ? `${unitName} ${JSON.stringify(specifiers.value('t'))}` : unitName;
}

function record(file: UnitFile, context: InterpretContext): Meaning {
  const steps: Step[] = [];
  const settings: SettingTarget = {
    set: (key, setting) => steps.push((target) => { target.set(key, setting); }),
    append: (key, setting) => steps.push((target) => { target.append(key, setting); }),
    reset: (key) => steps.push((target) => { target.reset(key); }),
  }; // prettier-ignore
  const sink: FindingSink = { add: (finding) => steps.push((_settings, _refer, target) => { target.add(finding); }) }; // prettier-ignore
  const fatal = interpretFile(file, { ...context, sink }, settings, (reference) => {
    steps.push((_settings, refer) => { refer(reference); }); // prettier-ignore
  });
  return { steps, fatal };
}
