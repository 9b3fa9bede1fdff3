/** Asks a running demo as the smoke test of a line of Node.js does: `ask-demo.js GATEWAY PHYSICIAN BILLING`. */
import { strict as assert } from 'node:assert';
import { z } from 'zod';

/** Enough work for several garbage collections in the threads of the gateway. */
const REQUESTS = 300;

/** Each asks twice. A gateway that has fewer than 16 operations under way refuses none, however slow its machine is. */
const PAIRS_AT_ONCE = 7;

const ANSWER = z.object({
  data: z.object({
    patients: z.array(z.object({ id: z.string(), ssn: z.string().nullable() })).min(1),
  }),
});

const [gateway = '', physician = '', billing = ''] = process.argv.slice(2);

await askBoth();
for (let sent = 0; sent < REQUESTS; sent += 2 * PAIRS_AT_ONCE) {
  await Promise.all(Array.from({ length: PAIRS_AT_ONCE }, askBoth));
}
await openConsole();

/** One field, two views: its last four digits for a physician, all of it for billing. */
async function askBoth(): Promise<void> {
  const [short, full] = await Promise.all([askForSsn(physician), askForSsn(billing)]);
  assert.match(short, /^\d{4}$/);
  assert.match(full, /^\d{3}-\d{2}-\d{4}$/);
}

async function askForSsn(token: string): Promise<string> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ patients(first: 1) { id ssn } }' }),
  });
  const body = await response.text();
  assert.equal(response.status, 200, body);
  const { data } = ANSWER.parse(JSON.parse(body));
  return data.patients[0]?.ssn ?? '';
}

/** The console's page, and each script and style that it names. */
async function openConsole(): Promise<void> {
  const page = await fetch(`${gateway}/admin/`);
  assert.equal(page.status, 200);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(
    ([, file = '']) => file,
  );
  assert.ok(files.length > 0, 'the page names no script');
  for (const file of files) {
    const response = await fetch(new URL(file, page.url));
    assert.equal(response.status, 200, file);
    await response.arrayBuffer();
  }
}
