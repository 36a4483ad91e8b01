import { h } from '../ui/dom.js';
import type { View } from './view.js';

/** To come. */
export const cycleView: View = {
  name: 'cycle',
  title: 'Cycle',
  question: '',
  render(container) {
    container.append(h('p', { class: 'empty' }, 'To come.'));
  },
  legend: () => [],
};
