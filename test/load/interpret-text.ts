import { encodeUtf8 } from '../../src/base/text.js';
import type { FindingSink } from '../../src/diagnostic/finding.js';
import { NO_SINK } from '../../src/diagnostic/finding.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { interpretFile, type FatalValue, type Reference } from '../../src/load/interpret.js';
import { machineSpecifiers, unitSpecifiers } from '../../src/load/specifier-context.js';
import { UnitSettings } from '../../src/load/unit-settings.js';
import { hintForSection, sectionsOfType } from '../../src/parse/key-table.js';
import { calendarZonesByName } from '../../src/parse/calendar-zones.js';
import { parseUnitFile } from '../../src/parse/unit-file.js';
import type { UnitType } from '../../src/parse/unit-type-table.js';

export interface InterpretTextOptions {
  readonly name?: string;
  readonly type?: UnitType;
  readonly sink?: FindingSink;
  readonly isUser?: boolean;
  readonly path?: string;
  readonly facts?: Partial<Facts>;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly fragments?: Readonly<Record<string, string>>;
  readonly settings?: UnitSettings;
}

/** Reads the text of one unit file on a small machine. */
export function interpretText(
  text: string,
  options: InterpretTextOptions = {},
): { settings: UnitSettings; references: Reference[]; fatal: FatalValue | null } {
  const { name = 'a.service', sink = NO_SINK, isUser = false } = options;
  const type = options.type ?? (name.slice(name.lastIndexOf('.') + 1) as UnitType);
  const path = options.path ?? `/etc/systemd/system/${name}`;
  const fileSystem = memoryFileSystem(options.files ?? {});
  const file = parseUnitFile(encodeUtf8(text), path, {
    sections: new Set(sectionsOfType(type)),
    hintForSection: (section) => hintForSection(type, section),
  });
  const settings = options.settings ?? new UnitSettings();
  const references: Reference[] = [];
  const machine = machineSpecifiers(fileSystem, { ...DEFAULT_FACTS, ...options.facts }, isUser);
  const fatal = interpretFile(
    file,
    {
      unitName: name,
      type,
      fragmentPath: path,
      isUser,
      isDropIn: false,
      specifiers: unitSpecifiers(machine, fileSystem, name, path, isUser),
      timeZones: calendarZonesByName,
      findFragment: (other) => options.fragments?.[other] ?? null,
      sink,
    },
    settings,
    (reference) => {
      // As the graph does with a trigger where it is the first of its unit.
      for (const problem of reference.problems ?? []) sink.add(problem);
      if (reference.problems === undefined || reference.name !== '') references.push(reference);
    },
  );
  return { settings, references, fatal };
}
