import { s } from './dom.js';

/** A sign for each unit type, drawn in a box of 14 by 14. */
export const GLYPH_PATHS: Readonly<Record<string, string>> = {
  target: 'M7 1.5a5.5 5.5 0 1 0 .01 0zM7 4.5a2.5 2.5 0 1 1-.01 0z',
  service: 'M7 2.2a4.8 4.8 0 1 1-.01 0z',
  socket: 'M7 1.2 12.8 7 7 12.8 1.2 7zM7 4 4 7l3 3 3-3z',
  mount: 'M1.5 2h11v4.2h-11zM1.5 7.8h11V12h-11z',
  automount: 'M1.5 2h11v4.2h-11zM1.5 7.8h11V12h-11zM3.5 9h2v2h-2z',
  swap: 'M2 4.2h7V2l3.5 3.2L9 8.2V6H2zM12 9.8H5V7.6l-3.5 3.1L5 13v-1.6h7z',
  timer: 'M7 1.2a5.8 5.8 0 1 0 .01 0zM6.2 3.4h1.6v3.3l2.4 1.5-.8 1.3-3.2-2z',
  path: 'M1.5 3h4l1.4 1.6h5.6v7h-11z',
  slice: 'M7 1.5 13 4.6 7 7.7 1 4.6zM1 7.2l6 3.1 6-3.1v2L7 12.4 1 9.2z',
  scope: 'M2 2h3.5v1.5h-2v7h2V12H2zM12 2H8.5v1.5h2v7h-2V12H12z',
  device: 'M4 4h6v6H4zM2 2v10h10V2zM5.5 5.5v3h3v-3z',
};

/** The sign of a unit type; the type stands beside it as text or in the name. */
export function glyph(type: string): SVGSVGElement {
  return s(
    'svg',
    {
      class: `glyph type-${Object.hasOwn(GLYPH_PATHS, type) ? type : 'service'}`,
      viewBox: '0 0 14 14',
      width: 14,
      height: 14,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    s('path', { d: (Object.hasOwn(GLYPH_PATHS, type) ? GLYPH_PATHS[type] : GLYPH_PATHS.service) ?? '', 'fill-rule': 'evenodd' }),
  );
}
