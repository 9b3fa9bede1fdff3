import type { LeftOut } from '../messages/messages.ts';

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

/** Each reason as the accounting states it, with its paragraph of 45 CFR 164.528. */
export const LEFT_OUT_REASONS: Readonly<Record<LeftOut, string>> = {
  treatment: 'To treat the patient, emergency treatment included (164.528(a)(1)(i))',
  payment: 'For payment (164.528(a)(1)(i))',
  'health care operations': 'For health care operations (164.528(a)(1)(i))',
  'the patient': 'By the patient, or at the patient’s request (164.528(a)(1)(ii))',
};

function codes(reason: LeftOut, list: string): (readonly [string, LeftOut])[] {
  return list.split(' ').map((code) => [code, reason] as const);
}
