import { createHmac, hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { KEY_SET, tokenFor } from '../support/edge.ts';
import {
  graphql,
  KEY,
  NURSE,
  REACH,
  REASON,
  type GrantRequests,
  type Started,
} from './break-glass-requests.ts';

/** Grants that were made by others, or are presented in another way than the gateway expects. */
export function describeForgedGrants(requests: GrantRequests): void {
  const { breakGlass, watch, one } = requests;

  describe('a forged or misused break-glass grant', () => {
    let started: Started;
    beforeAll(async () => void (started = await breakGlass()));

    it.each<[string, () => readonly string[], (() => string)?]>([
      ['signed with another key', () => [remade(started, { key: Buffer.alloc(32, 6) })]],
      ['signed with the configured key itself', () => [remade(started, { key: KEY })]],
      [
        'signed with the public key of the token issuer',
        () => [remade(started, { key: Buffer.from(KEY_SET) })],
      ],
      [
        'with the algorithm none and no signature',
        () => [remade(started, { header: { alg: 'none' }, key: null })],
      ],
      [
        'with the algorithm none and a signature',
        () => [remade(started, { header: { alg: 'none' } })],
      ],
      [
        'with a header that names the algorithm EdDSA',
        () => [remade(started, { header: { alg: 'EdDSA' } })],
      ],
      [
        'with another patient under the original signature',
        () => [swapPatient(started, requests.p2['id'])],
      ],
      ['an access token in place of the grant', () => [NURSE]],
      [
        'presented by another caller',
        () => [started.grant],
        () => tokenFor('nurse-8', { roles: ['nurse'] }),
      ],
      [
        'presented by a caller whose name differs in white space',
        () => [started.grant],
        () => tokenFor('nurse-7 ', { roles: ['nurse'] }),
      ],
      [
        'presented by its caller without the role',
        () => [started.grant],
        () => tokenFor('nurse-7', { roles: ['billing'] }),
      ],
      ['presented in two headers', () => [started.grant, started.grant]],
      ['presented together with a second, invalid grant', () => [started.grant, 'x']],
      ['presented twice in one header', () => [`${started.grant}, ${started.grant}`]],
      ['an empty header', () => ['']],
      ['the grant id in place of the grant', () => [started.id]],
    ])(
      'is refused with 403 BREAK_GLASS_INVALID and recorded as a denial: %s',
      async (_what, grants, token = () => NURSE) => {
        const { reply, asked, leaves } = await watch(() =>
          graphql(requests.served, token(), one(), ...grants()),
        );
        expect({ status: reply.status, codes: reply.codes }).toEqual({
          status: 403,
          codes: ['BREAK_GLASS_INVALID'],
        });
        expect(reply.headers.get('cache-control')).toBe('no-store');
        expect({ asked, leaves }).toMatchObject({
          asked: '',
          leaves: [
            { kind: 'denial', reason: 'BREAK_GLASS_INVALID', patients: [], breakGlass: null },
          ],
        });
      },
    );

    it('is refused with BREAK_GLASS_INVALID from the second at which it expires, and not two seconds before', async () => {
      requests.setAhead(Date.parse(started.until) - Date.now() - 2_000);
      expect((await graphql(requests.served, NURSE, one(), started.grant)).data).toMatchObject({
        patient: { name: requests.p1['name'] },
      });
      requests.setAhead(Date.parse(started.until) - Date.now());
      expect((await graphql(requests.served, NURSE, one(), started.grant)).codes).toEqual([
        'BREAK_GLASS_INVALID',
      ]);
    });

    it('is refused with UNAUTHENTICATED if it is sent in place of an access token', async () => {
      expect((await graphql(requests.served, started.grant, one())).codes).toEqual([
        'UNAUTHENTICATED',
      ]);
    });

    it('cannot be stopped by another caller or without the grant in the header: BREAK_GLASS_INVALID, recorded as a denial', async () => {
      for (const [token, grants] of [
        [tokenFor('nurse-8', { roles: ['nurse'] }), [started.grant]],
        [NURSE, []],
        [NURSE, ['x']],
      ] as const) {
        const { reply, leaves } = await watch(() =>
          requests.served.send({
            path: '/break-glass/stop',
            token,
            headers: grants.map((grant) => ['x-break-glass', grant]),
          }),
        );
        expect({ codes: reply.codes, leaves }).toMatchObject({
          codes: ['BREAK_GLASS_INVALID'],
          leaves: [{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }],
        });
      }
      expect((await graphql(requests.served, NURSE, one(), started.grant)).data).toMatchObject({
        patient: { name: requests.p1['name'] },
      });
    });

    it('is refused with BREAK_GLASS_INVALID by a gateway without break-glass, whose /break-glass responds with 404', async () => {
      const plain = await requests.served.replica({ yaml: REACH });
      expect((await graphql(plain, NURSE, one(), started.grant)).codes).toEqual([
        'BREAK_GLASS_INVALID',
      ]);
      const body = { patient: requests.p1['id'], reason: REASON };
      const start = await plain.send({ path: '/break-glass', token: NURSE, body });
      expect({ status: start.status, codes: start.codes }).toEqual({
        status: 404,
        codes: ['NOT_FOUND'],
      });
    });
  });
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;

/** A grant with changed parts, signed with a key. */
function remade(
  { grant }: Started,
  change: {
    readonly header?: Readonly<Record<string, unknown>>;
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly key?: Uint8Array | null;
  },
): string {
  const [head = '', payload = ''] = grant.split('.');
  const input = `${encode({ ...read(head), ...change.header })}.${encode({ ...read(payload), ...change.claims })}`;
  if (change.key === null) return `${input}.`;
  const key =
    change.key ?? Buffer.from(hkdfSync('sha256', KEY, '', 'phi-gateway/break-glass/v1', 32));
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

function swapPatient({ grant }: Started, patient: string | undefined): string {
  const [head = '', payload = '', signature = ''] = grant.split('.');
  return [head, encode({ ...read(payload), patient }), signature].join('.');
}
