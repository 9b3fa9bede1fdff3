import { buildASTSchema, parse, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { authorize, type Decisions } from '../../directives/operation/authorize.ts';
import { decideDispositions } from '../../directives/operation/field-disposition.ts';
import { tokenAccessOf } from '../../directives/operation/token-access.ts';
import { innerOperation } from '../../directives/operation/inner-document.ts';
import { createInputReaders, readInputs } from '../../directives/operation/inputs.ts';
import {
  authorizeInputs,
  type InputAuthorization,
} from '../../directives/operation/authorize-inputs.ts';
import type { CustomRules } from '../../directives/operation/custom-rules.ts';
import {
  reachOf,
  withRelationships,
  type Reach,
  type ReachFacts,
} from '../../directives/operation/reach.ts';
import type { Relationships } from '../../directives/operation/relationship.ts';
import { select } from '../../directives/operation/select.ts';
import type { Selection } from '../../directives/operation/selection.ts';
import type { ReachKind } from '../../directives/operation/effective-roles.ts';
import { NO_DATE_SCALARS, type DateScalars } from '../../directives/policy/date-format.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../directives/patient-id.ts';
import { failuresOf } from '../../directives/release/failures.ts';
import { rootSelections, type ReleasePlan } from '../../directives/release/program.ts';
import { release, type Released } from '../../directives/release/release.ts';
import type { ReleaseContext } from '../../directives/release/release-step.ts';
import { findOperation } from '../../gateway/pipeline/operation/find-operation.ts';
import { HEAD } from './compose-subgraphs.ts';
import { subgraphPolicy } from './policies.ts';

/** A caller and an operation, for a graph of one subgraph. */
export interface UnitRequest {
  readonly query: string | DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Role → how it reaches patients. */
  readonly roles: Readonly<Record<string, ReachKind>>;
  /** Role → the patients of its claim. */
  readonly claims?: Readonly<Record<string, readonly string[]>>;
  /** The caller's own patient id. */
  readonly own?: string;
  readonly relationships?: Relationships;
  readonly requiresConsent?: boolean;
  readonly closedByPurpose?: number;
  readonly scoped?: ReachFacts['scoped'];
  readonly unmarked?: 'full' | 'none';
  readonly refusesPaging?: boolean;
  readonly customRules?: CustomRules;
  /** The costs of values other than 1, by field or type. */
  readonly weights?: ReleasePlan['weights'];
}

/** The decisions about the operation, and the response released from fetched data. */
export interface UnitDecision {
  readonly selection: Selection;
  readonly reach: Reach;
  readonly decisions: Decisions;
  readonly judgment: InputAuthorization;
  /** Path of each field → its disposition. */
  readonly dispositions: Readonly<Record<string, string>>;
  /** The operation to fetch, on one line; null if nothing is fetched. */
  readonly inner: string | null;
  /** The values of the variables of that operation, for values of the client's. Throws an `InputError` if they do not fit. */
  readonly innerVariables: (
    variables: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
  readonly release: (
    data: unknown,
    more?: Partial<ReleaseContext> & {
      readonly failed?: readonly (readonly (string | number)[])[];
    },
  ) => Released;
}

/** The decision code of `directives/` over one subgraph, without composition and without a gateway. */
export interface UnitGraph {
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly decide: (request: UnitRequest) => Promise<UnitDecision>;
}

/** Compiles the schema of one subgraph, which is given without its head. */
export function unitGraph(sdl: string, dateScalars: DateScalars = NO_DATE_SCALARS): UnitGraph {
  const document = parse(`${HEAD}${sdl}`);
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const policy = subgraphPolicy([{ name: 'a', document }], dateScalars);
  const rules = compileRules(policy, { defaultRoles: [], unmarked: 'allow' });
  const inputReaders = createInputReaders(schema, policy);

  const decide: UnitGraph['decide'] = async (request) => {
    const { variables = {}, customRules = new Map() } = request;
    const query = typeof request.query === 'string' ? parse(request.query) : request.query;
    const selection = select(findOperation(schema, query, null), variables, 1000);
    const reach = withRelationships(
      reachOf({
        roles: Object.keys(request.roles),
        kinds: new Map(Object.entries(request.roles)),
        claims: new Map(Object.entries(request.claims ?? {})),
        ownPatient: request.own ?? null,
        breakGlass: null,
        requiresConsent: request.requiresConsent ?? false,
        closedByPurpose: request.closedByPurpose ?? 0,
        scoped: request.scoped ?? null,
      }),
      request.relationships ?? new Map(),
    );
    const tokenAccess = tokenAccessOf(policy, { scopes: [], policies: [] });
    const unmarked = request.unmarked ?? 'full';
    const decisions = await authorize(policy, rules, { reach, tokenAccess, unmarked });
    const judgment = authorizeInputs(selection, readInputs(inputReaders(selection), variables), {
      decisions,
      reach,
    });
    const { refusesPaging = false } = request;
    const dispositions = decideDispositions(selection, decisions, { ...judgment, refusesPaging });
    const inner = innerOperation(selection, {
      dispositions,
      decisions,
      unlimited: reach.unlimited,
      customRules,
    });
    const plan = {
      schema,
      decisions,
      dispositions,
      argumentRolesIds: judgment.rolesIdsByField,
      boundToOne: judgment.boundToOne,
      recordInputs: judgment.recordInputs,
      customRules,
      weights: request.weights ?? new Map(),
    };
    return {
      selection,
      reach,
      decisions,
      judgment,
      dispositions: Object.fromEntries(
        selection.fields.map(({ path, index }) => [path.join('.'), dispositions[index] ?? '']),
      ),
      inner: inner && print(inner.document).replaceAll(/\s+/g, ' '),
      innerVariables: (values) =>
        Object.fromEntries(
          [...(inner?.variables ?? [])].map(([name, read]) => [name, read(values)]),
        ),
      release: (data, { failed = [], ...more } = {}) =>
        release(
          plan,
          {
            root: rootSelections(selection.root, selection.selections),
            rootType: selection.root.name,
            data,
          },
          {
            reach,
            patientsByField: judgment.patientsByField,
            boundPatients: judgment.boundPatients,
            failures: failuresOf(failed),
            deidentify: { pseudonym: () => null, year: 2026, smallAreas: new Set() },
            isPatientId: createPatientIdCheck(DEFAULT_PATIENT_IDS),
            recordHash: (type, id) => `hash of ${type} ${id}`,
            reportsUnreached: false,
            hidesDenied: true,
            ordersLists: true,
            permits: () => true,
            introspected: new Map(),
            ...more,
          },
        ),
    };
  };
  return { schema, policy, decide };
}
