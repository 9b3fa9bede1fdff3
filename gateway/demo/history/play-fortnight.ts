import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import type { DemoPeople } from '../find-people.ts';
import { demoFolder, type DemoSettings } from '../settings.ts';
import type { Part } from '../start-part.ts';
import { gatewayConfig } from '../write-gateway-config.ts';
import { DAY_MS, FORTNIGHT_DAYS, fortnightBefore } from './calendar.ts';
import { findHospital } from './find-hospital.ts';
import { adoptHistory, historyFolder, historyLedger, makeHistoryFolder } from './history-folder.ts';
import { planFortnight } from './plan-fortnight.ts';
import { playMoments } from './play-moments.ts';
import { createTokens, type TokenSigner } from './sign-token.ts';
import { startHistoryGateway, type HistoryGateway } from './start-history-gateway.ts';

/** What a fortnight is played with: the demo's other parts, which run by now. */
export interface FortnightSurroundings {
  readonly people: DemoPeople;
  /** How the subgraphs know the gateway. */
  readonly sign: SignRequest;
  readonly tokens: TokenSigner;
  /** How many requests there are. */
  readonly requests: number;
  /** Told of the process that it takes, for whoever stops them all. */
  readonly onPart: (part: Part) => void;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Plays the fourteen days before today to a gateway of its own, whose clock is set to them: people of the data
 * ask over HTTP, and what that gateway records becomes the demo's ledger, to which the demo's own gateway adds.
 * It is put in place whole, or not at all: what is interrupted stays in its folder for the next start to remove.
 * Returns the gateway, which has closed that ledger and can serve the demo.
 *
 * @throws StartError where it can't be played; the signal's reason once that is aborted.
 */
export async function playFortnight(
  settings: DemoSettings,
  { people, sign, tokens, requests, onPart, say, signal }: FortnightSurroundings,
): Promise<HistoryGateway> {
  const days = fortnightBefore(Date.now());
  const [from = 0] = days;
  const end = from + FORTNIGHT_DAYS * DAY_MS;
  // Whoever is stopping the parts by now would not hear of another.
  signal.throwIfAborted();
  makeHistoryFolder(settings);
  const gateway = startHistoryGateway(
    { config: writeHistoryConfig(settings, tokens), from },
    { logFolder: demoFolder(settings.folder), onLine: say },
  );
  onPart(gateway.part);
  // Meanwhile the gateway starts.
  const hospital = await findHospital(settings, sign);
  const moments = planFortnight({ hospital, people, days, requests });
  const total = moments.length.toLocaleString('en-US');
  const step = Math.ceil(moments.length / STEPS);
  say(`seeding a fortnight of accesses, by a gateway whose clock is set: ${total} requests`);
  await playMoments(moments, {
    gateway,
    tokenFor: createTokens(tokens),
    onDone: (done) => {
      if (done % step === 0 && done < moments.length)
        say(`seeding a fortnight of accesses … ${done.toLocaleString('en-US')} of ${total}`);
    },
    signal,
  });
  await gateway.advanceTo(end);
  await gateway.finish();
  signal.throwIfAborted();
  adoptHistory(settings);
  say('a fortnight of accesses is on the record, which says that its clock was set');
  return gateway;
}

/** How often progress is told. */
const STEPS = 4;

/**
 * The demo's gateway, but that its ledger is the fortnight's, that nobody finds it, and that it gives a sign of
 * life each hour, since nights are long. Who reads how fast, and how slow the disk is, are the machine's, whose
 * clock isn't set.
 */
function writeHistoryConfig(
  settings: DemoSettings,
  identity: { readonly issuer: string; readonly audience: string },
): string {
  const config = gatewayConfig(settings, identity);
  const history = {
    ...config,
    server: { host: '127.0.0.1', port: 0 },
    limits: { requestsPerMinute: 1_000_000 },
    audit: { db: historyLedger(settings), heartbeatMs: 3_600_000, deadlineMs: 60_000 },
    admin: { roles: config.admin.roles },
  };
  const file = join(historyFolder(settings), 'gateway.yaml');
  writeFileSync(file, stringify(history), { mode: 0o600 });
  return file;
}
