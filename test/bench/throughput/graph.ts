import { readFileSync } from 'node:fs';
import { parse, print, visit, type DocumentNode } from 'graphql';
import type { Resolvers } from '../../../schema/health/executable-schema.ts';
import { packageFile } from '../../../schema/package-file.ts';

/*
 * The graph that the throughput benchmark queries: five subgraphs with messages between patients about medications. Every
 * field but keys is PHI. Half of the PHI fields of a patient are shown de-identified to the role that the benchmark uses.
 */

export interface BenchmarkSubgraph {
  readonly name: string;
  /** Federation 1 SDL without marks, which every gateway understands. */
  readonly plain: string;
  /** The same with the marks of the phi specification. */
  readonly marked: string;
  readonly resolvers: Resolvers;
}

const LINKS = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective"])
    @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
    @composeDirective(name: "@phi")
    @composeDirective(name: "@role")
    @composeDirective(name: "@patient")
`;
const DEFINITIONS = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
const MARKS = new Set(['phi', 'role', 'patient']);
/** Seen in full, and seen de-identified, by the role of the benchmark. */
const FULL = '@role(anyOf: ["nurse"])';
const MASKED = '@role(anyOf: ["physician"], deidentified: ["nurse"])';

const PATIENTS = 1_000;
const MEDICATIONS = 9;
const MESSAGES_PER_PATIENT = 3;

interface Patient {
  readonly id: string;
}
interface Medication {
  readonly ndc: string;
}
interface Message {
  readonly id: string;
  readonly text: string;
  readonly author: Patient;
  readonly about: Medication;
}

function patient(index: number) {
  return {
    id: `p${index}`,
    name: `Patient Number ${index}`,
    mrn: `MRN-${10_000_000 + index}`,
    birthDate: `${1940 + (index % 60)}-0${1 + (index % 9)}-11`,
    phone: `+1 555 010 ${String(index % 10_000).padStart(4, '0')}`,
    email: `patient.${index}@example.test`,
  };
}

function coverage({ id }: Patient) {
  const index = Number(id.slice(1));
  return {
    id,
    plan: `Plan ${index % 7}`,
    memberId: `M${700_000_000 + index}`,
    payer: `Payer ${index % 11}`,
    copay: 5 + (index % 40),
    deductible: 250 * (index % 9),
    since: `201${index % 10}-01-01`,
  };
}

function medication(index: number) {
  return {
    ndc: `0002-${1000 + index}`,
    name: `Medication ${index}, film-coated tablet`,
    price: 3 + index,
    weight: 20 * (index + 1),
  };
}

const MESSAGES: readonly Message[] = Array.from(
  { length: 6 * MESSAGES_PER_PATIENT },
  (_, index) => ({
    id: `n${index}`,
    text: `Message ${index}: please tell me whether I may take both of these at the same time.`,
    author: { id: `p${index % 6}` },
    about: { ndc: medication(index % MEDICATIONS).ndc },
  }),
);

function ofPatient({ id }: Patient) {
  return MESSAGES.filter(({ author }) => author.id === id);
}

function ofMedication({ ndc }: Medication) {
  return MESSAGES.filter(({ about }) => about.ndc === ndc);
}

export const SUBGRAPHS: readonly BenchmarkSubgraph[] = [
  subgraph('people', {
    sdl: `
      extend type Query { patients(first: Int!): [Patient] patient(id: ID! @patient): Patient }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        name: String @phi(category: NAME) ${FULL}
        mrn: String @phi(category: RECORD_NUMBER, deidentify: LAST4) ${MASKED}
        birthDate: String @phi(category: DATE, deidentify: YEAR) ${MASKED}
        phone: String @phi(category: PHONE, deidentify: LAST4) ${MASKED}
        email: String @phi(category: EMAIL) ${FULL}
      }
    `,
    resolvers: {
      Query: {
        patients: (_: unknown, { first }: { readonly first: number }) =>
          Array.from({ length: Math.min(first, PATIENTS) }, (_item, index) => patient(index)),
        patient: (_: unknown, { id }: Patient) => patient(Number(id.slice(1))),
      },
      Patient: { __resolveReference: ({ id }: Patient) => patient(Number(id.slice(1))) },
    },
  }),
  subgraph('coverage', {
    sdl: `
      extend type Patient @key(fields: "id") @patient(id: "id") {
        id: ID! @external
        plan: String @phi(category: HEALTH_PLAN) ${FULL}
        memberId: String @phi(category: HEALTH_PLAN, deidentify: LAST4) ${MASKED}
        payer: String @phi(category: HEALTH_PLAN) ${FULL}
        copay: Int @phi(category: FINANCIAL) ${FULL}
        deductible: Int @phi(category: FINANCIAL) ${FULL}
        since: String @phi(category: DATE, deidentify: YEAR) ${MASKED}
      }
    `,
    resolvers: { Patient: { __resolveReference: coverage } },
  }),
  subgraph('messages', {
    sdl: `
      type Message @key(fields: "id") @patient(id: "author.id") {
        id: ID!
        text: String @phi ${FULL}
        author: Patient
        about: Medication
      }
      extend type Patient @key(fields: "id") { id: ID! @external messages: [Message] }
      extend type Medication @key(fields: "ndc") { ndc: ID! @external messages: [Message] }
    `,
    resolvers: {
      Message: {
        __resolveReference: ({ id }: { readonly id: string }) =>
          MESSAGES.find((message) => message.id === id),
      },
      Patient: { messages: ofPatient },
      Medication: { messages: ofMedication },
    },
  }),
  subgraph('formulary', {
    sdl: `
      extend type Query { medications: [Medication] }
      type Medication @key(fields: "ndc") { ndc: ID! name: String price: Int weight: Int }
    `,
    resolvers: {
      Query: {
        medications: () => Array.from({ length: MEDICATIONS }, (_, index) => medication(index)),
      },
      Medication: {
        __resolveReference: ({ ndc }: Medication) => medication(Number(ndc.slice(5)) - 1000),
      },
    },
  }),
  subgraph('pharmacy', {
    sdl: `
      extend type Medication @key(fields: "ndc") {
        ndc: ID! @external
        price: Int @external
        weight: Int @external
        inStock: Boolean
        deliveryDays: Int @requires(fields: "price weight")
      }
    `,
    resolvers: {
      Medication: {
        inStock: ({ ndc }: Medication) => Number(ndc.slice(5)) % 2 === 0,
        deliveryDays: ({ price, weight }: { readonly price: number; readonly weight: number }) =>
          price > 8 ? 1 : Math.ceil(weight / 60),
      },
    },
  }),
];

function subgraph(
  name: string,
  { sdl, resolvers }: { readonly sdl: string; readonly resolvers: Resolvers },
): BenchmarkSubgraph {
  return {
    name,
    resolvers,
    marked: `${LINKS}${sdl}${DEFINITIONS}`,
    plain: print(withoutMarks(parse(sdl))),
  };
}

function withoutMarks(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: ({ name }) => (MARKS.has(name.value) ? null : undefined),
  });
}
