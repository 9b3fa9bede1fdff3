import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpuTime } from '../support/cpu-time.ts';
import { startEdge, tokenFor } from '../support/edge.ts';
import type { Edge } from '../support/edge.ts';

let edge: Edge;
beforeAll(async () => void (edge = await startEdge()));
afterAll(() => edge.close());

interface Answer {
  readonly status: number;
  readonly codes: readonly string[];
  readonly text: string;
  /** Processor time of the edge, which runs in this process, and of the client. */
  readonly cpuMs: number;
}

async function post(body: string | Record<string, unknown>): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const authorization = `Bearer ${tokenFor('ada')}`;
  const { value, cpuMs } = await cpuTime(async () => {
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: text,
    });
    return { status: response.status, answer: await response.text() };
  });
  const { status, answer } = value;
  const { errors = [] } = JSON.parse(answer) as { errors?: { extensions: { code: string } }[] };
  return {
    status,
    codes: errors.map(({ extensions }) => extensions.code),
    text: answer,
    cpuMs,
  };
}

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** `{ ...F0 }` where each of n fragments spreads the next twice: 2^n selections in n lines. */
function doubling(levels: number, body = '', spread = (name: string) => `${name} ${name}`): string {
  return `{ person { ...F0 } } ${repeat(
    levels,
    (i) => `fragment F${i} on Person { ${spread(`...F${i + 1}`)} ${body} }`,
  )} fragment F${levels} on Person { name }`;
}

/** Sends an operation that selects a field this often. */
const postDuplicates = (count: number) =>
  post({ query: `{ person { ${'name '.repeat(count)} } }` });

const through = (name: string) => `a: friend { ${name} } b: friend { ${name} }`;

describe('an operation', () => {
  it.each<[string, string]>([
    ['fragments that double 25 times', doubling(25)],
    ['fragments that double 60 times', doubling(60)],
    ['fragments that double through a type cycle, with aliases', doubling(20, '', through)],
    [
      'fragments that double in the second of two operations',
      `query A { hello } query B ${doubling(25)}`,
    ],
    ['unused fragments that double', `{ hello } ${doubling(25).replace(/^.*?(?=fragment)/, '')}`],
    [
      'a fragment that contains itself',
      '{ person { ...A } } fragment A on Person { friend { ...A } }',
    ],
    ['2,000 nested inline fragments', `{ ${'... { '.repeat(2_000)} hello ${'}'.repeat(2_000)} }`],
    [
      '600 nested inline fragments',
      `{ person { ${'... { '.repeat(600)} name ${'}'.repeat(600)} } }`,
    ],
    ['fields 40 levels deep', `{ person { ${'friend { '.repeat(40)} name ${'}'.repeat(40)} } }`],
    ['50,000 open braces', `{ ${'a { '.repeat(50_000)}`],
    ['a list literal 20,000 deep', `{ echo(text: ${'['.repeat(20_000)}) }`],
    ['40,000 fields', `{ ${'hello '.repeat(40_000)} }`],
    ['600 aliases of a field', `{ ${repeat(600, (i) => `a${i}: hello`)} }`],
    ['600 aliases of __typename', `{ ${repeat(600, (i) => `a${i}: __typename`)} }`],
    ['200 directives', `{ hello ${'@include(if: true) '.repeat(200)} }`],
    ['directives in doubling fragments', doubling(4, '@x')],
    [
      'depth in an operation named __schema',
      `query __schema { person { ${'friend { '.repeat(40)} name ${'}'.repeat(40)} } }`,
    ],
    [
      'depth in a fragment named __schema',
      `{ person { ...__schema } } fragment __schema on Person { ${'friend { '.repeat(40)} name ${'}'.repeat(40)} }`,
    ],
    [
      'depth behind an alias named __schema',
      `{ __schema: person { ${'friend { '.repeat(40)} name ${'}'.repeat(40)} } }`,
    ],
    [
      'aliases in a fragment named __schema',
      `{ person { ...__schema } } fragment __schema on Person { ${repeat(60, (i) => `a${i}: name`)} }`,
    ],
  ])(
    'beyond the limits is refused, unexecuted, with status 400 within 1 s of CPU time, without the value of the limit: %s',
    async (_what, query) => {
      const before = edge.executed.length;
      const answer = await post({ query });
      expect(answer.status).toBe(400);
      expect([
        'OPERATION_TOO_COMPLEX',
        'GRAPHQL_PARSE_FAILED',
        'GRAPHQL_VALIDATION_FAILED',
        'REQUEST_TOO_LARGE',
      ]).toContain(answer.codes[0]);
      expect(answer.cpuMs).toBeLessThan(1_000);
      expect(answer.text).not.toMatch(/limit of \d|found \d|exceeded,|Cost|Depth/);
      expect(edge.executed).toHaveLength(before);
    },
  );

  it.each<[string, string]>([
    ['depth', `{ person { ${'friend { '.repeat(40)} name ${'}'.repeat(40)} } }`],
    ['aliases', `{ ${repeat(60, (i) => `a${i}: hello`)} }`],
    ['directives', `{ hello ${repeat(60, () => '@include(if: true)')} }`],
    ['tokens', `{ ${'hello '.repeat(3_000)} }`],
    ['selections', doubling(25)],
  ])(
    'refuses an operation that exceeds limits.%s with the name of this limit',
    async (limit, query) => {
      const { errors } = JSON.parse((await post({ query })).text) as { errors: object[] };
      const problems = [`The operation exceeds limits.${limit}.`];
      expect(errors).toContainEqual(
        expect.objectContaining({ extensions: { code: 'OPERATION_TOO_COMPLEX', problems } }),
      );
    },
  );

  it('within the limits is answered with status 200 while 20 operations beyond them arrive', async () => {
    const [, hello] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => post({ query: doubling(30) }))),
      post({ query: '{ hello }' }),
    ]);
    expect(hello.status).toBe(200);
  });

  it('serves an operation of the size of a client’s page (two persons, friends three levels deep) with status 200', async () => {
    const fields = 'name ssn friend { name ssn friend { name ssn friend { name ssn } } }';
    const query = `query Page($first: Int) { a: person(first: 20) { ${fields} friends(first: 20) { name ssn } } b: person(first: $first) { ...F } __typename } fragment F on Person { ${fields} }`;
    expect(await post({ query, variables: { first: 50 } })).toMatchObject({
      status: 200,
      codes: [],
    });
  });

  it('serves an operation with 700 duplicate fields, and refuses one with 1,500 as OPERATION_TOO_COMPLEX, each within 1 s of CPU time', async () => {
    const [served, refused] = [await postDuplicates(700), await postDuplicates(1_500)];
    expect(served).toMatchObject({ status: 200, codes: [] });
    expect(refused).toMatchObject({ status: 400, codes: ['OPERATION_TOO_COMPLEX'] });
    expect(Math.max(served.cpuMs, refused.cpuMs)).toBeLessThan(1_000);
  });
});

describe('a request body', () => {
  it.each<[string, () => string, number, string]>([
    [
      'variables 10,000 levels deep',
      () => `{"query":"{ hello }","variables":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      '300,000 bytes',
      () => JSON.stringify({ query: '{ hello }', variables: { a: 'x'.repeat(300_000) } }),
      413,
      'REQUEST_TOO_LARGE',
    ],
  ])(
    'beyond the limits is refused with status 413 and REQUEST_TOO_LARGE: %s',
    async (_what, body, status, code) => {
      expect(await post(body())).toMatchObject({ status, codes: [code] });
    },
  );

  it('refuses a body with a Content-Length of 100 MB with status 413 before 5 MB of it are sent', async () => {
    const { status, sent } = await sendChunks({ length: 100_000_000, token: tokenFor('ada') });
    expect(status).toBe(413);
    expect(sent).toBeLessThan(5_000_000);
  });

  it('refuses a body of 100 MB without a Content-Length with 413 or a closed connection before 20 MB are sent', async () => {
    const { status, sent } = await sendChunks({ length: null, token: tokenFor('ada') });
    expect([413, null]).toContain(status);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('refuses a body of 100 MB from an unauthenticated caller with 401 or a closed connection before 20 MB are sent', async () => {
    const { status, sent } = await sendChunks({ length: null, token: 'x' });
    expect([401, null]).toContain(status);
    expect(sent).toBeLessThan(20_000_000);
  });
});

/** Sends up to 100 MB in chunks and stops when the server answers or hangs up. */
function sendChunks(options: {
  length: number | null;
  token: string;
}): Promise<{ status: number | null; sent: number }> {
  return new Promise((resolve) => {
    let sent = 0;
    let status: number | null = null;
    let done = false;
    const end = () => {
      if (!done) resolve({ status, sent });
      done = true;
      request.destroy();
    };
    const request = httpRequest(
      `${edge.url}/graphql`,
      {
        method: 'POST',
        agent: new Agent({ keepAlive: false }),
        headers: {
          authorization: `Bearer ${options.token}`,
          'content-type': 'application/json',
          ...(options.length === null ? {} : { 'content-length': options.length }),
        },
      },
      (response) => {
        status = response.statusCode ?? null;
        response.resume();
        response.once('end', end);
      },
    );
    request.once('error', end);
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const pump = () => {
      if (done || sent >= 100_000_000) return;
      sent += chunk.length;
      if (request.write(chunk)) setImmediate(pump);
      else request.once('drain', pump);
    };
    pump();
  });
}

describe('slow and idle connections', () => {
  const sockets: Socket[] = [];
  afterAll(() => sockets.forEach((socket) => socket.destroy()));

  function open(bytes: string): Promise<{ socket: Socket; closed: Promise<string> }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(edge.url);
      const socket = connect(Number(port), hostname);
      sockets.push(socket);
      let received = '';
      socket.on('data', (data: Buffer) => void (received += data.toString()));
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.write(bytes);
        const closed = new Promise<string>((end) => void socket.once('close', () => end(received)));
        resolve({ socket, closed });
      });
    });
  }

  it('do not keep another caller from being answered with status 200, with 2,000 of them open', async () => {
    await Promise.all(Array.from({ length: 2_000 }, () => open('')));
    const answer = await post({ query: '{ hello }' });
    expect(answer).toMatchObject({ status: 200, codes: [] });
    expect(answer.cpuMs).toBeLessThan(1_000);
  });

  it('are closed with status 408 and REQUEST_TIMEOUT if they never finish sending their headers', async () => {
    const { closed } = await open('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
    expect(await closed).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/);
  });
});

describe('the number of requests per minute', () => {
  it('is limited per caller across all of the caller’s tokens (429 with Retry-After), while another caller is served', async () => {
    const limited = await startEdge('limits: { requestsPerMinute: 5 }');
    const send = async (token: string) => {
      const response = await fetch(`${limited.url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"query":"{ hello }"}',
      });
      await response.arrayBuffer();
      return response;
    };
    for (let count = 0; count < 5; count += 1) {
      expect((await send(tokenFor('ada', { jti: String(count) }))).status).toBe(200);
    }
    const refused = await send(tokenFor('ada', { jti: 'another' }));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await send(tokenFor('grace'))).status).toBe(200);
    await limited.close();
  });

  it('is limited to 60 per address for unauthenticated callers (then 429), while an authenticated caller from that address is served', async () => {
    const crowded = await startEdge();
    const send = async (authorization: string) => {
      const response = await fetch(`${crowded.url}/graphql`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{"query":"{ hello }"}',
      });
      await response.arrayBuffer();
      return response.status;
    };
    const statuses: number[] = [];
    for (let count = 0; count < 70; count += 1) statuses.push(await send('Bearer x.y.z'));
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(await send(`Bearer ${tokenFor('ada')}`)).toBe(200);
    await crowded.close();
  });
});
