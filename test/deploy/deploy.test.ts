import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../../gateway/config/config-schema.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { packageFile } from '../../schema/package-file.ts';
import { commandProblem } from '../docs/shell-commands.ts';

const read = (file: string): string => readFileSync(packageFile(`deploy/${file}`), 'utf8');

const PROGRAM = 'dist/gateway/cli/phi-gateway.js';

/** What the manifests have to fit. */
const CONFIG = z
  .object({
    server: z.object({
      port: z.number(),
      pauseSeconds: z.number(),
      shutdownSeconds: z.number(),
    }),
    audit: z.object({ db: z.string(), guard: z.string() }),
  })
  .parse(parseYaml(read('gateway.yaml')));

const STOP_SECONDS = CONFIG.server.pauseSeconds + CONFIG.server.shutdownSeconds;

/** The folders that a gateway writes to. */
const WRITTEN = [CONFIG.audit.db, CONFIG.audit.guard].map((file) => dirname(file));

describe('the configuration in deploy/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-deploy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('loads with a pseudonym key in the environment, and its metrics are on loopback unless METRICS_HOST says otherwise', () => {
    const config = join(folder, 'gateway.yaml');
    writeFileSync(config, read('gateway.yaml'));
    const load = (environment: Record<string, string>) =>
      loadConfig(
        { config, subgraph: [], subgraphSdl: [], reach: [] },
        { PSEUDONYM_KEY: 'dGhlIGtleSBvZiBhIHRlc3QsIGFuZCBub3Qgb25lIHRvIHVzZQ==', ...environment },
      ).server.metrics?.host;
    expect(load({})).toBe('127.0.0.1');
    expect(load({ METRICS_HOST: '0.0.0.0' })).toBe('0.0.0.0');
  });

  it('has the default time-outs of a stop', () => {
    const section = configSchema('/').shape.server.parse({});
    expect([section.pauseSeconds, section.shutdownSeconds]).toEqual([
      CONFIG.server.pauseSeconds,
      CONFIG.server.shutdownSeconds,
    ]);
  });
});

/** The settings of a systemd unit; the last one of a name counts. */
const UNIT = new Map(
  [...read('phi-gateway.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);

describe('the systemd unit in deploy/', () => {
  it('runs a program, a command and flags that exist', async () => {
    const [node, program, ...words] = (UNIT.get('ExecStart') ?? '').split(' ');
    expect([node, program]).toEqual(['/usr/bin/node', PROGRAM]);
    expect(existsSync(packageFile(PROGRAM))).toBe(true);
    expect(await commandProblem(words)).toBeNull();
  });

  it('gives the gateway more time to stop than the configuration lets it take', () => {
    expect(Number(UNIT.get('TimeoutStopSec'))).toBeGreaterThan(STOP_SECONDS);
  });

  it('creates the folders of the ledger and of its guard, for its own user alone', () => {
    const folders = (UNIT.get('StateDirectory') ?? '').split(' ').map((name) => `/var/lib/${name}`);
    expect(folders).toEqual(WRITTEN);
    expect([UNIT.get('User'), UNIT.get('StateDirectoryMode'), UNIT.get('UMask')]).toEqual([
      'phi-gateway',
      '0700',
      '0077',
    ]);
  });

  it('allows the system calls with which V8 protects compiled code, which @system-service lacks', () => {
    expect(UNIT.get('SystemCallFilter')).toBe('@system-service @pkey');
    expect(UNIT.has('MemoryDenyWriteExecute')).toBe(false);
  });
});

const VERIFIED = spawnSync(
  'systemd-analyze',
  ['verify', '--man=no', packageFile('deploy/phi-gateway.service')],
  { encoding: 'utf8' },
);

(VERIFIED.error === undefined ? describe : describe.skip)('systemd-analyze', () => {
  it('accepts the unit in deploy/', () => {
    // It names units of the machine too, which may have its Node.js elsewhere.
    const lines = VERIFIED.stderr.split('\n').filter((line) => line.includes('phi-gateway'));
    expect(lines.filter((line) => !line.includes('not executable'))).toEqual([]);
  });
});

describe('the Dockerfile in deploy/', () => {
  const lines = read('Dockerfile').split('\n');
  const valueOf = (instruction: string): string =>
    lines.findLast((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ??
    '';
  const words = (instruction: string) =>
    z.array(z.string()).parse(JSON.parse(valueOf(instruction)));

  it('runs a program, a command and flags that exist, as a user that is not root', async () => {
    expect(words('ENTRYPOINT')).toEqual(['node', PROGRAM]);
    expect(await commandProblem(words('CMD'))).toBeNull();
    expect(valueOf('USER')).toBe('1000:1000');
  });

  it('has the port and the volumes of the configuration', () => {
    expect(valueOf('EXPOSE').split(' ')).toContain(String(CONFIG.server.port));
    expect(words('VOLUME')).toEqual(WRITTEN);
  });

  it('builds and runs on the same line of Node.js, one that npm run smoke tests', () => {
    const images = lines.filter((line) => line.startsWith('FROM '));
    const versions = new Set(images.map((line) => /node:(\d+)-/.exec(line)?.[1]));
    expect(images).toHaveLength(2);
    expect([...versions]).toEqual(['24']);
    expect(readFileSync(packageFile('test/smoke/node-lines.sh'), 'utf8')).toMatch(
      /^RELEASE_LINE=24$/m,
    );
    expect(readFileSync(packageFile('package.json'), 'utf8')).toContain('node-lines.sh 22 24 26');
  });
});

const PROBE = z.object({
  httpGet: z.object({ path: z.string(), port: z.literal('https'), scheme: z.literal('HTTPS') }),
});

const STATEFUL_SET = z.object({
  kind: z.literal('StatefulSet'),
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.looseObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.number(),
          fsGroupChangePolicy: z.literal('OnRootMismatch'),
        }),
        containers: z.tuple([
          z.object({
            ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
            startupProbe: PROBE,
            livenessProbe: PROBE,
            readinessProbe: PROBE,
            securityContext: z.object({
              allowPrivilegeEscalation: z.literal(false),
              readOnlyRootFilesystem: z.literal(true),
              capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
            }),
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
  }),
});

describe('the Kubernetes manifest in deploy/', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'), { version: '1.1' });
  const { spec } = STATEFUL_SET.parse(documents[1]?.toJSON());
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it('is YAML with a service and one pod that runs without root, capabilities and a writable root file system', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(
      documents.map((each) => z.looseObject({ kind: z.string() }).parse(each.toJSON()).kind),
    ).toEqual(['Service', 'StatefulSet']);
    expect([spec.replicas, pod.securityContext.runAsUser]).toEqual([1, 1000]);
  });

  it('probes the addresses of health checks at the port of the configuration', () => {
    const { startupProbe, livenessProbe, readinessProbe, ports } = container;
    expect(
      [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path),
    ).toEqual(['/health/live', '/health/live', '/health/ready']);
    expect(ports.find(({ name }) => name === 'https')?.containerPort).toBe(CONFIG.server.port);
  });

  it('gives the gateway more time to stop than the configuration lets it take', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(STOP_SECONDS);
  });

  it('keeps ledger and guard on two persistent volumes, and mounts only volumes that it declares', () => {
    const claims = spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
    const persistent = container.volumeMounts.filter(({ name }) => claims.includes(name));
    expect(persistent.map(({ mountPath }) => mountPath)).toEqual(WRITTEN);
    const declared = [...claims, ...pod.volumes.map(({ name }) => name)];
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(declared.toSorted());
  });
});
