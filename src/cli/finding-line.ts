import { helpOf, severityOf, shownMessageOf, visible, type Finding, type Style } from '../index.js';

/** A finding as one line: `file:line:column: severity: text [code]`, with what to do about it on the next. */
export function findingLine(finding: Finding, style: Style, showPath: (path: string) => string): string {
  const severity = severityOf(finding);
  const paint = severity === 'error' ? style.red : severity === 'warning' ? style.yellow : style.cyan;
  const place =
    finding.at === null
      ? ''
      : `${visible(showPath(finding.at.path))}:${finding.at.line > 0 ? `${String(finding.at.line)}:${String(finding.at.column)}:` : ''} `;
  const help = helpOf(finding);
  return `${place}${paint(`${severity}:`)} ${visible(shownMessageOf(finding, showPath))} ${style.dim(`[${finding.code}]`)}\n${help === null ? '' : `    ${style.dim(visible(help))}\n`}`;
}
