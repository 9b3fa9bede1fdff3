import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';
import { writeLedger, type Timed } from './write-ledger.ts';

/*
 * How long a ledger takes to verify, and how much memory: 1,000,000 leaves, twenty to a batch and one to a batch.
 * IDENTITY=committed for leaves that commit to ids, OBJECTS=1 for the objects of each.
 * npm run -s build && node dist/test/bench/audit-verification.js [leaves] [leaves per batch]
 */

const isCommitted = process.env['IDENTITY'] === 'committed';
const OBJECTS = Number(process.env['OBJECTS'] ?? 1);

const [leaves = '1000000', ...sizes] = process.argv.slice(2);
for (const perBatch of sizes.length > 0 ? sizes : ['20', '1']) {
  const directory = mkdtempSync(join(tmpdir(), 'verification-'));
  try {
    await measure(join(directory, 'audit.db'), Number(leaves), Number(perBatch));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function measure(path: string, count: number, perBatch: number): Promise<void> {
  const { origin } = ledgerOptions('');
  const publicKey = writeLedger(path, origin, accesses(count - 1), { perBatch, isCommitted });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { result, covered, findings } = await verifyLedger({
    location: { kind: 'sqlite', path },
    publicKey,
    anchors: [],
    witnesses: [],
    guardPath: `${path}.guard`,
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const used = process.cpuUsage(cpu);
  if (result !== 'PASS') throw new Error(`The ledger has to pass: ${JSON.stringify(findings)}`);
  process.stdout.write(
    `${covered} leaves, ${perBatch} to a batch (${Math.round(statSync(path).size / 1e6)} MB): ` +
      `${seconds.toFixed(1)} s, CPU ${((used.user + used.system) / 1e6).toFixed(1)} s, peak ${Math.round(peak / 2 ** 20)} MB\n`,
  );
}

/** Records of accesses, ten milliseconds apart. */
function* accesses(count: number): Iterable<Timed> {
  const since = Date.UTC(2026, 0, 1);
  for (let index = 0; index < count; index += 1)
    yield { at: since + 10 * index, record: accessRecord(patients(index)) };
}

function patients(from: number): string[] {
  return Array.from({ length: OBJECTS }, (_, index) => `patient-${from + index}`);
}
