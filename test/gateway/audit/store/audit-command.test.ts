import { describe, expect, it } from '@jest/globals';
import { auditCommand } from '../../../../gateway/audit/store/audit-command.ts';
import { printLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { parsePostgresUrl } from '../../../../gateway/audit/store/parse-postgres-url.ts';
import { PRODUCT, textOf } from '../../../code-metrics/imports.ts';

describe('A message that names a command on a ledger', () => {
  it('names the ledger with --db, in every source file', () => {
    const lines = MESSAGES.flatMap((file) =>
      textOf(file)
        .split('\n')
        .filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line))
        .flatMap((line) => line.match(/phi-gateway audit [a-z].*/g) ?? [])
        .map((found) => `${file}: ${found}`),
    );
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !line.includes('--db'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['verify', '.data/audit.db', 'phi-gateway audit verify --db .data/audit.db'],
    ['hold release 7', '/a b/l.db', "phi-gateway audit hold release 7 --db '/a b/l.db'"],
    ['verify', "/o'neil/l.db", String.raw`phi-gateway audit verify --db '/o'\''neil/l.db'`],
    ['verify', '$(rm x)', "phi-gateway audit verify --db '$(rm x)'"],
    ['verify', '', "phi-gateway audit verify --db ''"],
    [
      'prune',
      'postgres://gateway@db:5432/audit',
      'phi-gateway audit prune --db postgres://gateway@db:5432/audit',
    ],
  ])('can be pasted into a shell: %s of %s', (command, where, text) => {
    expect(auditCommand(command, where)).toBe(text);
  });

  it.each([
    'postgres://gateway:s3cret@db.internal/audit?sslrootcert=ca.pem',
    'postgres://gateway:s3cret@[::1]:5433/audit',
    'postgres://a%40b%2Fc:s3cret@127.0.0.1/an%20audit',
  ])('names a ledger on a server by a URL that --db accepts, without its password: %s', (url) => {
    const given = serverOf(url);
    const printed = printLocation({ kind: 'postgres', server: given });
    expect(printed).not.toContain('s3cret');
    expect(serverOf(printed)).toEqual({
      ...given,
      password: null,
      tls: given.tls && { ca: null },
    });
  });
});

/** The console, and the help of `audit verify`, name commands for whatever ledger the reader has. */
const MESSAGES = PRODUCT.filter(
  (file) => !file.startsWith('gateway/console/') && file !== 'gateway/cli/audit/verify-command.ts',
);

function serverOf(url: string) {
  const parsed = parsePostgresUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.server;
}
