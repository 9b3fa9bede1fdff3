import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

const CONFIG =
  'authorization: { reach: { physician: all }, defaultRoles: [] }\nlint: { vocabulary: [words.yaml] }\n';
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

write('gateway.yaml', CONFIG);
write('words.yaml', 'technical: [mandant]\n');
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
        // With `autoDetect`, VS Code looks up each file and drops findings that are still pending when the task ends.
        fileLocation: z.tuple([z.literal('relative'), z.literal('${workspaceFolder}')]),
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

/** What the problem matcher finds in the output of the task, and the lines in which it finds nothing. */
function runTask() {
  const [{ command, args, problemMatcher }] = task.parse(JSON.parse(snippet('task'))).tasks;
  const words = args.map((each) => (typeof each === 'string' ? each : each.value));
  const { stdout, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8' });
  const { regexp, ...groups } = problemMatcher.pattern;
  const lines = `${stderr}${stdout}`.split('\n').filter(Boolean);
  const found = lines.map((line) => {
    const match = new RegExp(regexp).exec(line);
    return (
      match && Object.fromEntries(Object.entries(groups).map(([name, at]) => [name, match[at]]))
    );
  });
  return {
    problems: found.filter((each) => each !== null),
    others: lines.filter((_line, index) => found[index] === null),
  };
}

describe('the VS Code task of the documentation', () => {
  it(
    'runs, and its problem matcher finds file, line, column, severity, message and code of each finding and of nothing else',
    () => {
      const { problems, others } = runTask();
      const line = String(HEAD.split('\n').length + 2);
      const place = { file: 'src/patients.graphql', line, column: '3', severity: 'warning' };
      expect(problems).toEqual([
        { ...place, code: 'PHI_UNMARKED', message: expect.stringMatching(/^Patient\.ssn looks/) },
      ]);
      expect(others.at(-1)).toBe('1 subgraph: 0 errors, 1 warning, 0 suppressed');
    },
    SECONDS,
  );

  it(
    'shows errors in the configuration and errors about the whole graph',
    () => {
      write('gateway.yaml', '# Roles\nautorization: { reach: { physician: all } }\n');
      expect(runTask()).toMatchObject({
        problems: [{ file: 'gateway.yaml', line: '2', severity: 'error', code: 'CONFIGURATION' }],
        others: [],
      });
      write('gateway.yaml', CONFIG);
      write('src/patients.graphql', 'type Patient { ssn: String }\n');
      expect(runTask().problems).toMatchObject([
        { file: 'src/patients.graphql', line: '1', severity: 'error', code: 'COMPOSITION' },
        { file: 'src/patients.graphql', line: '1', severity: 'warning', code: 'PHI_UNMARKED' },
      ]);
      write('src/patients.graphql', UNMARKED);
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

      git('add', 'src', 'gateway.yaml', 'words.yaml');
      // Only what is staged counts.
      write('src/patients.graphql', MARKED);
      const refused = commit();
      expect(refused.passes).toBe(false);
      expect(refused.out).toMatch(
        /^src\/patients\.graphql:\d+:3: warning: Patient\.ssn looks like PHI .* \[PHI_UNMARKED\]\nnote: Read as patients: Patient\. .*\n1 subgraph: 0 errors, 1 warning, 0 suppressed\nCommit refused: .*\n$/,
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

  it(
    'refuses a wrong configuration, unmarked PHI in a schema with another ending, and any commit without the command',
    () => {
      const refused = expect.stringContaining('Commit refused: ');
      write('gateway.yaml', 'autorization: {}\n');
      git('add', 'gateway.yaml');
      const wrong = commit();
      expect(wrong).toEqual({ passes: false, out: refused });
      expect(wrong.out).toContain('gateway.yaml:1:1: error: ');
      write('gateway.yaml', CONFIG);
      git('add', 'gateway.yaml');

      write('.githooks/pre-commit', snippet('hook').replace('src/**/*.graphql', 'src'));
      for (const ending of ['graphqls', 'gql', 'gqls']) {
        const schema = `src/more.${ending}`;
        write(schema, 'type Contact { ssn: String }\n');
        git('add', schema);
        const { passes, out } = commit();
        expect([passes, out]).toEqual([false, refused]);
        expect(out).toContain(`${schema}:1:16: warning: Contact.ssn looks like PHI`);
        git('rm', '-qf', schema);
      }

      write('src/patients.graphql', `${MARKED}# More.\n`);
      git('add', 'src');
      const command = join(folder, 'node_modules/.bin/phi-gateway');
      renameSync(command, `${command}.away`);
      expect(commit()).toEqual({ passes: false, out: refused });
      renameSync(`${command}.away`, command);
      expect(commit().passes).toBe(true);
      write('.githooks/pre-commit', snippet('hook'));
      write('src/patients.graphql', UNMARKED);
    },
    SECONDS,
  );

  it(
    'refuses a merge that brings unmarked PHI, as pre-merge-commit',
    () => {
      write('.githooks/pre-merge-commit', snippet('hook'));
      chmodSync(join(folder, '.githooks/pre-merge-commit'), 0o755);
      git('checkout', '-q', '-b', 'other');
      git('commit', '-qam', 'Remove marks', '--no-verify');
      git('checkout', '-q', '-');
      const merged = git('merge', '--no-ff', '--no-edit', 'other');
      expect(merged.status).toBe(1);
      expect(merged.stderr).toContain('Commit refused: ');
    },
    SECONDS,
  );
});
