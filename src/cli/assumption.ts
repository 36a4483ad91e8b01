import { wrapText, type Style } from '../index.js';
import type { Session } from './tree-options.js';

/** Something that may rest on an assumption about enablement: a session, or a run on one. */
interface Assuming {
  readonly assumption: string | null;
}

/** The assumption as the first lines of an answer; nothing where nothing was assumed. */
export function assumptionText({ assumption }: Assuming, style: Style): string {
  return assumption === null ? '' : `${wrapText(assumption, style.width, '', 2).map(style.yellow).join('\n')}\n\n`;
}

/** The assumption as a part of a document; nothing where nothing was assumed. */
export function assumptionEntry({ assumption }: Assuming): { readonly assumption?: string } {
  return assumption === null ? {} : { assumption };
}

/** What to do about a request that fails because a folder holds somebody's own units only; nothing where that is not so. */
export function folderHint(session: Session, style: Style): string {
  const isLacking = session.isBareFolder && !session.tree.loader.map.names.includes('sysinit.target');
  if (!isLacking) return '';
  const text =
    'These directories hold no units of systemd itself, such as sysinit.target: give a tree that does as well, --root DIR; they stand before its own.';
  return `\n\n${wrapText(text, style.width, '', 0).join('\n')}`;
}
