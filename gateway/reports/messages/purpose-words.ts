import {
  LISTED_PURPOSES,
  type ContentMessages,
  type LeftOut,
  type ListedPurpose,
  type Messages,
} from './messages.ts';

/** A purpose of use as a patient understands it, without its code; an unknown code as it is. */
export function purposeWords(
  code: string | null,
  { access, content }: Pick<Messages, 'access' | 'content'>,
): string {
  if (code !== null && EMERGENCY.has(code)) return access.purposes.emergency;
  const group = LEFT_OUT_PURPOSES.get(code ?? '');
  if (group !== undefined) return access.purposes[group];
  const listed = listedPurpose(code);
  return listed === null ? purposeText(code, content) : content.purposes[listed];
}

/** Codes of emergency treatment in v3-PurposeOfUse. */
const EMERGENCY: ReadonlySet<string> = new Set(['ETREAT', 'ERTREAT', 'BTG']);

/** Returns a purpose of use in words with its code, such as `Research (HRESCH)`; an unknown code as it is. */
export function purposeText(code: string | null, { purposes, notStated }: ContentMessages): string {
  if (code === null) return notStated;
  const listed = listedPurpose(code);
  return listed === null ? code : `${purposes[listed]} (${code})`;
}

function listedPurpose(code: string | null): ListedPurpose | null {
  return LISTED_PURPOSES.find((each) => each === code) ?? null;
}

/**
 * The purposes of use that an accounting of disclosures excludes (45 CFR 164.528(a)(1)(i) and (ii)), by code: the
 * codes below TREAT, HPAYMT and HOPERAT in HL7's value set v3-PurposeOfUse (version 2018-08-12), and the patient's
 * own request. Six codes below HOPERAT and HPAYMT are not in the list: HL7 counts donation, government, decedents,
 * legal proceedings, military command and military discharge as health care operations, and 45 CFR 164.501 does not.
 * 164.512(h), (d) and (f), (g), (e) and (k)(1) permit such disclosures, and they must be accounted for. Purposes
 * that are not in the list, unknown or missing are accounted for.
 * http://terminology.hl7.org/ValueSet/v3-PurposeOfUse
 */
export const LEFT_OUT_PURPOSES: ReadonlyMap<string, LeftOut> = new Map([
  ...codes('treatment', 'TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH'),
  ...codes('payment', 'HPAYMT CLMATTCH COVAUTH COVERAGE ELIGDTRM ELIGVER ENROLLM REMITADV'),
  ...codes(
    'health care operations',
    'HOPERAT CAREMGT FRAUD HACCRED HCOMPL HDIRECT HDM HOUTCOMS HPRGRP HQUALIMP HSYSADMIN LABELING METAMGT MEMADMIN PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV HTEST TRAIN',
  ),
  ...codes('the patient', 'PATRQT'),
]);

function codes(reason: LeftOut, list: string): (readonly [string, LeftOut])[] {
  return list.split(' ').map((code) => [code, reason] as const);
}
