import { LEAF_FORMAT } from './leaf.ts';

/** A check of a value that was parsed from JSON. */
type Form = (value: unknown) => boolean;

const isAbsent: Form = (value) => value === undefined;
const isText: Form = (value) => typeof value === 'string';
const isTexts = listOf(isText);
const isTextOrNull = orNull(isText);
const isCommitments = listOf(matching(/^[\w-]{43}$/));

/** UTC ms since 1970, up to the last time of a `Date`. */
const isTime = integer(0, 8_640_000_000_000_000);

const isPair: Form = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((id) => isTextOrNull(id));

/** The members of an entry of `accesses` in both kinds of leaves. */
const ENTRY = {
  type: isText,
  fields: listOf(
    members({
      name: isText,
      categories: isTexts,
      view: isText,
      subgraphs: isTexts,
    }),
  ),
  rule: members({
    roles: isTexts,
    relation: isText,
    wouldDeny: isTexts,
  }),
};

/** The members that leaves with ids and leaves with commitments have in common. */
const FRAME = {
  _t: (value: unknown) => value === LEAF_FORMAT,
  id: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  part: integer(1),
  parts: integer(1),
  at: isTime,
  source: members({ gateway: isText, version: isText, schemaHash: isText, policyHash: isText }),
  kind: isText,
  action: matching(/^[CRUDE]$/),
  outcome: isText,
  reason: isTextOrNull,
  received: isTime,
  actor: orNull(
    members({
      issuer: isText,
      subject: isText,
      name: isTextOrNull,
      roles: isTexts,
      organization: isTextOrNull,
      purpose: isTextOrNull,
      tokenId: isTextOrNull,
      authMethods: isTexts,
      scopes: (value) => value === undefined || isTexts(value),
    }),
  ),
  client: orNull(
    members({
      id: isTextOrNull,
      address: isText,
      proxies: (value) => value === undefined || isTexts(value),
      certificate: (value) => value === undefined || isText(value),
      agent: isTextOrNull,
    }),
  ),
  operation: orNull(
    members({
      name: isTextOrNull,
      kind: isText,
      hash: isText,
      variables: isTexts,
      requestId: isText,
      traceId: isTextOrNull,
    }),
  ),
  denied: listOf(members({ coordinate: isText, reason: isText, count: integer(0, 2_147_483_647) })),
  arguments: isTexts,
  breakGlass: orNull(members({ id: isText, until: isTime })),
  details: orNull(valuesOf((value) => value === null || isText(value) || Number.isInteger(value))),
};

const isPlain = members({
  ...FRAME,
  accesses: listOf(members({ ...ENTRY, objects: listOf(isPair), objectCommitments: isAbsent })),
  patients: isTexts,
  patientCommitments: isAbsent,
});

const isCommitted = members({
  ...FRAME,
  accesses: listOf(members({ ...ENTRY, objectCommitments: isCommitments, objects: isAbsent })),
  patientCommitments: isCommitments,
});

/**
 * Whether a value has the form of `leaf.schema.json`. Further members and values are allowed for later versions. A signed leaf
 * of another form can only come from a stolen key: reports state that it exists and show none of its content.
 */
export function isOfLeafForm(value: object): boolean {
  return 'patients' in value ? isPlain(value) : isCommitted(value);
}

/** An object with at least these members. */
function members(forms: Readonly<Record<string, Form>>): Form {
  const entries = Object.entries(forms);
  return (value) => {
    return isObject(value) && entries.every(([name, isOfForm]) => isOfForm(value[name]));
  };
}

function valuesOf(isOfForm: Form): Form {
  return (value) => isObject(value) && Object.values(value).every((each) => isOfForm(each));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(isOfForm: Form): Form {
  return (value) => Array.isArray(value) && value.every((each) => isOfForm(each));
}

function orNull(isOfForm: Form): Form {
  return (value) => value === null || isOfForm(value);
}

function matching(pattern: RegExp): Form {
  return (value) => typeof value === 'string' && pattern.test(value);
}

function integer(min: number, max = Number.MAX_SAFE_INTEGER): Form {
  return (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
