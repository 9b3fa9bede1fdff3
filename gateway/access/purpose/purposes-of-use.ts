/**
 * The codes of HL7's value set PurposeOfUse, general codes before their specializations: every concept under
 * `PurposeOfUse` in the code system v3-ActReason, version 2018-08-12 (FHIR R4 and R5), without the abstract concept
 * itself. A code does not include its specializations: permission for HOPERAT is not permission for HLEGAL.
 *
 * http://terminology.hl7.org/ValueSet/v3-PurposeOfUse
 */
export const PURPOSES_OF_USE: ReadonlySet<string> = new Set(
  [
    'HMARKT',
    'HOPERAT CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD HDIRECT HDM HLEGAL HOUTCOMS HPRGRP HQUALIMP',
    'HSYSADMIN LABELING METAMGT MEMADMIN MILCDM PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV HTEST TRAIN',
    'HPAYMT CLMATTCH COVAUTH COVERAGE ELIGDTRM ELIGVER ENROLLM MILDCRG REMITADV',
    'HRESCH BIORCH CLINTRCH CLINTRCHNPC CLINTRCHPC PRECLINTRCH DSRCH POARCH TRANSRCH',
    'PATRQT FAMRQT PWATRNY SUPNWK',
    'PUBHLTH DISASTER THREAT',
    'TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH',
  ].flatMap((line) => line.split(' ')),
);
