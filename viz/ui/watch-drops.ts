import { counted, h } from './dom.js';
import { droppedItems, readDropped, type NamedFile } from './read-files.js';

/** Folders and archives may be dropped anywhere. */
export function watchDrops(take: (files: readonly NamedFile[], title: string) => void, complain: (error: unknown) => void): void {
  const cover = h('div', { class: 'drop' }, 'Drop a folder or tar archive of units. Nothing leaves this machine.');
  window.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    document.body.append(cover);
  });
  cover.addEventListener('dragleave', () => { cover.remove(); }); // prettier-ignore
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    cover.remove();
    const read = async (items: ReturnType<typeof droppedItems>): Promise<void> => {
      const found = (await Promise.all(items)).filter((item) => item !== null);
      if (found.length === 0) return;
      take(await readDropped(found), found.length === 1 ? (found[0]?.name ?? '') : counted(found.length, 'dropped file'));
    };
    if (event.dataTransfer) read(droppedItems(event.dataTransfer.items)).catch(complain);
  });
}
