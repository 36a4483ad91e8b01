/** Remembers where the reader was: focus, the cursor in a field, and how far boxes are scrolled. Returns what puts it back. */
export function keepPlace(...places: readonly HTMLElement[]): () => void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement || active instanceof SVGElement ? active.dataset.key : undefined;
  const isInside = key !== undefined && places.some((place) => place.contains(active));
  const cursor = active instanceof HTMLInputElement && active.type === 'search' ? active.selectionStart : null;
  const scrolls = places.flatMap((place) =>
    [place, ...place.querySelectorAll<HTMLElement>('.scroll')].map(
      (box) => [box.dataset.key, box.scrollTop, box.scrollLeft] as const,
    ),
  );
  return () => {
    for (const place of places)
      for (const box of [place, ...place.querySelectorAll<HTMLElement>('.scroll')]) {
        const before = scrolls.find(([name]) => name === box.dataset.key);
        if (before) [box.scrollTop, box.scrollLeft] = [before[1], before[2]];
        if (before && box.dataset.key !== undefined) box.dispatchEvent(new Event('scroll'));
      }
    if (!isInside || document.activeElement !== document.body) return;
    for (const place of places) {
      const again = place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      again?.focus({ preventScroll: true });
      if (again instanceof HTMLInputElement && cursor !== null) again.setSelectionRange(cursor, cursor);
    }
  };
}
