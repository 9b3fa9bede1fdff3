import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
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

/** Node.js refuses a flag that it does not know, here in this process's version. */
const NODE_FLAG = '--max-semi-space-size=32';

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
    const [node, flag, program, ...words] = (UNIT.get('ExecStart') ?? '').split(' ');
    expect([node, flag, program]).toEqual(['/usr/bin/node', NODE_FLAG, PROGRAM]);
    expect(execFileSync(process.execPath, [NODE_FLAG, '-p', '1'], { encoding: 'utf8' })).toBe(
      '1\n',
    );
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
    expect(words('ENTRYPOINT')).toEqual(['node', NODE_FLAG, PROGRAM]);
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
      metadata: z.object({ labels: z.object({ app: z.string() }) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.looseObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.number(),
          fsGroupChangePolicy: z.literal('OnRootMismatch'),
        }),
        initContainers: z
          .array(z.object({ volumeMounts: z.array(z.object({ name: z.string() })) }))
          .default([]),
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

const POLICY = z.object({
  spec: z.object({
    podSelector: z.object({ matchLabels: z.object({ app: z.string() }) }),
    policyTypes: z.tuple([z.literal('Ingress')]),
    ingress: z.array(
      z.object({
        from: z.tuple([z.object({ namespaceSelector: z.looseObject({}) })]),
        ports: z.tuple([z.object({ protocol: z.literal('TCP'), port: z.number() })]),
      }),
    ),
  }),
});

/** The documents of a manifest by their kind. */
function documentsOf(file: string): ReadonlyMap<string, unknown> {
  const documents = parseAllDocuments(read(file), { version: '1.1' });
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  return new Map(
    documents.map((each) => {
      const document: unknown = each.toJSON();
      return [z.looseObject({ kind: z.string() }).parse(document).kind, document];
    }),
  );
}

describe.each([
  ['kubernetes.yaml', 1, ['Service', 'NetworkPolicy', 'StatefulSet']],
  [
    'kubernetes-postgres.yaml',
    2,
    ['Service', 'NetworkPolicy', 'PodDisruptionBudget', 'StatefulSet'],
  ],
])('the Kubernetes manifest deploy/%s', (file, replicas, kinds) => {
  const documents = documentsOf(file);
  const { spec } = STATEFUL_SET.parse(documents.get('StatefulSet'));
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it('is YAML with pods that run without root, capabilities and a writable root file system', () => {
    expect([...documents.keys()]).toEqual(kinds);
    expect([spec.replicas, pod.securityContext.runAsUser]).toEqual([replicas, 1000]);
  });

  it('lets other pods in at the ports of requests and of metrics alone', () => {
    const { podSelector, ingress } = POLICY.parse(documents.get('NetworkPolicy')).spec;
    expect(podSelector.matchLabels).toEqual(spec.template.metadata.labels);
    const open = ingress.map(({ ports: [{ port }] }) => port);
    expect(open).toEqual(container.ports.map(({ containerPort }) => containerPort));
    const config = configSchema('/').shape.server.parse({ metrics: {} });
    expect(open).toEqual([CONFIG.server.port, config.metrics?.port]);
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

  it('keeps what the gateway writes on two persistent volumes, and mounts only volumes that it declares', () => {
    const claims = spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
    const persistent = container.volumeMounts.filter(({ name }) => claims.includes(name));
    expect(persistent.map(({ mountPath }) => mountPath)).toEqual(WRITTEN);
    const declared = [...claims, ...pod.volumes.map(({ name }) => name)];
    const mounts = [
      ...container.volumeMounts,
      ...pod.initContainers.flatMap((each) => each.volumeMounts),
    ];
    expect([...new Set(mounts.map(({ name }) => name))].toSorted()).toEqual(declared.toSorted());
  });
});

describe('the configuration of several gateways in deploy/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-deploy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const text = read('gateway-postgres.yaml');
  const parsed = z.looseObject({ audit: z.unknown() }).parse(parseYaml(text));

  it('differs from that of one gateway in its ledger only', () => {
    expect({ ...parsed, audit: null }).toEqual({
      ...z.looseObject({}).parse(parseYaml(read('gateway.yaml'))),
      audit: null,
    });
  });

  it('keeps key and guard in the folders of the volumes', () => {
    const { key, guard } = z.object({ key: z.string(), guard: z.string() }).parse(parsed.audit);
    expect([key, guard].map((file) => dirname(file))).toEqual(WRITTEN);
  });

  it.each([
    ['as it is', text],
    ['with the lines for further gateways', text.replaceAll(/# (?=enroll:|checkpoint:)/gu, '')],
  ])('loads %s', (_what, yaml) => {
    const config = join(folder, 'gateway.yaml');
    writeFileSync(config, yaml);
    const { audit } = loadConfig(
      { config, subgraph: [], subgraphSdl: [], reach: [] },
      {
        PSEUDONYM_KEY: 'dGhlIGtleSBvZiBhIHRlc3QsIGFuZCBub3Qgb25lIHRvIHVzZQ==',
        AUDIT_PASSWORD: 'secret',
      },
    );
    expect(audit.location).toMatchObject({ kind: 'postgres', server: { password: 'secret' } });
    expect(audit.enroll).toHaveLength(yaml === text ? 0 : 1);
  });

  it('gets each variable that it names from the manifest', () => {
    const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const manifest = read('kubernetes-postgres.yaml');
    expect(names.filter((name) => !new RegExp(`name: ${name}\\b`).test(manifest))).toEqual([]);
  });
});
