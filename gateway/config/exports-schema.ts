import { z } from 'zod';
import { text, whole } from './values.ts';

/** `admin.exports`: how many reports are sent as files at a time, and how long one may be. */
export function exportsSchema() {
  return z
    .strictObject({
      atOnce: whole(1, 16).default(2),
      mostRows: whole(1, 100_000_000).default(1_000_000),
      patientSystem: text('the URI of a naming system').nullable().default(null),
    })
    .prefault({});
}
