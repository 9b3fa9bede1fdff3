import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { packageFile } from '../../schema/package-file.ts';
import { HEAD } from '../support/compose-subgraphs.ts';
import { codeBlocks } from './markdown.ts';

const file = 'docs/schema-authors.md';
const BLOCKS = codeBlocks({ file, text: readFileSync(packageFile(file), 'utf8') });

function snippet(mark: string): string {
  const [found, ...others] = BLOCKS.filter((block) => block.mark === mark);
  expect(others).toEqual([]);
  return found?.code ?? '';
}

const UNMARKED = `${HEAD}type Query { patient: Patient }\ntype Patient {\n  ssn: String\n}\n`;
const MARKED = UNMARKED.replace(
  'ssn: String',
  'ssn: String @phi(category: SSN) @role(anyOf: ["physician"])',
);

const folder = mkdtempSync(join(tmpdir(), 'phi-editor-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

write('gateway.yaml', 'authorization: { reach: { physician: all }, defaultRoles: [] }\n');
write('src/patients.graphql', UNMARKED);
write(
  'node_modules/.bin/phi-gateway',
  `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${packageFile('dist/gateway/cli/phi-gateway.js')}" "$@"\n`,
);
chmodSync(join(folder, 'node_modules/.bin/phi-gateway'), 0o755);

const SECONDS = 60_000;

const task = z.object({
  tasks: z.tuple([
    z.object({
      command: z.literal('npx'),
      args: z.array(z.union([z.string(), z.object({ value: z.string() })])),
      problemMatcher: z.object({
        pattern: z.object({
          regexp: z.string(),
          file: z.int(),
          line: z.int(),
          column: z.int(),
          severity: z.int(),
          message: z.int(),
          code: z.int(),
        }),
      }),
    }),
  ]),
});

describe('the VS Code task of the documentation', () => {
  it(
    'runs, and its problem matcher finds file, line, column, severity, message and code of each finding and of nothing else',
    () => {
      const [{ args, problemMatcher }] = task.parse(JSON.parse(snippet('task'))).tasks;
      const [program = '', ...words] = args.map((each) =>
        typeof each === 'string' ? each : each.value,
      );
      const bin = join(folder, 'node_modules/.bin', program);
      const { stdout, stderr } = spawnSync(bin, words, { cwd: folder, encoding: 'utf8' });
      expect(stderr).toBe('');
      const { regexp, ...groups } = problemMatcher.pattern;
      const lines = stdout.split('\n').filter(Boolean);
      const matches = lines.flatMap((line) => {
        const match = new RegExp(regexp).exec(line);
        return match
          ? [Object.fromEntries(Object.entries(groups).map(([name, at]) => [name, match[at]]))]
          : [];
      });
      const line = String(HEAD.split('\n').length + 2);
      const place = { file: 'src/patients.graphql', line, column: '3', severity: 'warning' };
      expect(matches).toEqual([
        { ...place, code: 'PHI_UNMARKED', message: expect.stringMatching(/^Patient\.ssn looks/) },
      ]);
      expect(lines.filter((each) => !new RegExp(regexp).test(each)).at(-1)).toBe(
        '1 subgraph: 0 errors, 1 warning, 0 suppressed',
      );
    },
    SECONDS,
  );
});

function git(...args: readonly string[]) {
  const { PATH = '' } = process.env;
  return spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  });
}

/** Whether a commit of what is staged passes the hook, and what the hook prints. */
function commit(): { readonly passes: boolean; readonly out: string } {
  const { status, stdout, stderr } = git('commit', '-qm', 'Change');
  return { passes: status === 0, out: `${stdout}${stderr}` };
}

describe('the Git hook of the documentation', () => {
  it(
    'refuses unmarked PHI as it is staged, passes once it is marked, and checks nothing if no schema is staged',
    () => {
      write('.githooks/pre-commit', snippet('hook'));
      chmodSync(join(folder, '.githooks/pre-commit'), 0o755);
      execFileSync('git', ['init', '-q'], { cwd: folder });
      git('config', 'core.hooksPath', '.githooks');

      write('README.md', 'Patients.');
      git('add', 'README.md');
      expect(commit()).toEqual({ passes: true, out: '' });

      git('add', 'src', 'gateway.yaml');
      // Only what is staged counts.
      write('src/patients.graphql', MARKED);
      const refused = commit();
      expect(refused.passes).toBe(false);
      expect(refused.out).toMatch(
        /^src\/patients\.graphql:\d+:3: warning: Patient\.ssn looks like PHI .* \[PHI_UNMARKED\]\nnote: Read as patients: Patient\. .*\n1 subgraph: 0 errors, 1 warning, 0 suppressed\n$/,
      );

      git('add', 'src');
      write('src/patients.graphql', UNMARKED);
      expect(commit()).toEqual({
        passes: true,
        out: expect.stringMatching(/1 subgraph: 0 errors, 0 warnings, 0 suppressed\n$/),
      });
    },
    SECONDS,
  );
});
