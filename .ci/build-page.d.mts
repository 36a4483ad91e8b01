/** Builds dist/page.html; returns its length. */
export function buildPage(define: Readonly<Record<string, string>>): Promise<number>;
