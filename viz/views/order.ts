import { h } from '../ui/dom.js';
import type { View } from './view.js';

/** To come. */
export const orderView: View = {
  name: 'order',
  title: 'Order',
  question: '',
  render(container) {
    container.append(h('p', { class: 'empty' }, 'To come.'));
  },
  legend: () => [],
};
