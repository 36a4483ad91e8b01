import { RULES } from '../graph/rule-table.js';
import type { Reason } from '../graph/unit.js';
import type { Chain, ChainLink, WhyNot } from '../explain/why.js';
import { visible } from './escape.js';
import type { Style } from './style.js';
import { wrapText } from './wrap.js';

/** A reason in words: the directive with file and line, or the rule with its page of the manual. */
export function reasonText(reason: Reason, showPath: (path: string) => string): string {
  const place =
    reason.at === null ? '' : `${visible(showPath(reason.at.path))}${reason.at.line > 0 ? `:${String(reason.at.line)}` : ''}`;
  if (reason.rule === 'directive') return place;
  const { text, manual } = RULES[reason.rule];
  if (reason.rule === 'wants-link' || reason.rule === 'requires-link') return place;
  return `${text}${place === '' ? '' : `, ${place}`}; ${manual}`;
}

const WORD: Readonly<Partial<Record<string, string>>> = {
  Requires: 'Requires=',
  Wants: 'Wants=',
  BindsTo: 'BindsTo=',
  Requisite: 'Requisite=',
  Upholds: 'Upholds=',
  After: 'After=',
  Before: 'Before=',
};

/** One chain as text: a line a link. */
export function chainText(chain: Chain, style: Style, showPath: (path: string) => string): string {
  const arrow = style.isUtf8 ? '→' : '->';
  const [first] = chain;
  if (!first) return '';
  const lines = [style.bold(visible(first.from.id))];
  for (const link of chain) {
    const [reason, ...more] = link.dependency.reasons;
    const extra = more.length > 0 ? ` (and ${String(more.length)} more)` : '';
    lines.push(
      `  ${arrow} ${style.cyan(WORD[link.kind] ?? link.kind)} ${style.bold(visible(link.to.id))}`,
      ...wrapText(`${reason ? reasonText(reason, showPath) : ''}${extra}`, style.width, '      ', 8).map(style.dim),
    );
  }
  return lines.join('\n');
}

/** A chain as JSON values. */
export function chainEntry(chain: Chain, reasonEntry: (reason: Reason) => unknown): unknown[] {
  return chain.map((link: ChainLink) => ({
    from: link.from.id,
    kind: link.kind,
    to: link.to.id,
    because: link.dependency.reasons.map(reasonEntry),
  }));
}

/** Why a unit is not started, in sentences that say what to do. */
export function whyNotText(reasons: readonly WhyNot[], unit: string, from: string, showPath: (path: string) => string): string {
  const name = visible(unit);
  const list = (ids: readonly { readonly id: string }[]): string => {
    const shown = ids.slice(0, 5).map(({ id }) => visible(id));
    return shown.join(', ') + (ids.length > 5 ? ` and ${String(ids.length - 5)} more` : '');
  };
  const lines = reasons.map((reason): string => {
    switch (reason.code) {
      case 'not-found':
        return `There is no unit file for ${name}: add one, or correct the name where it is asked for.`;
      case 'masked':
        return `${name} is masked${reason.path === null ? '' : ` by ${visible(showPath(reason.path))}`}: systemctl unmask ${name}.`;
      case 'not-loadable':
        return `${name} cannot be loaded (${reason.state}): see the diagnostics below.`;
      case 'not-enabled':
        return reason.targets
          .map(
            ({ target, setting, path, line, isReached }) =>
              `It is not enabled: ${setting}=${visible(target)} in ${visible(showPath(path))}:${String(line)} has no link. systemctl enable ${name} would make it${isReached ? `, and ${visible(from)} would start it.` : `, but ${visible(from)} does not pull in ${visible(target)}.`}`,
          )
          .join('\n');
      case 'only-triggered':
        return `It waits to be triggered: ${list(reason.by)} ${reason.by.length === 1 ? 'starts' : 'start'} it when needed.`;
      case 'pulled-in-by-others':
        return `It is pulled in only by ${list(reason.by)}, which ${visible(from)} does not pull in.`;
      case 'only-ordered': {
        const [link] = reason.links;
        const why = link?.dependency.reasons.find(({ rule }) => rule === 'directive');
        return `It is only ordered with ${list(reason.links.map(({ to }) => to))}${why?.at ? ` (${visible(showPath(why.at.path))}:${String(why.at.line)})` : ''}: After= and Before= start nothing. Add Wants= to have it started.`;
      }
      case 'nothing-pulls-it-in':
        return `Nothing names it: no Wants=, Requires=, link or trigger. Add [Install] WantedBy=${visible(from)} and enable it, or Wants=${name} where it is needed.`;
    }
  });
  return lines.join('\n');
}
