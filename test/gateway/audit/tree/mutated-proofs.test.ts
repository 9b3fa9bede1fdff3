import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import * as defined from './defined-proofs.ts';
import { KNOWN_LEAVES } from './known-leaves.ts';
import {
  createInclusionCheck,
  isConsistent,
  isIncluded,
  type ConsistencyClaim,
  type InclusionClaim,
} from '../../../../gateway/audit/tree/merkle-proof.ts';
import { appendLeaves, EMPTY_TREE, treeRoot } from '../../../../gateway/audit/tree/merkle-tree.ts';

const EMPTY = Buffer.alloc(0);
const WRONG = Buffer.alloc(32, 7);
const rootOf = (size: number) => treeRoot(appendLeaves(EMPTY_TREE, KNOWN_LEAVES.slice(0, size)));

type Proof = readonly Buffer[];
type Mutant<Claim> = readonly [name: string, claim: Claim, proof: Proof];

/** What can be done to the hashes of a proof; `roots` are put before and behind it. */
function mutateProof(proof: Proof, roots: Proof): (readonly [name: string, proof: Proof])[] {
  const outside = [
    WRONG,
    EMPTY,
    Buffer.alloc(31),
    Buffer.alloc(33),
    ...roots,
    ...proof.slice(0, 1),
  ];
  return [
    ...outside.map((hash, at) => [`with hash ${at} behind it`, [...proof, hash]] as const),
    ...outside.map((hash, at) => [`with hash ${at} before it`, [hash, ...proof]] as const),
    ...proof.flatMap((hash, at) => {
      const flipped = Buffer.from(hash);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      return [
        [`with a bit of hash ${at} flipped`, proof.with(at, flipped)],
        [`with hash ${at} empty`, proof.with(at, EMPTY)],
        [`with hash ${at} cut by a byte`, proof.with(at, hash.subarray(0, 31))],
        [
          `with hash ${at} longer by a byte`,
          proof.with(at, Buffer.concat([hash, EMPTY, Buffer.of(0)])),
        ],
        [`without hash ${at}`, proof.toSpliced(at, 1)],
        [`with hash ${at} twice`, proof.toSpliced(at, 0, hash)],
      ] as const;
    }),
    ...(proof.length > 1
      ? [
          ['in reverse order', proof.toReversed()] as const,
          [
            'with two hashes joined to one',
            [Buffer.concat(proof.slice(0, 2)), ...proof.slice(2)],
          ] as const,
          ['without any hash', []] as const,
        ]
      : []),
  ];
}

function mutateInclusion(claim: InclusionClaim, proof: Proof): Mutant<InclusionClaim>[] {
  const { leaf, index, size, root } = claim;
  const half = Buffer.concat([leaf, root]);
  const claims: (readonly [string, InclusionClaim])[] = [
    ['the index before', { ...claim, index: index - 1 }],
    ['the index behind', { ...claim, index: index + 1 }],
    ['another index by one bit', { ...claim, index: index ^ 2 }],
    ['an index that is not an integer', { ...claim, index: index + 0.5 }],
    ['an index that is not a number', { ...claim, index: NaN }],
    ['half the size', { ...claim, size: Math.floor(size / 2) }],
    ['twice the size', { ...claim, size: size * 2 }],
    ['a size of zero', { ...claim, size: 0 }],
    ['a size beyond the safe integers', { ...claim, size: 2 ** 60 }],
    ['an infinite size', { ...claim, size: Infinity }],
    ['a size that is not an integer', { ...claim, size: size + 0.5 }],
    ['another leaf', { ...claim, leaf: WRONG }],
    ['an empty leaf', { ...claim, leaf: EMPTY }],
    ['another root', { ...claim, root: WRONG }],
    ['an empty root', { ...claim, root: EMPTY }],
    ['an empty leaf and an empty root', { ...claim, leaf: EMPTY, root: EMPTY }],
    ['an empty leaf and another root', { ...claim, leaf: EMPTY, root: WRONG }],
    ['a root that is cut', { ...claim, root: root.subarray(0, 31) }],
    ['leaf and root cut alike', { ...claim, leaf: leaf.subarray(1), root: root.subarray(1) }],
    ['leaf and root longer alike', { ...claim, leaf: half, root: half }],
  ];
  return [
    ...claims.map(([name, other]) => [name, other, proof] as const),
    ...mutateProof(proof, [root, leaf]).map(([name, other]) => [name, claim, other] as const),
  ];
}

function mutateConsistency(claim: ConsistencyClaim, proof: Proof): Mutant<ConsistencyClaim>[] {
  const { size, root, laterSize, laterRoot } = claim;
  const isEqual = size === laterSize;
  const claims: (readonly [string, ConsistencyClaim])[] = [
    ['the size before', { ...claim, size: size - 1 }],
    ['the size behind', { ...claim, size: size + 1 }],
    ['another size by one bit', { ...claim, size: size ^ 2 }],
    ['a size that is not an integer', { ...claim, size: size - 0.5 }],
    ['half the later size', { ...claim, laterSize: Math.floor(laterSize / 2) }],
    ['twice the later size', { ...claim, laterSize: laterSize * 2 }],
    ['an infinite later size', { ...claim, laterSize: Infinity }],
    ['another root', { ...claim, root: WRONG }],
    ['another later root', { ...claim, laterRoot: WRONG }],
    ['an empty root', { ...claim, root: EMPTY }],
    ['an empty later root', { ...claim, laterRoot: EMPTY }],
    ...(isEqual
      ? []
      : ([
          ['two empty roots', { ...claim, root: EMPTY, laterRoot: EMPTY }],
          ['two cut roots', { ...claim, root: root.subarray(1), laterRoot: laterRoot.subarray(1) }],
          ['the roots swapped', { ...claim, root: laterRoot, laterRoot: root }],
        ] as const)),
  ];
  return [
    ...claims.map(([name, other]) => [name, other, proof] as const),
    ...mutateProof(proof, [root, laterRoot]).map(([name, other]) => [name, claim, other] as const),
  ];
}

describe('a mutated inclusion proof', () => {
  it('is refused with each kind of mutation, for all proofs in trees of one to eight leaves', () => {
    let count = 0;
    for (let size = 1; size <= KNOWN_LEAVES.length; size += 1) {
      const hashes = KNOWN_LEAVES.slice(0, size);
      for (const [index, leaf] of hashes.entries()) {
        const claim = { leaf, index, size, root: rootOf(size) };
        const proof = defined.inclusionProof(hashes, index);
        expect(isIncluded(claim, proof)).toBe(true);
        for (const [name, other, hashesOfIt] of mutateInclusion(claim, proof)) {
          const found = [size, index, name, isIncluded(other, hashesOfIt)];
          expect(found).toEqual([size, index, name, false]);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(1000);
  });

  it('is refused with hashes of another length, even if an earlier proof established the node', () => {
    const [leaf = EMPTY, next = EMPTY] = KNOWN_LEAVES;
    const holds = createInclusionCheck({ size: 8, root: rootOf(8) });
    const proof = defined.inclusionProof(KNOWN_LEAVES, 0);
    expect(holds({ leaf, index: 0 }, proof)).toBe(true);
    const neighbor = defined.inclusionProof(KNOWN_LEAVES, 1);
    expect(holds({ leaf: next, index: 1 }, neighbor)).toBe(true);
    for (const bytes of [0, 31, 33])
      expect(holds({ leaf: next, index: 1 }, neighbor.with(2, randomBytes(bytes)))).toBe(false);
  });
});

describe('a mutated consistency proof', () => {
  it('is refused with each kind of mutation, for all proofs in trees of one to eight leaves', () => {
    let count = 0;
    for (let laterSize = 1; laterSize <= KNOWN_LEAVES.length; laterSize += 1) {
      const hashes = KNOWN_LEAVES.slice(0, laterSize);
      for (let size = 1; size <= laterSize; size += 1) {
        const claim = { size, root: rootOf(size), laterSize, laterRoot: rootOf(laterSize) };
        const proof = defined.consistencyProof(hashes, size);
        expect(isConsistent(claim, proof)).toBe(true);
        for (const [name, other, hashesOfIt] of mutateConsistency(claim, proof)) {
          const found = [size, laterSize, name, isConsistent(other, hashesOfIt)];
          expect(found).toEqual([size, laterSize, name, false]);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(1000);
  });

  it.each([0, 1, 8])(
    'is refused if it starts from the empty tree and ends at %s leaves',
    (laterSize) => {
      const empty = { size: 0, root: rootOf(0), laterSize, laterRoot: rootOf(laterSize) };
      expect(isConsistent(empty, [])).toBe(false);
      expect(isConsistent({ ...empty, root: EMPTY, laterRoot: EMPTY }, [])).toBe(false);
    },
  );
});
