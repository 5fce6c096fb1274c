import { randomBytes } from 'node:crypto';
import { generateKeyPair, signEd25519 } from '@kartukita/card-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Signed } from '../src/settlement/signature-question.ts';
import { CheckingThread, SignatureChecker } from '../src/settlement/signatures.ts';

const [one, other] = [generateKeyPair(), generateKeyPair()];

/** Messages of all lengths by two signers; of the places in `bad` something was changed. */
function signedMessages(count: number, bad: ReadonlySet<number>): Signed[] {
  return Array.from({ length: count }, (_, index): Signed => {
    const { privateKey, publicKey } = index % 3 === 0 ? other : one;
    const message = randomBytes(index % 90);
    const signature = Uint8Array.from(signEd25519(privateKey, message));
    if (!bad.has(index)) return { key: publicKey, message, signature };
    const change = index % 3;
    if (change === 0) return { key: one.publicKey, message, signature };
    if (change === 1) return { key: publicKey, message: randomBytes(message.length + 1), signature };
    signature[index % 64]! ^= 1;
    return { key: publicKey, message, signature };
  });
}

describe('the signatures of a batch', () => {
  const checker = new SignatureChecker();
  afterAll(() => checker.close());

  it.each([
    ['none', 0],
    ['a few, here', 40],
    ['many, on another core', 600],
    ['a few, once the other core is at work', 40],
  ])('%s: each is good or not, in their order', async (_, count) => {
    const bad = new Set([0, 1, 2, 30, 31, 32, 599].filter((index) => index < count));
    const good = await checker.check(signedMessages(count, bad));
    expect(good).toHaveLength(count);
    expect(new Set(good.flatMap((isGood, index) => (isGood ? [] : [index])))).toEqual(bad);
  });

  it('answers of batches that are asked one after the other are not mixed up', async () => {
    const asked = [300, 250, 5, 400].map((count, index) => signedMessages(count, new Set([index])));
    const answers = await Promise.all(asked.map((each) => checker.check(each)));
    expect(answers.map((good) => [good.length, good.indexOf(false), good.lastIndexOf(false)])).toEqual([
      [300, 0, 0],
      [250, 1, 1],
      [5, 2, 2],
      [400, 3, 3],
    ]);
  });

  it('whoever waits when it is closed hears of it', async () => {
    const closed = new SignatureChecker();
    const answer = closed.check(signedMessages(300, new Set()));
    closed.close();
    await expect(answer).rejects.toMatchObject({ code: 'internal-error' });
  });

  it('nobody waits for a thread that has ended', async () => {
    const thread = new CheckingThread();
    const asked = thread.check(signedMessages(3, new Set()));
    thread.close();
    await expect(asked).rejects.toMatchObject({ code: 'internal-error' });
    await expect(thread.check(signedMessages(3, new Set()))).rejects.toMatchObject({
      code: 'internal-error',
    });
  });
});
