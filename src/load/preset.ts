import { shellPattern } from '../base/shell-pattern.js';
import { decodeUtf8 } from '../base/text.js';
import type { FindingSink } from '../diagnostic/finding.js';
import { splitLines } from '../parse/unit-file.js';
import { parseUnitName, replaceInstance, templateOf } from '../parse/unit-name.js';
import { configurationFiles, type InstallContext } from './install-unit.js';

/** What a preset says of a unit. */
export type PresetAction = 'enabled' | 'disabled';

/** One line of a preset file. */
export interface PresetRule {
  readonly action: PresetAction;
  /** A shell pattern for whole unit names. */
  readonly pattern: string;
  /** Instances named after a template; empty for other rules. */
  readonly instances: readonly string[];
  readonly matches: (name: string) => boolean;
  readonly path: string;
  readonly line: number;
}

const afterWord = (line: string, word: string): string | null => {
  if (!line.startsWith(word)) return null;
  const rest = line.slice(word.length);
  if (rest !== '' && !/^[ \t\n\r]/.test(rest)) return null;
  return rest.replace(/^[ \t\n\r]+/, '');
};

function parseRule(line: string): Pick<PresetRule, 'action' | 'pattern' | 'instances'> | 'nameless' | null {
  const disabled = afterWord(line, 'disable');
  if (disabled !== null) return { action: 'disabled', pattern: disabled, instances: [] };
  const enabled = afterWord(line, 'enable');
  if (enabled === null) return null;
  if (enabled === '') return 'nameless';
  const [pattern = '', ...instances] = enabled.split(/[ \t\n\r]+/);
  if (instances.length > 0 && parseUnitName(pattern)?.nameClass !== 'template') return null;
  return { action: 'enabled', pattern, instances };
}

/**
 * Reads the preset files of a search path.
 *
 * @returns the rules in the order in which they count: files by name, the first directory wins for files of one name
 * @systemd src/shared/install.c read_presets; man systemd.preset(5)
 */
export function readPresets(context: InstallContext, sink: FindingSink = context.sink): PresetRule[] {
  const rules: PresetRule[] = [];
  for (const path of configurationFiles(context, context.searchPath.presetDirectories, '.preset')) {
    const content = context.fileSystem.readFile(path);
    if (typeof content === 'string') continue;
    for (const [i, raw] of splitLines(decodeUtf8(content)).entries()) {
      const line = raw.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      const rule = parseRule(line);
      if (rule === 'nameless') sink.add({ code: 'preset-nameless', at: { path, line: i + 1, column: 1 }, values: {} });
      else if (rule) rules.push({ ...rule, matches: shellPattern(rule.pattern), path, line: i + 1 });
      else sink.add({ code: 'preset-invalid-line', at: { path, line: i + 1, column: 1 }, values: { text: raw } });
    }
  }
  return rules;
}

/** What the presets say of one name. */
export interface PresetAnswer {
  readonly action: PresetAction;
  /** The instances to enable, where the name is a template whose rule lists some; else null. */
  readonly instances: readonly string[] | null;
  /** null where no rule matches: then the unit is enabled. */
  readonly rule: PresetRule | null;
}

/**
 * Asks the presets: the first rule that matches counts.
 *
 * @param withInstances do lists of instances count? They do for `preset`, not for the column of `list-unit-files`
 * @systemd src/shared/install.c query_presets, pattern_match_multiple_instances
 */
export function presetOf(rules: readonly PresetRule[], name: string, withInstances = false): PresetAnswer {
  const parts = parseUnitName(name);
  const template = parts?.nameClass === 'template' ? name : templateOf(name);
  for (const rule of rules) {
    if (withInstances && rule.instances.length > 0 && template !== null && rule.pattern === template) {
      if (parts?.nameClass === 'template') {
        const instances = rule.instances.flatMap((instance) => replaceInstance(name, instance) ?? []);
        return { action: rule.action, instances, rule };
      }
      if (rule.instances.includes(parts?.instance ?? '')) return { action: rule.action, instances: null, rule };
    }
    if (rule.matches(name)) return { action: rule.action, instances: null, rule };
  }
  return { action: 'enabled', instances: null, rule: null };
}
