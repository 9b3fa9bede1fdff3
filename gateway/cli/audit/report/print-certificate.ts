import { existsSync } from 'node:fs';
import { fileFault } from '../../../audit/store/files/file-fault.ts';
import { replaceFile } from '../../../audit/store/files/replace-file.ts';
import { printLocation, type ReadableLocation } from '../../../audit/store/ledger-location.ts';
import type { Verdict } from '../../../audit/verify/verdict.ts';
import { verifyLedger, allCores } from '../../../audit/verify/verify-ledger.ts';
import { StartError } from '../../../platform/errors.ts';
import { writeCertificate } from '../../../reports/formats/write-certificate.ts';
import { readVersion } from '../../../platform/process/package-manifest.ts';
import { setExitCode } from '../set-exit-code.ts';
import { printVerdict } from '../print-verdict.ts';
import { defaultGuard } from '../tool-flags.ts';
import { createProgress } from '../../progress.ts';

/** Throws a `StartError` if the file exists: a certificate never replaces another. */
export function assertNew(path: string): void {
  if (existsSync(path)) throw new StartError([`${path} exists. Choose another name.`]);
}

/** Verifies a ledger by the files next to it, and writes the verdict to stdout; `html` writes its certificate. */
export async function printCertificate(location: ReadableLocation, format: string): Promise<void> {
  const guardPath = defaultGuard(location);
  const options = { location, publicKey: null, anchors: [], witnesses: [], guardPath };
  const progress = createProgress('verifying');
  const verdict = await verifyLedger(options, allCores(), (done, total) => {
    progress.show(done, total);
  }).finally(() => {
    progress.stop();
  });
  const issued = { at: Date.now(), version: readVersion(), location: printLocation(location) };
  process.stdout.write(
    format === 'html'
      ? writeCertificate(verdict, issued)
      : printVerdict(verdict, format === 'json' ? 'json' : 'text'),
  );
  setExitCode(verdict);
}

/** Writes the certificate of a verification. */
export function saveCertificate(path: string, verdict: Verdict, location: ReadableLocation): void {
  const issued = { at: Date.now(), version: readVersion(), location: printLocation(location) };
  try {
    replaceFile(path, writeCertificate(verdict, issued));
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`${path} cannot be written (${code}).`], { cause });
  }
}
