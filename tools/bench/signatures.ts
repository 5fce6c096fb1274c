import { randomBytes } from 'node:crypto';
import { table } from '../../packages/card-core/src/console/index.ts';
import {
  equalBytes,
  KartuError,
  privateKeyFromBytes,
  publicKeyFromBytes,
  signEd25519,
  verifyEd25519,
} from '../../packages/card-core/src/index.ts';
import type { Section } from './figures.ts';
import { figure, spreadOf, whole } from './figures.ts';
import { forgeEd25519 } from './libraries.ts';

/** About what a record and its binding are. */
const MESSAGE_BYTES = 96;

/** Ed25519 by node:crypto, as the toolkit uses it, next to node-forge; both with the same key and message. */
export function signatureSection(quick: boolean): Section {
  const seed = randomBytes(32);
  const message = randomBytes(MESSAGE_BYTES);
  const forgeKeys = forgeEd25519.generateKeyPair({ seed });
  const privateKey = privateKeyFromBytes(seed);
  const publicKey = publicKeyFromBytes(Uint8Array.from(forgeKeys.publicKey));
  const signature = signEd25519(privateKey, message);
  const byForge = forgeEd25519.sign({ message, privateKey: forgeKeys.privateKey });
  // Ed25519 is deterministic: were they different, one of the two would not be doing the same work.
  if (!equalBytes(signature, Uint8Array.from(byForge))) {
    throw new KartuError('internal-error', 'node-forge and node:crypto make different signatures');
  }
  const { privateKey: forgeKey, publicKey: forgePublic } = forgeKeys;
  const tasks = {
    sign: {
      node: () => signEd25519(privateKey, message),
      forge: () => forgeEd25519.sign({ message, privateKey: forgeKey }),
    },
    verify: {
      node: () => verifyEd25519(publicKey, message, signature),
      forge: () => forgeEd25519.verify({ message, signature: byForge, publicKey: forgePublic }),
    },
  };
  const [rounds, msPerRound] = quick ? [3, 20] : [7, 150];
  const results = (['sign', 'verify'] as const).map((name) => {
    const node: number[] = [];
    const forge: number[] = [];
    for (let round = 0; round < rounds; round++) {
      node.push(ratePerSecond(tasks[name].node, msPerRound));
      forge.push(ratePerSecond(tasks[name].forge, msPerRound));
    }
    return { name, node: spreadOf(node).median, forge: spreadOf(forge).median };
  });
  return {
    id: 'signatures',
    title: `Ed25519 signatures of ${MESSAGE_BYTES} bytes: node:crypto next to node-forge`,
    figures: results.flatMap(({ name, node, forge }) => [
      figure(`signatures.${name}.node-crypto`, node, 'operations/s'),
      figure(`signatures.${name}.node-forge`, forge, 'operations/s'),
      figure(`signatures.${name}.ratio`, node / forge, 'times'),
    ]),
    text: table(
      ['', 'node:crypto /s', 'µs each', 'node-forge /s', 'µs each', 'node:crypto is'],
      results.map(({ name, node, forge }) => [
        name,
        whole(node),
        (1e6 / node).toFixed(0),
        whole(forge),
        (1e6 / forge).toFixed(0),
        `${(node / forge).toFixed(0)} times as fast`,
      ]),
      [1, 2, 3, 4],
    ),
    notes: [
      `Median of ${rounds} rounds, alternating. Both make the same signature of the same key and message.`,
    ],
  };
}

function ratePerSecond(work: () => unknown, forMs: number): number {
  work();
  const start = performance.now();
  let done = 0;
  let elapsedMs = 0;
  do {
    work();
    done++;
    elapsedMs = performance.now() - start;
  } while (elapsedMs < forMs);
  return (done / elapsedMs) * 1000;
}
