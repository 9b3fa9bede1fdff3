import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import type { DemoPeople } from '../find-people.ts';
import { demoFolder, type DemoSettings } from '../settings.ts';
import type { DemoPart } from '../start-part.ts';
import { gatewayConfig } from '../write-gateway-config.ts';
import { TRAFFIC_DAYS, daysBefore } from './calendar.ts';
import { findHospital } from './find-hospital.ts';
import { adoptHistory, historyFolder, historyLedger, makeHistoryFolder } from './history-folder.ts';
import { planTraffic } from './plan-traffic.ts';
import { sendRequests } from './send-requests.ts';
import { createTokenSigner, type DemoIssuer } from './sign-token.ts';
import { startHistoryGateway, type HistoryGateway } from './start-history-gateway.ts';
import { DAY_MS } from '../../platform/durations.ts';

/** The running parts of the demo that sample traffic needs. */
export interface TrafficDependencies {
  readonly people: DemoPeople;
  /** Signs the bearer tokens of requests to subgraphs, as the gateway does. */
  readonly signRequestToken: SignRequestToken;
  readonly tokenIssuer: DemoIssuer;
  /** Number of requests. */
  readonly requests: number;
  /** Called with each process that it starts, so that the demo can stop it. */
  readonly onPart: (part: DemoPart) => void;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends the traffic of the fourteen days before today to a gateway whose clock is set to them. Its records become the
 * demo's ledger, which moves into place only when it is complete; the next start removes an incomplete one.
 * Returns the gateway, which has closed that ledger and can serve the demo.
 *
 * @throws StartError if the traffic fails; the signal's reason once that is aborted.
 */
export async function recordTraffic(
  settings: DemoSettings,
  { people, signRequestToken, tokenIssuer, requests, onPart, print, signal }: TrafficDependencies,
): Promise<HistoryGateway> {
  const days = daysBefore(Date.now());
  const [from = 0] = days;
  const end = from + TRAFFIC_DAYS * DAY_MS;
  // If the demo is stopping, start no further process.
  signal.throwIfAborted();
  makeHistoryFolder(settings);
  const gateway = startHistoryGateway(
    { config: writeHistoryConfig(settings, tokenIssuer), from },
    { logFolder: demoFolder(settings), onLine: print },
  );
  onPart(gateway.part);
  // Meanwhile the gateway starts.
  const hospital = await findHospital(settings, signRequestToken);
  const planned = planTraffic({ hospital, people, days, requests });
  const total = planned.length.toLocaleString('en-US');
  const step = Math.ceil(planned.length / STEPS);
  print(
    `recording two weeks of sample traffic, by a gateway whose clock is set: ${total} requests`,
  );
  await sendRequests(planned, {
    gateway,
    tokenFor: createTokenSigner(tokenIssuer),
    onDone: (done) => {
      if (done % step === 0 && done < planned.length)
        print(`recording sample traffic … ${done.toLocaleString('en-US')} of ${total}`);
    },
    signal,
  });
  await gateway.advanceTo(end);
  await gateway.finish();
  signal.throwIfAborted();
  adoptHistory(settings);
  print('the sample traffic is in the ledger, which says that its clock was set');
  return gateway;
}

/** Number of progress lines. */
const STEPS = 4;

/**
 * The demo's configuration with the ledger of the sample traffic, a port of its own, and an hourly heartbeat, since
 * nights are long. Rate limits and deadlines follow the machine's clock, which isn't set, so they are wide.
 */
function writeHistoryConfig(
  settings: DemoSettings,
  identity: { readonly issuer: string; readonly audience: string },
): string {
  const config = gatewayConfig(settings, identity);
  const history = {
    ...config,
    server: { host: '127.0.0.1', port: 0, trustedProxies: ['127.0.0.1'] },
    limits: { requestsPerMinute: 1_000_000 },
    audit: { db: historyLedger(settings), heartbeatMs: 3_600_000, deadlineMs: 60_000 },
    // Without facts about people: the review of the sample traffic needs none.
    admin: { roles: config.admin.roles, everyMs: 100, unusual: config.admin.unusual },
  };
  const file = join(historyFolder(settings), 'gateway.yaml');
  writeFileSync(file, stringify(history), { mode: 0o600 });
  return file;
}
