import { afterAll, describe } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExport } from '../../schema/health/generate/write-export.ts';
import { packageFile } from '../../schema/package-file.ts';
import { IS_DEEP } from '../support/depth.ts';
import { describeRoles } from './describe-roles.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Data that the rules were not fitted to: a real export of Synthea where one lies beside the checkout,
// else more of the generator's patients. `npm test` holds the rules on the bundled data (`roles.test.ts`).
describeRoles(
  async () => {
    const synthea = packageFile('../shared/synthea');
    if (existsSync(synthea)) return synthea;
    await writeExport({
      patients: 60,
      seed: 'scenario',
      directory: folder,
      onPatient: () => undefined,
    });
    return folder;
  },
  IS_DEEP ? describe : describe.skip,
);
