import { h } from '../ui/dom.js';
import type { View } from './view.js';

/** To come. */
export const timelineView: View = {
  name: 'timeline',
  title: 'Timeline',
  question: '',
  render(container) {
    container.append(h('p', { class: 'empty' }, 'To come.'));
  },
  legend: () => [],
};
