import { afterEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createLog } from '../../../../gateway/platform/log.ts';
import {
  watchCertificates,
  type CertificateWatch,
} from '../../../../gateway/platform/net/watch-certificates.ts';
import { createAuthority, selfSigned } from '../../../support/self-signed.ts';

const DAY_MS = 86_400_000;

const watches: CertificateWatch[] = [];
afterEach(async () => {
  for (const { close } of watches.splice(0)) await close();
});

/** Watches one file of certificates, every 10 ms; `use` replaces what is in it, and `wait` sets the clock forward. */
function watch(pem: string, { needsRestart = false } = {}) {
  const logged: Record<string, unknown>[] = [];
  const log = createLog('debug', {
    write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>),
  });
  let inUse = pem;
  const looks = new EventEmitter();
  let now = Date.now();
  const certificate = {
    setting: 'server.tls.cert',
    file: '/etc/tls/server.pem',
    pem: () => {
      looks.emit('look');
      return Buffer.from(inUse);
    },
    needsRestart,
  };
  const watched = watchCertificates([certificate], { log, now: () => now, everyMs: 10 });
  watches.push(watched);
  return {
    logged,
    ends: watched.ends,
    use: (other: string) => void (inUse = other),
    wait: (ms: number) => void (now += ms),
    /** Resolves once the file was looked at twice more. */
    untilLookedAt: async () => {
      await once(looks, 'look');
      await once(looks, 'look');
    },
  };
}

const SOON = 'certificate expires soon, replace its file';

describe('the watch of certificates', () => {
  it('warns once of a certificate that expires within 30 days, with its setting, file and day, and again a day later', async () => {
    const { logged, wait, untilLookedAt } = watch(selfSigned('ec', { days: 30 }).cert);
    const expires = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
    const line = { level: 40, msg: SOON, setting: 'server.tls.cert', file: '/etc/tls/server.pem' };
    expect(logged).toEqual([expect.objectContaining({ ...line, expires, days: 29 })]);
    wait(DAY_MS - 1_000);
    await untilLookedAt();
    expect(logged).toHaveLength(1);
    wait(1_000);
    await untilLookedAt();
    expect(logged.map(({ days }) => days)).toEqual([29, 28]);
  });

  it('reports an error once a day after the end', async () => {
    const { logged, wait, untilLookedAt } = watch(selfSigned('ec', { days: 1 }).cert);
    wait(DAY_MS);
    await untilLookedAt();
    expect(logged.map(({ level, msg }) => [level, msg])).toEqual([
      [40, SOON],
      [50, 'certificate has expired, replace its file'],
    ]);
  });

  it.each([
    [9, 'certificate expires soon, replace its file and restart'],
    [-0.5, 'certificate has expired, replace its file and restart'],
  ])('asks for a restart where the file is read only once: valid for %d days', (days, expected) => {
    const { logged } = watch(selfSigned('ec', { days }).cert, { needsRestart: true });
    expect(logged.map(({ msg }) => msg)).toEqual([expected]);
  });

  it('warns of the authority that expires first where a file holds several', () => {
    const [later, first] = [createAuthority('later'), createAuthority('first', { days: 20 })];
    const { logged, ends } = watch(later.cert + first.cert);
    expect(logged.map(({ days }) => days)).toEqual([19]);
    expect(ends().get('server.tls.cert')).toBeLessThan(Date.now() + 20 * DAY_MS + 1);
  });

  it('warns no more once the certificate is replaced by one that is valid for longer, and has its end', async () => {
    const { logged, ends, use, wait, untilLookedAt } = watch(selfSigned('ec', { days: 5 }).cert);
    use(selfSigned('ec', { days: 200 }).cert);
    wait(DAY_MS);
    await untilLookedAt();
    expect(logged).toHaveLength(1);
    expect(ends().get('server.tls.cert')).toBeGreaterThan(Date.now() + 199 * DAY_MS);
  });

  it('warns at once of a replacement that expires soon too', async () => {
    const { logged, use, untilLookedAt } = watch(selfSigned('ec', { days: 5 }).cert);
    use(selfSigned('ec', { days: 10 }).cert);
    await untilLookedAt();
    expect(logged.map(({ days }) => days)).toEqual([4, 9]);
  });

  it('does not warn 32 days before the end', async () => {
    const { logged, untilLookedAt } = watch(selfSigned('ec', { days: 32 }).cert);
    await untilLookedAt();
    expect(logged).toEqual([]);
  });

  it('has no end for a file without a certificate', () => {
    const { logged, ends } = watch('no certificate');
    expect([logged, ends()]).toEqual([[], new Map()]);
  });
});
