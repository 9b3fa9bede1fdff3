import { existsSync } from 'node:fs';
import { fileFault } from '../audit/files/file-fault.ts';
import { replaceFile } from '../audit/files/replace-file.ts';
import { printLocation, type ReadableLocation } from '../audit/store/ledger-location.ts';
import type { Verdict } from '../audit/verify/verdict.ts';
import { StartError } from '../errors.ts';
import { writeCertificate } from '../reports/certificate/write-certificate.ts';
import { readVersion } from '../version.ts';

/** Throws a `StartError` where there is a file already: a certificate is never replaced by another. */
export function assertNew(path: string): void {
  if (existsSync(path)) throw new StartError([`${path} exists. Choose another name.`]);
}

/** Writes the certificate of a verification that has just been made. */
export function saveCertificate(path: string, verdict: Verdict, location: ReadableLocation): void {
  const origin = { at: Date.now(), version: readVersion(), location: printLocation(location) };
  try {
    replaceFile(path, writeCertificate(verdict, origin));
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`${path} cannot be written (${code}).`], { cause });
  }
}
