/**
 * The assignments of a file such as os-release: `NAME=value`, quotes removed, later ones win.
 *
 * @systemd src/basic/env-file.c parse_env_file
 */
export function parseEnvironmentFile(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^[ \t]*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line.replace(/\r$/, ''));
    if (found) values.set(found[1] as string, unquote((found[2] as string).trim()));
  }
  return values;
}

function unquote(text: string): string {
  const quote = text[0];
  if (quote === "'" && text.endsWith("'") && text.length > 1) return text.slice(1, -1);
  if (quote === '"' && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(["$`\\])/g, '$1');
  return text.replace(/\\(.)/g, '$1');
}
