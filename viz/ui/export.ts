const COPIED = [
  'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'dominant-baseline', 'display',
] as const; // prettier-ignore

/** A drawing as a file of its own: what style sheets say is written into each element, the part that was zoomed to is all of it. */
export function svgFile(svg: SVGSVGElement, title: string): { text: string; width: number; height: number } {
  // A drawing on a canvas is made of elements for this alone; labels that cannot be read from afar can be in the file.
  svg.dispatchEvent(new Event('beforeexport'));
  const { far } = svg.dataset;
  delete svg.dataset.far;
  try {
    return copyOf(svg, title);
  } finally {
    if (far !== undefined) svg.dataset.far = far;
    svg.dispatchEvent(new Event('afterexport'));
  }
}

function copyOf(svg: SVGSVGElement, title: string): { text: string; width: number; height: number } {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  for (const [i, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[i];
    if (!original || !(element instanceof SVGElement)) continue;
    const style = getComputedStyle(original);
    for (const name of COPIED) {
      const value = style.getPropertyValue(name);
      if (value !== '') element.setAttribute(name, value);
    }
    for (const name of ['class', 'tabindex', 'role', 'aria-label', 'data-key', 'id'])
      if (name !== 'id' || !/marker|pattern/i.test(element.tagName)) element.removeAttribute(name);
  }
  const box = contentBox(svg);
  const [width, height] = [Math.ceil(box.width) + 40, Math.ceil(box.height) + 40];
  copy.querySelector(':scope > g[transform]')?.setAttribute('transform', `translate(${String(20 - box.x)} ${String(20 - box.y)})`);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${String(width)} ${String(height)}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [['width', String(width)], ['height', String(height)], ['fill', getComputedStyle(document.body).backgroundColor]] as const)
    ground.setAttribute(name, value);
  copy.prepend(ground);
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  copy.prepend(name);
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`, width, height };
} // prettier-ignore

function contentBox(svg: SVGSVGElement): DOMRect {
  const group = svg.querySelector<SVGGElement>(':scope > g[transform]');
  return group ? group.getBBox() : new DOMRect(0, 0, svg.clientWidth, svg.clientHeight);
}

/** The same as an image of points, twice as fine where that is not too large. */
export async function pngFile(file: { text: string; width: number; height: number }): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file.text)}`;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(file.width, file.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(file.width * scale);
  canvas.height = Math.round(file.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('the image is too large'));
    }, 'image/png');
  });
}
