import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPageData } from '../../../src/report/page-data.js';
import { unpackModel } from '../../../src/report/page-model.js';
import { pageModel } from '../../../viz/model.js';
import { Session } from '../../../viz/session/session.js';
import { sourceOf } from '../../../viz/session/source.js';
import { cli } from '../../support/cli.js';
import { sharedCopy } from '../../support/shared.js';

/** What `wantedby page` puts into the page. */
async function dataOf(root: string) {
  const { out: html } = await cli(['page', '--root', root, '-q']);
  const data = readPageData(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
  if (!data) throw new Error('the page has no data');
  return data;
}

describe('the model that comes with a page is the one that the page works out', () => {
  const copy = sharedCopy() ?? '/nowhere';
  const trees = ['web-application', 'slow-start', 'ordering-cycle', 'failure-cascade'].map((name) => join('samples', name));
  for (const root of [...trees, join(copy, 'corpora/minimal'), join(copy, 'corpora/server')])
    test.skipIf(!existsSync(root))(root.split('/').slice(-2).join('/'), async () => {
      const data = await dataOf(root);
      const given = data.model;
      if (!given) throw new Error('the page has no model');
      const worked = new Session(sourceOf(data)).open(null, []);
      expect({ ...pageModel(data, unpackModel(given), data.root), took: 0 }).toEqual(worked);
    });
});
