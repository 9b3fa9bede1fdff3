import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { createTaskProgress } from '../../../../schema/health/index/progress.ts';
import { recordingOutput } from '../health-data.ts';

describe('the progress output of a long task', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is a line every three seconds and one at the end if the output is not a terminal', () => {
    const output = recordingOutput();
    const progress = createTaskProgress('Indexing', 100, output.stream);
    for (let second = 1; second <= 10; second += 1) {
      jest.setSystemTime(second * 1_000);
      progress.advance(10);
    }
    progress.done();
    expect(output.text()).toBe(
      'Indexing: 30 %\nIndexing: 60 %\nIndexing: 90 %\nIndexing: done in 10 s\n',
    );
  });

  it('is empty for a task that ends at once if the output is not a terminal', () => {
    const output = recordingOutput();
    const progress = createTaskProgress('Indexing', 100, output.stream);
    progress.advance(100);
    progress.done();
    expect(output.text()).toBe('');
  });

  it('is a bar on a terminal', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const progress = createTaskProgress('Indexing', 100, terminal);
    progress.advance(100);
    progress.done();
    expect(await text(terminal.end())).toContain('Indexing [');
  });
});
