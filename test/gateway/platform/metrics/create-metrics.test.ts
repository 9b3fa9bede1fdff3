import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../../gateway/platform/metrics/create-metrics.ts';

const lag = { records: 0, seconds: 0 };

async function printed(certificateEnds: ReadonlyMap<string, number>): Promise<string> {
  const { print } = createMetrics({
    ledger: () => ({
      isReady: true,
      size: 0,
      queued: 0,
      guard: lag,
      witnesses: { ...lag, size: 0 },
      arrivals: { witnesses: [], sinks: [] },
    }),
    otherProcesses: async () => [],
    stopsAge: () => null,
    certificateEnds: () => certificateEnds,
    now: () => 2_000,
    dependencyStates: { list: () => [] },
  });
  const { text } = await print();
  return text;
}

describe('the metric of certificates', () => {
  it('is the seconds until each certificate expires, negative afterwards, by the setting of its file', async () => {
    const ends = new Map([
      ['server.tls.cert', 5_000],
      ['audit.ca', 1_000],
    ]);
    const text = await printed(ends);
    expect(text).toContain(
      '\nphi_gateway_certificate_expiry_seconds{setting="server.tls.cert"} 3\n',
    );
    expect(text).toContain('\nphi_gateway_certificate_expiry_seconds{setting="audit.ca"} -1\n');
  });

  it('has no sample without certificates', async () => {
    expect(await printed(new Map())).not.toMatch(/^phi_gateway_certificate_expiry_seconds/m);
  });
});
