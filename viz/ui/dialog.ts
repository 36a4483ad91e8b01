import { h } from './dom.js';

/** Opens a modal box with a heading. It closes with Esc, with its button, or by `close`. */
export function openDialog(title: string, content: (close: () => void) => readonly Node[], className = ''): void {
  const before = document.activeElement;
  const close = (): void => {
    dialog.close();
  };
  const dialog = h(
    'dialog',
    {
      class: className,
      'aria-label': title,
      onclose: () => {
        dialog.remove();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      },
      onclick: (event: MouseEvent) => {
        if (event.target === dialog) close();
      },
    },
    h(
      'div',
      { class: 'dialog-body' },
      h(
        'header',
        {},
        h('h2', {}, title),
        h('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onclick: close }, '×'),
      ),
      ...content(close),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** Gives a file to the browser's downloads. */
export function download(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
