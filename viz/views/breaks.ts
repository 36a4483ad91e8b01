import { h } from '../ui/dom.js';
import type { View } from './view.js';

/** To come. */
export const breaksView: View = {
  name: 'breaks',
  title: 'What breaks',
  question: '',
  render(container) {
    container.append(h('p', { class: 'empty' }, 'To come.'));
  },
  legend: () => [],
};
