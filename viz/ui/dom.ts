import { visible } from '../../src/index.js';

type Child = Node | string | number | null | undefined | false;
type Properties = Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => void)>>;

/** An element with attributes, listeners (`onclick`) and children. Text becomes text nodes, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  assign(element, properties);
  append(element, children);
  return element;
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly (Child | readonly Child[])[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  assign(element, properties);
  append(element, children);
  return element;
}

function assign(element: Element, properties: Properties): void {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as EventListener);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
}

function append(element: Element, children: readonly (Child | readonly Child[])[]): void {
  for (const child of children.flat() as Child[]) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === 'object' ? child : document.createTextNode(String(child)));
  }
}

/** Text of a unit file as it may be shown. */
export const shown = visible;

/** Text that has at most so many characters; the end of a unit name says its type, so the middle goes. */
export function clipped(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const end = Math.ceil((lengthMax - 1) / 2);
  return `${text.slice(0, lengthMax - 1 - end)}…${text.slice(-end)}`;
}

/** A number with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** Milliseconds as a person reads them. */
export function spanText(ms: number): string {
  if (ms >= 120_000) return `${String(Math.floor(ms / 60_000))} min ${String(Math.round((ms % 60_000) / 1000))} s`;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms >= 10 || ms < 0.05 ? String(Math.round(ms)) : ms.toFixed(1)} ms`;
}
