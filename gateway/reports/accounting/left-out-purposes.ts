/** Why an access is not in an accounting of disclosures. */
export type LeftOut = 'treatment' | 'payment' | 'health care operations' | 'the patient';

/**
 * The purposes of use whose accesses an accounting of disclosures leaves out (45 CFR 164.528(a)(1)(i) and
 * (ii)), by their codes: what HL7's value set v3-PurposeOfUse (version 2018-08-12) has below TREAT, HPAYMT
 * and HOPERAT, and the patient's own request.
 *
 * Six codes below HOPERAT and HPAYMT are not among them: HL7 counts donation, government, decedents, legal
 * proceedings, military command and military discharge as operations of health care, and 45 CFR 164.501
 * doesn't; 164.512(h), (d) and (f), (g), (e) and (k)(1) permit such disclosures, and those must be accounted
 * for. Whatever is not in this list is accounted for, unknown purposes and none at all included.
 *
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

/** Each reason in the words of an accounting, with the paragraph of 45 CFR 164.528 that it stands on. */
export const LEFT_OUT_REASONS: Readonly<Record<LeftOut, string>> = {
  treatment: 'To treat the patient, emergency treatment included (164.528(a)(1)(i))',
  payment: 'For payment (164.528(a)(1)(i))',
  'health care operations': 'For health care operations (164.528(a)(1)(i))',
  'the patient': 'By the patient, or at the patient’s request (164.528(a)(1)(ii))',
};

function codes(reason: LeftOut, list: string): (readonly [string, LeftOut])[] {
  return list.split(' ').map((code) => [code, reason] as const);
}
