import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { adminSchema } from '../../../../gateway/reports/admin-config.ts';
import {
  startReports,
  type StartDependencies,
} from '../../../../gateway/reports/api/start-reports.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { watchThreads, type StartedThreads } from '../../../support/started-threads.ts';
import { indexBeside } from '../../../../gateway/reports/index/index-location.ts';
import { accessRecord, at, createDirectory } from '../../audit/sample.ts';
import { placeInFile } from '../../audit/stores.ts';
import { append } from '../index/places.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
let threads: StartedThreads;
beforeAll(() => append(placeInFile(path), directory.path, [accessRecord(['p1'])]));
beforeEach(() => {
  threads = watchThreads();
});
afterEach(() => threads.close());
afterAll(() => directory.remove());

describe('a start of reports that fails after its threads were started', () => {
  it('ends them all, so that the process can end', async () => {
    const config = adminSchema('/').parse({ roles: ['auditor'], everyMs: 60_000 });
    const dependencies = {
      audit: { location: at(path), guard: `${path}.guard`, publish: null },
      authorization: { reach: new Map() },
      identity: { issuers: [] },
      // It has no schema, which is read once the threads run.
      graph: { supergraphSdl: '' },
      log: createLog('silent'),
      now: Date.now,
    };
    const admin = { ...config, index: indexBeside(at(path)) };
    const started = startReports(admin as never, dependencies as unknown as StartDependencies);
    await expect(started).rejects.toThrow(TypeError);
    expect(threads.count()).toBeGreaterThan(0);
    await threads.ended();
  });
});
