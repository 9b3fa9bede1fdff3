import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { createRegisteredDocuments } from '../../../../gateway/pipeline/documents/create-registered-documents.ts';
import {
  createResolveDocument,
  type AskedDocument,
} from '../../../../gateway/pipeline/documents/create-resolve-document.ts';
import type { DocumentMode } from '../../../../gateway/pipeline/documents/documents-config.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';

const sha256 = (text: string) => hash('sha256', text, 'hex');

const LISTED = 'query Listed { hello }';
const OTHER = 'query Other { hello }';
const LISTED_ID = hash('md5', LISTED, 'hex');

const trusted = new Map(
  [LISTED_ID, sha256(LISTED)].map((id) => [
    id,
    { id: LISTED_ID, text: LISTED, sha256: sha256(LISTED) },
  ]),
);

interface Setting {
  readonly mode: DocumentMode;
  readonly roles: ReadonlyMap<string, DocumentMode>;
  readonly automatic: boolean;
  readonly hasManifest: boolean;
  readonly isComplete: boolean;
}

const SETTING: Setting = {
  mode: 'enforce',
  roles: new Map(),
  automatic: false,
  hasManifest: true,
  isComplete: true,
};

function createResolve(changes: Partial<Setting> = {}) {
  const { hasManifest, isComplete, ...config } = { ...SETTING, ...changes };
  return createResolveDocument(
    { ...config, manifests: hasManifest ? [{ kind: 'file', path: '/manifest.json' }] : [] },
    {
      find: (id) => (hasManifest ? (trusted.get(id) ?? null) : null),
      isComplete: () => isComplete,
    },
    createRegisteredDocuments(),
  );
}

const ada = { issuer: 'https://id.example', subject: 'ada', roles: ['nurse'] };

/** What is executed, or the code of the refusal. */
function outcomeOf(
  resolve: ReturnType<typeof createResolve>,
  asked: Partial<AskedDocument>,
  caller = ada,
): string {
  try {
    const { text, isUntrusted } = resolve({ text: null, id: null, ...asked }, caller);
    return isUntrusted ? `${text} (untrusted)` : text;
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe('a document', () => {
  it.each<[DocumentMode, string, Partial<AskedDocument>, string]>([
    ['off', 'any text', { text: OTHER }, OTHER],
    ['off', 'a text with an unpaired surrogate', { text: '#\uD800' }, 'GRAPHQL_PARSE_FAILED'],
    ['enforce', 'a text with an unpaired surrogate', { text: '#\uD800' }, 'GRAPHQL_PARSE_FAILED'],
    ['off', 'the id of a manifest', { id: LISTED_ID }, LISTED],
    ['off', 'an unknown id', { id: sha256(OTHER) }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['log', 'a text of a manifest', { text: LISTED }, LISTED],
    ['log', 'a text of no manifest', { text: OTHER }, `${OTHER} (untrusted)`],
    ['log', 'an unknown id', { id: sha256(OTHER) }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['enforce', 'a text of a manifest', { text: LISTED }, LISTED],
    ['enforce', 'the SHA-256 of a text of a manifest', { id: sha256(LISTED) }, LISTED],
    [
      'enforce',
      'a text of a manifest with its SHA-256',
      { text: LISTED, id: sha256(LISTED) },
      LISTED,
    ],
    ['enforce', 'the id of a text in a manifest', { id: LISTED_ID }, LISTED],
    ['enforce', 'a text of no manifest', { text: OTHER }, 'DOCUMENT_NOT_TRUSTED'],
    [
      'enforce',
      'a text of a manifest with a space added',
      { text: `${LISTED} ` },
      'DOCUMENT_NOT_TRUSTED',
    ],
    ['enforce', 'an unknown id', { id: sha256(OTHER) }, 'DOCUMENT_NOT_TRUSTED'],
    [
      'enforce',
      'an id that is a property of every object',
      { id: 'constructor' },
      'DOCUMENT_NOT_TRUSTED',
    ],
    ['enforce', 'neither a text nor an id', {}, 'BAD_REQUEST'],
    [
      'enforce',
      'a text with the SHA-256 of a text of a manifest',
      { text: OTHER, id: sha256(LISTED) },
      'DOCUMENT_ID_MISMATCH',
    ],
    [
      'off',
      'a text with the SHA-256 of another text',
      { text: OTHER, id: sha256(LISTED) },
      'DOCUMENT_ID_MISMATCH',
    ],
  ])('requested in the mode %s by %s, %j, gives %s', (mode, _what, asked, outcome) => {
    expect(outcomeOf(createResolve({ mode }), asked)).toBe(outcome);
  });

  it.each<[string, AskedDocument]>([
    ['an id', { text: null, id: sha256(LISTED) }],
    ['an id and its text', { text: LISTED, id: sha256(LISTED) }],
  ])(
    'requested by %s is refused with PERSISTED_QUERY_NOT_SUPPORTED if neither manifests nor documents.automatic are configured',
    (_what, asked) => {
      const resolve = createResolve({ mode: 'off', hasManifest: false });
      expect(outcomeOf(resolve, asked)).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    },
  );

  it('of no manifest is refused with NOT_READY while a manifest has not been read yet, and one of another manifest is executed', () => {
    const resolve = createResolve({ isComplete: false });
    expect(outcomeOf(resolve, { text: OTHER })).toBe('NOT_READY');
    expect(outcomeOf(resolve, { id: sha256(OTHER) })).toBe('NOT_READY');
    expect(outcomeOf(resolve, { id: LISTED_ID })).toBe(LISTED);
  });

  it.each<[string, string, Partial<Setting>, string[]]>([
    ['the usual mode', 'DOCUMENT_NOT_TRUSTED', { roles: new Map([['it', 'off']]) }, ['nurse']],
    ['the mode of a role', OTHER, { roles: new Map([['it', 'off']]) }, ['it']],
    ['the mode of one of the roles', OTHER, { roles: new Map([['it', 'off']]) }, ['it', 'nurse']],
    [
      'the mode of a role that is stricter',
      'DOCUMENT_NOT_TRUSTED',
      { mode: 'off', roles: new Map([['patient', 'enforce']]) },
      ['patient'],
    ],
    [
      'the least strict of two roles',
      `${OTHER} (untrusted)`,
      {
        mode: 'off',
        roles: new Map([
          ['patient', 'enforce'],
          ['it', 'log'],
        ]),
      },
      ['it', 'patient'],
    ],
    [
      'the usual mode without roles',
      `${OTHER} (untrusted)`,
      { mode: 'log', roles: new Map([['it', 'off']]) },
      [],
    ],
  ])('of no manifest is resolved by %s, with the result %s', (_what, outcome, setting, roles) => {
    const resolve = createResolve(setting);
    expect(outcomeOf(resolve, { text: OTHER }, { ...ada, roles })).toBe(outcome);
  });
});

describe('a document that its caller registers', () => {
  const id = sha256(OTHER);
  const register = (resolve: ReturnType<typeof createResolve>, caller = ada) =>
    resolve({ text: OTHER, id }, caller).register?.();

  it('is found by its hash afterwards, for this caller alone, also with other roles', () => {
    const resolve = createResolve({ mode: 'off', hasManifest: false, automatic: true });
    expect(outcomeOf(resolve, { id })).toBe('PERSISTED_QUERY_NOT_FOUND');
    register(resolve);
    expect(outcomeOf(resolve, { id })).toBe(OTHER);
    for (const other of [
      { ...ada, subject: 'bob' },
      { ...ada, issuer: 'https://other.example' },
    ])
      expect(outcomeOf(resolve, { id }, other)).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(outcomeOf(resolve, { id }, { ...ada, roles: ['billing'] })).toBe(OTHER);
  });

  it('is still untrusted in the mode log, and refused if the mode becomes enforce for the caller', () => {
    const resolve = createResolve({
      mode: 'log',
      automatic: true,
      roles: new Map([['patient', 'enforce']]),
    });
    register(resolve);
    expect(outcomeOf(resolve, { id })).toBe(`${OTHER} (untrusted)`);
    expect(outcomeOf(resolve, { id }, { ...ada, roles: ['patient'] })).toBe('DOCUMENT_NOT_TRUSTED');
  });

  it('is not kept unless documents.automatic is set', () => {
    expect(createResolve({ mode: 'off' }).call(null, { text: OTHER, id }, ada).register).toBeNull();
  });
});
