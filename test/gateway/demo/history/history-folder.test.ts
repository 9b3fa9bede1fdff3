import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adoptHistory,
  hasNoLedger,
  historyFolder,
  historyLedger,
  makeHistoryFolder,
  settleHistory,
} from '../../../../gateway/demo/history/history-folder.ts';
import { demoSettings, ledgerFile } from '../../../../gateway/demo/settings.ts';
import type { DemoSettings } from '../../../../gateway/demo/settings.ts';

let settings: DemoSettings;
beforeEach(() => {
  const ports = { port: null, identityPort: null, subgraphPort: null };
  const folder = mkdtempSync(join(tmpdir(), 'phi-history-'));
  settings = { ...demoSettings({ ...ports, history: 1 }, {}), folder };
});
afterEach(() => {
  rmSync(settings.folder, { recursive: true });
});

const PARTS = ['.key', '.guard', ''];

/** Leaves a played history that is not marked as whole. */
function play() {
  makeHistoryFolder(settings);
  for (const part of PARTS) writeFileSync(`${historyLedger(settings)}${part}`, `played${part}`);
}

function inPlace() {
  const path = ledgerFile(settings);
  return PARTS.map((part) =>
    existsSync(`${path}${part}`) ? readFileSync(`${path}${part}`, 'utf8') : null,
  );
}

const PLAYED = ['played.key', 'played.guard', 'played'];

describe('the folder in which the demo history is written', () => {
  it('is removed after its finished ledger, key and guard file have been moved into place', () => {
    play();
    adoptHistory(settings);
    expect(inPlace()).toEqual(PLAYED);
    expect(existsSync(historyFolder(settings))).toBe(false);
    expect(settleHistory(settings)).toBe('none');
  });

  it('is removed by the next start if the history was not finished', () => {
    play();
    expect(settleHistory(settings)).toBe('removed');
    expect(existsSync(historyFolder(settings))).toBe(false);
    expect(inPlace()).toEqual([null, null, null]);
    expect(hasNoLedger(settings)).toBe(true);
  });

  it.each([0, 1, 2, 3])(
    'has its files moved into place and is removed by the next start if the move stopped after %s of 3 files',
    (moves) => {
      play();
      writeFileSync(join(historyFolder(settings), 'whole'), '');
      for (const part of PARTS.slice(0, moves)) {
        writeFileSync(`${ledgerFile(settings)}${part}`, `played${part}`);
        rmSync(`${historyLedger(settings)}${part}`);
      }
      expect(settleHistory(settings)).toBe('put in place');
      expect(inPlace()).toEqual(PLAYED);
      expect(existsSync(historyFolder(settings))).toBe(false);
    },
  );

  it('is not moved over a ledger that was created meanwhile: the move fails with an error', () => {
    play();
    mkdirSync(settings.folder, { recursive: true });
    writeFileSync(ledgerFile(settings), 'another');
    expect(() => adoptHistory(settings)).toThrow('appeared while sample traffic');
    expect(inPlace()).toEqual([null, null, 'another']);
  });

  it.each(PARTS)(
    'is not needed if a file with the name of the demo\'s ledger and the suffix "%s" exists',
    (part) => {
      writeFileSync(`${ledgerFile(settings)}${part}`, '');
      expect(hasNoLedger(settings)).toBe(false);
    },
  );
});
