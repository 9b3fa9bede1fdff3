import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { programCommand } from '../../../gateway/cli/program-command.ts';
import { runPhiGateway } from '../../support/run-phi-gateway.ts';

describe('commands that the program prints', () => {
  it.each([
    ['in a clone', 'phi-gateway', 'npm run -s phi-gateway --'],
    ['with npx', 'npx', 'npx phi-gateway'],
    ['from a script of another package', 'lint', 'phi-gateway'],
    ['without npm', undefined, 'phi-gateway'],
  ])('can be pasted if it was started %s', (_how, event, expected) => {
    expect(programCommand({ npm_lifecycle_event: event })).toBe(expected);
  });

  it('begin so in the help of token', async () => {
    const { out } = await runPhiGateway(['token', '--help'], tmpdir(), {
      npm_lifecycle_event: 'phi-gateway',
    });
    expect(out).toContain('\n  npm run -s phi-gateway -- token --issuer http://127.0.0.1:4001 ');
  });
});
