import { createHash } from 'node:crypto';
import { placesOfSlot, slotIn } from '../fixtures/card-dumps.ts';
import { purseBody } from '../fixtures/second-format.ts';
import { ask } from './asking.ts';
import type { PurseChip, SeenRecord } from './camera.ts';
import { hear } from './people.ts';
import type { Plastic } from './plastic.ts';
import {
  encodeSlot,
  isKartuError,
  type PurseRecord,
  purseMessage,
  signEd25519,
  type TapResult,
} from './program.ts';
import { Random } from './random.ts';
import type { Forgery, Step } from './steps.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

type Attack = Extract<
  Step,
  { do: 'copy' | 'roll-back' | 'clone' | 'forge' | 'move' | 'stolen-key' | 'both' | 'embezzle' | 'gift' }
>;

/** What dishonest people do. */
export async function attack(world: World, step: Attack): Promise<void> {
  const { people, tally } = world;
  if (step.do === 'embezzle') {
    const drawer = people.drawer(world.till(step.at));
    const taken = Math.min(step.amount, drawer.cashRupiah);
    drawer.cashRupiah -= taken;
    drawer.stolenRupiah += taken;
    if (taken > 0) tally.fraud('embezzled').tried++;
    return;
  }
  const plastic = world.plastic(step.card);
  if (!plastic.hasPurse || world.lost.has(plastic.serial)) return;
  switch (step.do) {
    case 'gift':
      people.isGift = true;
      await ask(world, world.till(step.at), plastic, { kind: 'topup', amount: step.amount });
      people.isGift = false;
      return;
    case 'copy':
      plastic.copy = { state: plastic.state, chain: [...plastic.chain] };
      return;
    case 'roll-back':
      return rollBack(world, plastic);
    case 'clone':
      world.taint(plastic, 'clone');
      world.plastics.push(plastic.twin('copied'));
      return;
    case 'forge':
      return forge(world, world.till(step.seed), plastic, step.how, step.seed);
    case 'move':
      return move(world, plastic, world.plastic(step.from));
    case 'stolen-key':
      return stolenKey(world, world.allTills[step.at % world.allTills.length]!, plastic, step.amount);
    case 'both':
      return both(world, world.till(step.at), plastic, step.amount);
  }
}

function rollBack(world: World, plastic: Plastic): void {
  const { copy } = plastic;
  if (!copy || copy.chain.length === plastic.chain.length) return;
  world.taint(plastic, 'roll-back');
  // A genuine tag's counter goes on counting; one that can be programmed shows what its maker likes.
  const now = plastic.state;
  const counter = 'counter' in now ? { counter: now.counter + 1 } : {};
  plastic.write({ ...copy.state, ...(world.tally.steps % 3 === 0 ? {} : counter) } as typeof copy.state);
  plastic.chain = [...copy.chain];
}

/** Records on the card that nobody signed for it: they are refused, or the state before them counts. */
async function forge(world: World, till: Till, plastic: Plastic, how: Forgery, seed: number): Promise<void> {
  if (world.people.account(plastic.serial).taint) return;
  const random = new Random(seed);
  const genuine = plastic.state;
  const kind = plastic.kind as PurseChip;
  const newest =
    slotIn(kind, genuine.memory, 0).readUIntBE(0, 3) > slotIn(kind, genuine.memory, 1).readUIntBE(0, 3)
      ? 0
      : 1;
  const current = slotIn(kind, genuine.memory, newest as 0 | 1);
  const idle = (1 - newest) as 0 | 1;
  const memory = genuine.memory.slice();
  const put = (slot: 0 | 1, bytes: Uint8Array) => {
    placesOfSlot(kind, slot).forEach((place, i) => {
      memory[place] = bytes[i]!;
    });
  };
  const top = plastic.chain.at(-1)!;
  if (how === 'stranger-key') {
    const body = purseBody({
      sequence: top.sequence + 1,
      kind: 'topup',
      balanceRupiah: Math.min(top.balanceRupiah + 100_000, 2_000_000),
      amountRupiah: Math.min(100_000, 2_000_000 - top.balanceRupiah) || 1,
      timeSeconds: Math.floor(world.nowMs / 1000),
      terminal: till.terminal,
      previousHash: top.link,
      lastCredit: 0,
      chipCounter: 0,
    });
    put(idle, Buffer.concat([body, Buffer.from(random.bytes(64))]));
  } else if (how === 'random-bytes') {
    put(idle, random.bytes(96));
  } else if (how === 'one-bit') {
    const spoilt = slotIn(kind, memory, idle);
    spoilt[random.whole(0, 95)]! ^= 1 << random.whole(0, 7);
    put(idle, spoilt);
  } else if (how === 'raised-balance') {
    const raised = Buffer.from(current);
    raised.writeUIntBE(2_000_000, 4, 3);
    put(newest as 0 | 1, raised);
  } else {
    put(newest as 0 | 1, slotIn(kind, genuine.memory, idle));
    put(idle, current);
  }
  await showChanged(world, till, plastic, { ...genuine, memory } as typeof genuine, how);
}

/** The records of another card. */
async function move(world: World, plastic: Plastic, from: Plastic): Promise<void> {
  if (world.people.account(plastic.serial).taint) return;
  if (!from.hasPurse || from.serial === plastic.serial || from.chain.length < 2) return;
  const genuine = plastic.state;
  const memory = genuine.memory.slice();
  for (const slot of [0, 1] as const) {
    const bytes = slotIn(from.kind as PurseChip, from.state.memory, slot);
    placesOfSlot(plastic.kind as PurseChip, slot).forEach((place, i) => {
      memory[place] = bytes[i]!;
    });
  }
  for (const till of world.tills) {
    const told = await showChanged(world, till, plastic, { ...genuine, memory } as typeof genuine, 'moved');
    if (told && told.outcome !== 'refused') {
      throw new Violation(
        'fraud',
        `card ${plastic.serial}: the records of card ${from.serial} counted on it`,
      );
    }
  }
}

/** One look of a counter at a changed card, which is then put right again. */
async function showChanged(
  world: World,
  till: Till,
  plastic: Plastic,
  state: Plastic['state'],
  how: string,
): Promise<TapResult | undefined> {
  const genuine = plastic.state;
  const entry = world.tally.fraud(`forged: ${how}`);
  entry.tried++;
  plastic.write(state);
  plastic.lay(undefined);
  let told: TapResult | undefined;
  try {
    await till.tap(
      plastic.reader,
      { kind: 'balance' },
      (result) => (told = result),
      () => {},
    );
  } catch (error) {
    if (!isKartuError(error)) throw new Violation('crash', `a forged card ended in ${String(error)}`, error);
  }
  plastic.write(genuine);
  if (told) hear(world.people, { plastic, till, asked: undefined, isAgain: false }, told);
  if (told?.outcome === 'refused') {
    entry.refused++;
    entry.found++;
    if (till.ledger.frozen(plastic.serial)) world.taint(plastic, 'spoilt');
  } else if (told && !plastic.chain.some(({ balanceRupiah }) => balanceRupiah === told!.balanceRupiah)) {
    throw new Violation(
      'fraud',
      `card ${plastic.serial}: ${told.balanceRupiah} counted, which it never held`,
    );
  }
  return told;
}

/** A key that was taken out of a counter signs value onto a card. */
function stolenKey(world: World, till: Till, plastic: Plastic, wanted: number): void {
  const top = plastic.chain.at(-1);
  const amountRupiah = Math.min(wanted, 1_000_000, 2_000_000 - (top?.balanceRupiah ?? 0));
  if (!top || amountRupiah <= 0) return;
  world.taint(plastic, 'stolen-key');
  world.people.account(plastic.serial).hasForged = true;
  const record: PurseRecord = {
    sequence: top.sequence + 1,
    kind: 'topup',
    balanceRupiah: top.balanceRupiah + amountRupiah,
    amountRupiah,
    timeSeconds: Math.floor(till.now() / 1000),
    terminal: till.terminal,
    previousHash: Buffer.from(top.link, 'hex'),
    lastCredit: 0,
    chipCounter: 0,
  };
  const signature = signEd25519(till.signingKey, purseMessage(record, plastic.binding));
  const { head, tail } = encodeSlot({ record, signature });
  const state = plastic.state;
  const kind = plastic.kind as PurseChip;
  const idle = slotIn(kind, state.memory, 0).readUIntBE(0, 3) === top.sequence ? 1 : 0;
  placesOfSlot(kind, idle).forEach((place, i) => {
    state.memory[place] = i < 16 ? head[i]! : tail[i - 16]!;
  });
  plastic.write(state);
  plastic.look();
  const link = createHash('sha256').update(head).update(tail).digest('hex').slice(0, 16);
  const afterRevocation = world.revokedAtMs.has(till.terminal);
  world.forged.push({ link, serial: plastic.serial, terminal: till.terminal, afterRevocation });
}

/** A card and its copy on two readers of one counter at once: one of them pays. */
async function both(world: World, till: Till, plastic: Plastic, amountRupiah: number): Promise<void> {
  world.taint(plastic, 'clone');
  const twin = plastic.twin('now');
  world.plastics.push(twin);
  const results = await Promise.all(
    [plastic, twin].map(async (each) => {
      const since = till.ledger.transfersOf(each.serial, 1)[0]?.id ?? 0;
      const claim = world.people.ask({
        till,
        plastic: each,
        kind: 'sale',
        amountRupiah,
        reference: undefined,
        purpose: undefined,
        since,
      });
      let told: TapResult | undefined;
      const fresh: SeenRecord[] = [];
      each.lay(undefined);
      try {
        await till.tap(
          each.reader,
          { kind: 'sale', amountRupiah },
          (result) => (told = result),
          (step) => {
            if (step === 'head-written') fresh.push(...each.look());
          },
        );
      } catch (error) {
        // The one that comes second may find the books closed to it by their own constraints.
        const isStopped = /^SQLITE_CONSTRAINT/.test(String((error as { code?: unknown }).code));
        if (!isStopped && !isKartuError(error))
          throw new Violation('crash', `two cards at once ended in ${String(error)}`, error);
      }
      return { each, claim, told, fresh };
    }),
  );
  for (const { each, claim, told, fresh } of results) {
    world.people.attribute(each, till, [...fresh, ...each.look()]);
    if (told) hear(world.people, { plastic: each, till, asked: claim, isAgain: false }, told);
  }
  const paid = results.filter(({ told }) => told?.outcome === 'posted' && !told.resumed);
  if (paid.length > 1)
    throw new Violation('fraud', `card ${plastic.serial}: it and its copy both paid at one counter`);
}
