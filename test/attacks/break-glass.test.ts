import { describe, expect, it } from '@jest/globals';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { tokenFor } from '../support/edge.ts';
import { reportAccesses } from '../support/reports/report-accesses.ts';
import {
  graphql,
  grantRequests,
  NURSE,
  REASON,
  YAML,
  type Started,
} from './break-glass-requests.ts';
import { describeForgedGrants } from './describe-forged-grants.ts';
import { describeGrantEndpoint } from './describe-grant-endpoint.ts';

// One gateway for all of them.
const requests = grantRequests();
const { breakGlass, watch, one } = requests;

const write = (patient = '') =>
  `mutation { correctAddress(patientId: "${patient}", address: { line: "1 Main St", city: "Acton", state: "Massachusetts", zip: "01720" }) { id } }`;

describe('a break-glass grant', () => {
  it('opens the record of its patient and of no other patient', async () => {
    const without = await watch(() => graphql(requests.served, NURSE, one()));
    expect(without.reply.data).toEqual({ patient: null });
    expect(without.asked).toBe('');
    const { grant } = await breakGlass();
    const { data } = await graphql(requests.served, NURSE, one(), grant);
    expect(data).toEqual({
      patient: { id: requests.p1['id'], name: requests.p1['name'], ssn: null },
    });
    const list = await graphql(
      requests.served,
      NURSE,
      '{ patients(first: 20) { id name } }',
      grant,
    );
    expect(list.data).toEqual({ patients: [{ id: requests.p1['id'], name: requests.p1['name'] }] });
    const other = await watch(() => graphql(requests.served, NURSE, one(requests.p2['id']), grant));
    expect(other.reply.data).toEqual({ patient: null });
    expect(other.asked).toBe('');
  });

  it("does not open a field that the caller's role may not see: the field is neither fetched nor released", async () => {
    const { grant } = await breakGlass();
    const { reply, asked } = await watch(() => graphql(requests.served, NURSE, one(), grant));
    expect(reply.codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(reply.text).not.toContain(requests.p1['ssn']);
    expect(asked).not.toContain('ssn');
  });

  it('has no effect on concurrent requests that do not present it', async () => {
    const { grant } = await breakGlass();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        graphql(requests.served, NURSE, one(), ...(index % 2 === 0 ? [grant] : [])),
      ),
    );
    for (const [index, { text }] of replies.entries())
      expect(text.includes(requests.p1['name'] ?? '?')).toBe(index % 2 === 0);
  });

  it('allows a mutation of its patient, recorded with the grant id, and denies a mutation of another patient', async () => {
    const { grant, id } = await breakGlass();
    const own = await watch(() => graphql(requests.served, NURSE, write(requests.p1['id']), grant));
    expect(own.reply.data).toEqual({ correctAddress: { id: requests.p1['id'] } });
    expect(own.leaves.map(({ kind, breakGlass: leaf }) => [kind, leaf?.id])).toEqual([
      ['intent', id],
      ['outcome', id],
    ]);
    const other = await watch(() =>
      graphql(requests.served, NURSE, write(requests.p2['id']), grant),
    );
    expect(other.reply.data).toBe(null);
    expect(other.asked).toBe('');
    expect(other.leaves).toMatchObject([{ kind: 'denial', breakGlass: { id } }]);
  });

  it('is recorded when issued, as is an access under it; reports show its reason, which no record body contains', async () => {
    const before = requests.served.leaves().length;
    const { grant, id, until } = await breakGlass();
    await graphql(requests.served, NURSE, one().replace('ssn', ''), grant);
    const [start, access] = requests.served.leaves().slice(before);
    expect(start).toMatchObject({
      kind: 'breakglass.start',
      actor: { subject: 'nurse-7' },
      patients: [requests.p1['id']],
      breakGlass: { id, until: Date.parse(until) },
    });
    expect(access).toMatchObject({
      kind: 'access',
      breakGlass: { id },
      accesses: [{ rule: { roles: ['nurse'], relation: 'break-glass' } }],
    });
    const rows = [];
    for await (const row of reportAccesses({
      location: { kind: 'sqlite', path: requests.served.ledgerFile },
      by: { breakGlass: true },
      since: null,
      until: null,
      onDamaged: () => undefined,
      onPruned: () => undefined,
    })) {
      if (row.breakGlass?.grant === id) rows.push(row);
    }
    expect(
      rows.map(({ kind, relations, breakGlass: row }) => [kind, relations, row?.reason]),
    ).toEqual([
      ['breakglass.start', [], REASON],
      ['access', ['break-glass'], null],
    ]);
    expect(JSON.stringify(requests.served.leaves())).not.toContain('allergies');
  });

  it.each([
    ['has another name', '{ db: audit.db, origin: ward }'],
    ['has the same name', '{ db: audit.db }'],
  ])(
    'is refused with 403 BREAK_GLASS_INVALID by a gateway with the same key and another ledger that %s',
    async (_what, audit) => {
      const ward = await requests.served.replica({ audit });
      const here = await breakGlass();
      const there = await breakGlass(ward);
      for (const [gateway, { grant }] of [
        [ward, here],
        [requests.served, there],
      ] as const) {
        const { reply, asked, leaves } = await watch(
          () => graphql(gateway, NURSE, one(), grant),
          gateway,
        );
        expect([reply.status, reply.codes, asked]).toEqual([403, ['BREAK_GLASS_INVALID'], '']);
        expect(leaves).toMatchObject([{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }]);
      }
      expect((await graphql(ward, NURSE, one(), there.grant)).data).toMatchObject({
        patient: { name: requests.p1['name'] },
      });
    },
  );

  it('is invalid once stopped, also after a restart; one left open stays valid after the restart and gets a stop record with LEFT_OPEN', async () => {
    const first = await requests.served.replica();
    const [stopped, open] = [await breakGlass(first), await breakGlass(first)];
    const stop = ({ grant }: Started) =>
      first.send({ path: '/break-glass/stop', token: NURSE, headers: [['x-break-glass', grant]] });
    const { reply, leaves } = await watch(() => stop(stopped), first);
    expect({ status: reply.status, text: reply.text }).toEqual({ status: 204, text: '' });
    expect(leaves).toMatchObject([
      { kind: 'breakglass.stop', reason: 'STOPPED', breakGlass: { id: stopped.id } },
    ]);
    const after = await watch(() => graphql(first, NURSE, one(), stopped.grant), first);
    expect(after).toMatchObject({
      reply: { codes: ['BREAK_GLASS_INVALID'] },
      asked: '',
      leaves: [{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }],
    });
    expect((await stop(stopped)).codes).toEqual(['BREAK_GLASS_INVALID']);

    await first.close();
    const again = await requests.served.replica({ ledgerFile: first.ledgerFile });
    expect((await graphql(again, NURSE, one(), stopped.grant)).codes).toEqual([
      'BREAK_GLASS_INVALID',
    ]);
    expect((await graphql(again, NURSE, one(), open.grant)).data).toMatchObject({
      patient: { name: requests.p1['name'] },
    });
    const ends = again.leaves().filter(({ kind }) => kind === 'breakglass.stop');
    expect(ends.map(({ reason, breakGlass: leaf }) => [reason, leaf?.id])).toEqual([
      ['STOPPED', stopped.id],
      ['LEFT_OPEN', open.id],
    ]);
    await again.close();
    const path = first.ledgerFile;
    const location = { kind: 'sqlite', path } as const;
    const options = {
      location,
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath: `${path}.guard`,
    };
    expect((await verifyLedger(options)).result).toBe('PASS');
  });

  it('stays invalid once stopped if the gateway restarts with a clock that is hours ahead and is corrected later', async () => {
    const first = await requests.served.replica();
    const { grant } = await breakGlass(first);
    const headers = [['x-break-glass', grant]] as const;
    await first.send({ path: '/break-glass/stop', token: NURSE, headers });
    // The last batch is read in any case, so that of the stop must not be the last one.
    for (const id of ['1', '2', '3']) await graphql(first, NURSE, one(id), grant);
    await first.close();
    requests.setAhead(3 * 3_600_000);
    const again = await requests.served.replica({ ledgerFile: first.ledgerFile });
    requests.setAhead(0);
    expect((await graphql(again, NURSE, one(), grant)).codes).toEqual(['BREAK_GLASS_INVALID']);
    await again.close();
  });
});

describeForgedGrants(requests);
describeGrantEndpoint(requests);

const both = (claims: object = {}) =>
  tokenFor('nurse-7', { roles: ['billing', 'nurse'], ...claims });

describe('the purpose of use under break-glass', () => {
  const PURPOSES = `${YAML.replace('minutes: 15', 'minutes: 15, purpose: ETREAT')}
purpose:
  header: true
  default: TREAT
  roles: { patient: [PATRQT], physician: [TREAT, ETREAT], nurse: [TREAT, ETREAT], billing: [TREAT, HPAYMT], researcher: [HRESCH], privacy_officer: [HOPERAT] }
`;

  it('is the configured one: only roles allowed for it count, and another purpose in header or token is refused with PURPOSE_NOT_ALLOWED', async () => {
    const replica = await requests.served.replica({ yaml: PURPOSES });
    const usual = await graphql(replica, both(), one());
    expect(usual.data).toMatchObject({ patient: { ssn: requests.p1['ssn'] } });
    const { grant } = await breakGlass(replica, both());
    const { reply, leaves } = await watch(() => graphql(replica, both(), one(), grant), replica);
    expect(reply.data).toMatchObject({ patient: { name: requests.p1['name'], ssn: null } });
    expect(leaves).toMatchObject([{ actor: { purpose: 'ETREAT', roles: ['nurse'] } }]);
    const start = replica.leaves().find(({ kind }) => kind === 'breakglass.start');
    expect(start?.actor).toMatchObject({ purpose: 'ETREAT', roles: ['nurse'] });

    const contradicted = await replica.send({
      token: both(),
      headers: [
        ['x-break-glass', grant],
        ['x-purpose-of-use', 'TREAT'],
      ],
      body: { query: one() },
    });
    expect(contradicted.codes).toEqual(['PURPOSE_NOT_ALLOWED']);
    for (const path of ['/break-glass', '/graphql']) {
      const bounded = await replica.send({
        path,
        token: both({ purpose_of_use: 'TREAT' }),
        headers: path === '/graphql' ? [['x-break-glass', grant]] : [],
        body: { patient: requests.p1['id'], reason: REASON },
      });
      expect(bounded.codes).toEqual(['PURPOSE_NOT_ALLOWED']);
    }
  });
});
