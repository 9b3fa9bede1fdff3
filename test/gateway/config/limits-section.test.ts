import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();
const ROLES = `${MINIMAL}
authorization: { reach: { physician: all, patient: self } }
`;

/** The problems of a limits section. */
const text = (yaml: string) => problems(() => load(`${ROLES}\nlimits: ${yaml}`));

describe('the limits section', () => {
  it('has by default a limit of 600 requests per caller and minute, no other rate limit, no limits of roles and no store', () => {
    const none = { requestsPerMinute: null, costPerMinute: null };
    expect(load(MINIMAL).limits).toMatchObject({
      requestsPerMinute: 600,
      costPerMinute: null,
      rates: { client: none, address: none, role: new Map() },
      roles: new Map(),
      store: null,
    });
  });

  it('gives a role the general limits where it has none of its own', () => {
    const { limits } = load(`${ROLES}
limits: { depth: 9, costPerMinute: 300000, roles: { physician: { cost: 250000 }, patient: { costPerMinute: null } } }`);
    const general = {
      depth: 9,
      cost: 200_000,
      values: 200_000,
      listSize: 20,
      releasedFields: 100_000,
      requestsPerMinute: 600,
      costPerMinute: 300_000,
    };
    expect(limits.roles).toEqual(
      new Map([
        ['physician', { ...general, cost: 250_000, values: 250_000 }],
        ['patient', { ...general, costPerMinute: null }],
      ]),
    );
  });

  it.each([
    ['redis://127.0.0.1:6380', 'redis'],
    ['rediss://:secret@cache.internal', 'redis'],
    ['postgres://gateway:secret@127.0.0.1/limits', 'postgresql'],
  ])(
    'takes the URL of a store alone, with defaults for the other settings of the store: %s',
    (url, kind) => {
      const { store } = load(`${MINIMAL}\nlimits: { store: "${url}" }`).limits;
      expect(store).toMatchObject({
        location: { kind },
        onFailure: 'open',
        timeoutMs: 200,
        key: null,
      });
      expect(load(`${MINIMAL}\nlimits: { store: { url: "${url}" } }`).limits.store).toEqual(store);
    },
  );

  it('reports each wrong setting of the store without its value', () => {
    const lines = problems(() =>
      load(`${MINIMAL}
limits:
  store: { url: "redis://:hunter2@cache.internal", onFailure: maybe, timeoutMs: 1, key: hunter2, prefix: x }`),
    );
    expect(lines).toEqual([
      expect.stringMatching(/limits\.store\.url: must be a rediss:/),
      expect.stringMatching(/limits\.store\.onFailure: must be one of open, closed/),
      expect.stringMatching(/limits\.store\.timeoutMs: must be a whole number/),
      expect.stringMatching(/limits\.store\.key: must hold at least 32 bytes/),
      expect.stringMatching(/limits\.store\.prefix: is not known/),
    ]);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(
      problems(() =>
        load(`${MINIMAL}\nlimits: { store: { url: "redis://127.0.0.1", ca: ca.pem } }`),
      ),
    ).toEqual([expect.stringMatching(/limits\.store\.ca: is for TLS/)]);
  });

  it.each(['mysql://gateway:hunter2@127.0.0.1/limits', 'cache.internal:6379'])(
    'reports both forms of the URL of a store for a URL of neither, without its text: %s',
    (url) => {
      const lines = problems(() => load(`${MINIMAL}\nlimits: { store: "${url}" }`));
      expect(lines).toEqual([
        expect.stringMatching(/limits\.store\.url: must be rediss:\S+ or postgres:\S+$/),
      ]);
      expect(lines.join()).not.toContain(url.slice(8));
    },
  );

  it('reports roles that are not known, unknown keys of a role, and budgets below the cost of one operation', () => {
    expect(text('{ roles: { physican: { cost: 1 } }, rates: { role: { patents: {} } } }')).toEqual([
      expect.stringMatching(
        /limits\.roles\.physican: neither authorization\.reach nor purpose\.roles/,
      ),
      expect.stringMatching(/limits\.rates\.role\.patents: neither/),
    ]);
    expect(text('{ roles: { patient: { dept: 3 } } }')).toEqual([
      expect.stringMatching(/limits\.roles\.patient: must hold depth, cost/),
    ]);
    expect(
      text(
        '{ cost: 1000, costPerMinute: 999, rates: { client: { costPerMinute: 10 } }, roles: { patient: { cost: 5000, costPerMinute: 4999 } } }',
      ),
    ).toEqual([
      expect.stringMatching(/limits\.costPerMinute: must be at least 1000/),
      expect.stringMatching(/limits\.rates\.client\.costPerMinute: must be at least 1000/),
      expect.stringMatching(/limits\.roles\.patient\.costPerMinute: must be at least 5000/),
    ]);
  });
});
