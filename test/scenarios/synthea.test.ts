import { afterAll } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExport } from '../../schema/health/generate/write-export.ts';
import { packageFile } from '../../schema/package-file.ts';
import { atDepth } from '../support/depth.ts';
import { describeRoles } from './describe-roles.ts';
import { ROLES, type Role } from './who-sees-what.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Data that no test was written for: an export of Synthea if one lies beside the checkout, else patients that the
// generator makes. The slice has the roles whose answers depend most on the data: care teams and de-identification.
describeRoles(
  async () => {
    const synthea = packageFile('../shared/synthea');
    if (existsSync(synthea)) return synthea;
    await writeExport({
      patients: atDepth(12, 60),
      seed: 'scenario',
      directory: folder,
      onPatient: () => undefined,
    });
    return folder;
  },
  atDepth<readonly Role[]>(['physician', 'nurse', 'researcher'], ROLES),
);
