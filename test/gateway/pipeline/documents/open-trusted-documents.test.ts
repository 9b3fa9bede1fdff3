import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openTrustedDocuments,
  type TrustedDocuments,
} from '../../../../gateway/pipeline/documents/open-trusted-documents.ts';
import { createLog } from '../../../../gateway/platform/log.ts';

const ONE = 'query One { hello }';
const TWO = 'query Two { hello }';
const md5 = (text: string) => hash('md5', text, 'hex');
const sha256 = (text: string) => hash('sha256', text, 'hex');
const relay = (...texts: string[]) =>
  JSON.stringify(Object.fromEntries(texts.map((text) => [md5(text), text])));

let folder: string;
let opened: TrustedDocuments | null = null;
let noted: (string | null)[] = [];
const SILENT = createLog('silent');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-documents-'));
  noted = [];
});
afterEach(async () => {
  await opened?.close();
  opened = null;
  rmSync(folder, { recursive: true });
});

const file = (name: string, json: string) => {
  const path = join(folder, name);
  writeFileSync(path, json);
  return { kind: 'file', path } as const;
};

async function open(
  manifests: Parameters<typeof openTrustedDocuments>[0]['manifests'],
  everySeconds = 0.02,
): Promise<TrustedDocuments> {
  opened = await openTrustedDocuments(
    { manifests, everySeconds },
    { note: (_part, failure) => void noted.push(failure?.code ?? null), log: SILENT },
  );
  return opened;
}

/** Resolves once a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

describe('trusted documents', () => {
  it('are found in all manifests by their id in the manifest and by their SHA-256', async () => {
    const documents = await open([file('a.json', relay(ONE)), file('b.json', relay(TWO, ONE))]);
    expect(documents.find(md5(ONE))?.text).toBe(ONE);
    expect(documents.find(sha256(TWO))?.text).toBe(TWO);
    expect(documents.find(sha256(ONE).toUpperCase())).toBeNull();
    expect(documents.find('__proto__')).toBeNull();
    expect(documents.list().map(({ text }) => text)).toEqual([ONE, TWO]);
    expect(documents.isComplete()).toBe(true);
  });

  it.each<[string, string, string]>([
    ['is missing', '', 'cannot be read. Fix the path'],
    ['is not valid', relay(ONE).replace('hello', 'other'), 'document 1 has an id that is not the'],
  ])('stop the start with the path of the setting if a file %s', async (_what, json, text) => {
    const first = file('a.json', relay(ONE));
    const second =
      json === '' ? ({ kind: 'file', path: join(folder, 'none') } as const) : file('b.json', json);
    await expect(open([first, second])).rejects.toMatchObject({
      settings: [{ path: 'documents.manifests[1]', text: expect.stringContaining(text) }],
    });
  });

  it('are logged as read, with their number, and a manifest without any is logged as a warning', async () => {
    const logged: string[] = [];
    const log = createLog('info', { write: (line: string) => void logged.push(line) });
    const manifests = [file('a.json', relay(ONE, TWO)), file('b.json', '{}')];
    opened = await openTrustedDocuments(
      { manifests, everySeconds: 60 },
      { note: () => undefined, log },
    );
    const lines = logged.map((line) => JSON.parse(line) as { readonly index: number });
    expect(lines.toSorted((one, other) => one.index - other.index)).toMatchObject([
      { level: 30, index: 0, count: 2, msg: 'a manifest of documents is read' },
      { level: 40, index: 1, count: 0, msg: 'a manifest has no documents' },
    ]);
  });

  it('follow a changed file, and stay as they were while the file is not valid', async () => {
    const manifest = file('a.json', relay(ONE));
    const documents = await open([manifest]);
    let changes = 0;
    documents.follow(() => void (changes += 1));
    writeFileSync(manifest.path, relay(ONE).slice(0, 20));
    await until(() => noted.includes('MANIFEST_INVALID'));
    expect(documents.find(md5(ONE))?.text).toBe(ONE);
    expect(changes).toBe(0);
    writeFileSync(manifest.path, relay(TWO));
    await until(() => changes === 1);
    expect([documents.find(md5(ONE)), documents.find(md5(TWO))?.text]).toEqual([null, TWO]);
    expect(noted.at(-1)).toBeNull();
  });
});

describe('trusted documents at a URL', () => {
  let server: Server;
  let url: string;
  let served: { status: number; json: string; etag: string; modified?: Date };
  const asked: (string | undefined)[] = [];

  beforeEach(async () => {
    asked.length = 0;
    served = { status: 200, json: relay(ONE), etag: '"1"' };
    server = createServer((request, response) => {
      const known = request.headers['if-none-match'];
      asked.push(known);
      const status = known === served.etag && served.status === 200 ? 304 : served.status;
      response.writeHead(status, {
        etag: served.etag,
        location: '/other',
        ...(served.modified && { 'last-modified': served.modified.toUTCString() }),
      });
      response.end(status === 200 ? served.json : '');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/manifest.json`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are requested with the entity tag of the last response, and are read again only when the tag differs', async () => {
    const documents = await open([{ kind: 'url', url }]);
    let changes = 0;
    documents.follow(() => void (changes += 1));
    await until(() => asked.length >= 3);
    expect(asked.slice(0, 3)).toEqual([undefined, '"1"', '"1"']);
    expect(changes).toBe(0);
    served = { status: 200, json: relay(ONE, TWO), etag: '"2"' };
    await until(() => changes === 1);
    expect(documents.find(md5(TWO))?.text).toBe(TWO);
  });

  it('are requested without the entity tag if modified only seconds ago, since the next change may have the same time', async () => {
    served = { ...served, modified: new Date() };
    const documents = await open([{ kind: 'url', url }]);
    documents.follow(() => undefined);
    await until(() => asked.length >= 2);
    served = { ...served, modified: new Date(Date.now() - 10_000) };
    await until(() => asked.at(-1) === '"1"');
    expect(asked.slice(0, 2)).toEqual([undefined, undefined]);
  });

  it.each([
    ['with status 500', 500],
    ['with a redirect, which is not followed', 302],
    ['with status 304, although nothing was read yet', 304],
  ])(
    'are not complete until the manifest is read, if the URL answers %s',
    async (_what, status) => {
      served = { ...served, status };
      const documents = await open([{ kind: 'url', url }]);
      expect(documents.isComplete()).toBe(false);
      expect(noted).toEqual(['MANIFEST_UNAVAILABLE']);
      documents.follow(() => undefined);
      served = { ...served, status: 200 };
      await until(documents.isComplete);
      expect(documents.find(md5(ONE))?.text).toBe(ONE);
    },
  );

  it('stay as they were while the URL fails', async () => {
    const documents = await open([{ kind: 'url', url }]);
    documents.follow(() => undefined);
    served = { ...served, status: 503 };
    await until(() => noted.includes('MANIFEST_UNAVAILABLE'));
    expect(documents.find(md5(ONE))?.text).toBe(ONE);
    expect(documents.isComplete()).toBe(true);
  });

  it('stop the start with the path of the setting if the manifest at the URL is not valid', async () => {
    served = { ...served, json: relay(ONE).replace('hello', 'other') };
    await expect(open([{ kind: 'url', url }])).rejects.toMatchObject({
      settings: [{ path: 'documents.manifests[0]' }],
    });
  });
});
