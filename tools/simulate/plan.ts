import { Random } from './random.ts';
import {
  type Amount,
  type Delivery,
  type DiskFault,
  type Fault,
  type KillFault,
  type PlanOptions,
  type Step,
  TAP_STEPS,
  type TearFault,
} from './steps.ts';

const EDGE_AMOUNTS = [1, 500, 1_000, 12_500, 100_000, 250_000, 250_001, 499_999, 500_000, 500_001] as const;

const WEIGHTS = {
  sale: 38,
  topup: 16,
  balance: 7,
  resolve: 5,
  again: 9,
  close: 5,
  refund: 3,
  'take-back': 2,
  restart: 3,
  wait: 8,
  clock: 1,
  copy: 2,
  'roll-back': 1.2,
  clone: 0.5,
  forge: 1.5,
  move: 0.8,
  'stolen-key': 0.4,
  both: 0.6,
  embezzle: 0.5,
  gift: 0.5,
  salary: 1.2,
  export: 4,
  deliver: 6,
  reply: 4,
  apply: 5,
  settle: 2,
  issue: 0.4,
  retire: 0.8,
  'office-backup': 0.5,
  'office-restore': 0.8,
  'copy-books': 0.5,
  'old-books': 0.6,
  reckon: 0.6,
} as const;
type Kind = keyof typeof WEIGHTS;

const FAULTS = { tear: 55, 'kill-step': 14, 'kill-sql': 12, disk: 13, worn: 6 } as const;

/** What need not happen in every world. */
const OPTIONAL: readonly Kind[] = [
  'close',
  'refund',
  'take-back',
  'restart',
  'wait',
  'clock',
  'roll-back',
  'clone',
  'forge',
  'move',
  'stolen-key',
  'both',
  'embezzle',
  'gift',
  'salary',
  'export',
  'deliver',
  'reply',
  'apply',
  'settle',
  'issue',
  'retire',
  'office-restore',
  'old-books',
];

/** How often what happens in one world: each has its own mixture, because some faults hide others. */
interface Mixture {
  readonly steps: Readonly<Record<Kind, number>>;
  readonly faults: Readonly<Record<keyof typeof FAULTS, number>>;
  readonly faultRate: number;
  readonly counters: number;
  readonly cards: number;
}

function mixtureOf(random: Random, counters: number, cards: number): Mixture {
  const steps: Record<Kind, number> = { ...WEIGHTS };
  for (const kind of OPTIONAL) if (random.chance(0.5)) steps[kind] = 0;
  const faults: Record<keyof typeof FAULTS, number> = { ...FAULTS };
  for (const kind of Object.keys(faults) as (keyof typeof FAULTS)[])
    if (random.chance(0.35)) faults[kind] = 0;
  if (Object.values(faults).every((weight) => weight === 0)) faults.tear = 1;
  return { steps, faults, faultRate: random.pick([0, 0.15, 0.35, 0.6]), counters, cards };
}

/** A plan of so many steps, the last of which is a reckoning. */
export function planOf({ seed, steps, counters, cards }: PlanOptions): Step[] {
  const random = new Random(seed);
  const mixture = mixtureOf(random, counters, cards);
  const plan: Step[] = [];
  for (let i = 1; i < steps; i++) plan.push(stepOf(random, mixture));
  plan.push({ do: 'reckon' });
  return withLosses(plan, seed, cards);
}

/** Now and then somebody loses a card. */
function withLosses(plan: Step[], seed: number, cards: number): Step[] {
  const random = new Random(seed ^ 0x1057);
  for (let losses = random.pick([0, 0, 1, 2]); losses > 0 && plan.length > 2; losses--) {
    plan[random.whole(0, plan.length - 2)] = { do: 'lose', card: random.whole(0, cards - 1) };
  }
  return plan;
}

function stepOf(random: Random, mixture: Mixture): Step {
  const { cards, counters, faults, faultRate } = mixture;
  const what = random.weighted(mixture.steps);
  const at = random.whole(0, counters - 1);
  // Some cards are used more than others; beyond the last one lie copies, if there are any.
  const card = random.chance(0.4) ? random.whole(0, 1) : random.whole(0, cards + 1);
  const fault = random.chance(faultRate) ? { fault: faultOf(random, faults) } : {};
  switch (what) {
    case 'sale':
    case 'topup':
      return {
        do: what,
        at,
        card,
        amount: amountOf(random, what),
        ...(random.chance(0.3) ? { named: true } : {}),
        ...(what === 'sale' && random.chance(0.2)
          ? { purpose: random.pick(['merchant', 'merchant', 'dues', 'dues', 'event'] as const) }
          : {}),
        ...fault,
      };
    case 'balance':
    case 'resolve':
    case 'again':
      return { do: what, at, card, ...fault };
    case 'close':
      return {
        do: what,
        at,
        pick: random.whole(0, 3),
        ...(random.chance(0.15) ? { fault: diskFault(random, 1) } : {}),
      };
    case 'refund':
      return {
        do: what,
        at,
        pick: random.whole(0, 9),
        share: random.whole(1, 3),
        ...booksFault(random, mixture),
      };
    case 'take-back':
      return { do: what, at, pick: random.whole(0, 9), share: random.whole(1, 3), ...fault };
    case 'restart':
      return { do: what, at };
    case 'wait':
      return { do: what, minutes: random.chance(0.2) ? random.whole(600, 4 * 1440) : random.whole(1, 300) };
    case 'clock':
      // Mostly as clocks are wrong; now and then as after an empty battery, or a hand that slipped.
      return {
        do: what,
        at,
        minutes: random.chance(0.7) ? random.whole(-50, 50) : random.whole(-2 * 1440, 2 * 1440),
      };
    case 'copy':
    case 'roll-back':
    case 'clone':
      return { do: what, card };
    case 'forge': {
      const how = random.pick([
        'stranger-key',
        'raised-balance',
        'random-bytes',
        'one-bit',
        'swapped-slots',
      ] as const);
      return { do: what, card, how, seed: random.whole(0, 0xffff) };
    }
    case 'move':
      return { do: what, card, from: random.whole(0, cards - 1) };
    case 'stolen-key':
      return { do: what, at, card, amount: random.whole(1, 20) * 50_000 };
    case 'both':
      return { do: what, at, card, amount: random.whole(1, 20) * 1_000 };
    case 'embezzle':
      return { do: what, at, amount: random.whole(1, 50) * 1_000 };
    case 'gift':
      return { do: what, at, card, amount: random.whole(1, 50) * 1_000 };
    case 'salary':
      return { do: what, amount: random.whole(1, 9) * 25_000, ...booksFault(random, mixture) };
    case 'export':
    case 'reply':
      return { do: what, at, ...booksFault(random, mixture) };
    case 'deliver':
      return { do: what, pick: random.whole(0, 7), ...deliveryOf(random), ...booksFault(random, mixture) };
    case 'apply': {
      const stray = random.chance(0.15) ? { how: 'stray' as const } : {};
      const pick = random.whole(0, 3);
      return { do: what, at, pick, ...deliveryOf(random), ...stray, ...booksFault(random, mixture) };
    }
    case 'settle':
    case 'retire':
    case 'copy-books':
    case 'old-books':
      return { do: what, at };
    case 'issue':
      return { do: what, at, kind: random.whole(0, 4), ...issueFault(random) };
    case 'office-backup':
    case 'office-restore':
    case 'reckon':
      return { do: what };
  }
}

function amountOf(random: Random, kind: 'sale' | 'topup'): Amount {
  if (kind === 'sale' && random.chance(0.12)) return random.pick(['all', 'more'] as const);
  if (random.chance(0.3)) return random.pick(EDGE_AMOUNTS);
  return kind === 'sale' ? random.whole(1, 80) * 500 : random.whole(1, 30) * 10_000;
}

function faultOf(random: Random, faults: Mixture['faults']): Fault {
  const kind = random.weighted(faults);
  switch (kind) {
    case 'tear': {
      const when = random.pick(['before', 'after', 'half'] as const);
      return { kind, exchange: random.whole(1, 44), when, seed: random.whole(0, 0xffff) };
    }
    case 'kill-step':
      return { kind, step: random.whole(0, TAP_STEPS.length - 1) };
    case 'kill-sql':
      return { kind, statement: random.whole(1, 14) };
    case 'disk':
      return diskFault(random, 4);
    case 'worn':
      return { kind, write: random.whole(1, 30), seed: random.whole(0, 0xffff) };
  }
}

function deliveryOf(random: Random): { how: Delivery; seed: number } {
  const how = random.weighted({ whole: 55, twice: 15, lost: 10, truncated: 10, damaged: 10 });
  return { how, seed: random.whole(0, 0xffff_ffff) };
}

/** What may go wrong while a card is made: that takes up to some two hundred exchanges. */
function issueFault(random: Random): { fault?: TearFault | KillFault } {
  if (random.chance(0.3)) return { fault: { kind: 'kill-sql', statement: random.whole(1, 60) } };
  const when = random.pick(['before', 'after', 'half'] as const);
  const fault = {
    kind: 'tear',
    exchange: random.whole(1, 200),
    when,
    seed: random.whole(0, 0xffff),
  } as const;
  return random.chance(0.9) ? { fault } : {};
}

/** What may go wrong where there is no card. */
function booksFault(random: Random, { faults, faultRate }: Mixture): { fault?: DiskFault | KillFault } {
  if (!random.chance(faultRate / 2)) return {};
  if (faults['kill-sql'] > 0 && random.chance(0.5)) {
    return { fault: { kind: 'kill-sql', statement: random.whole(1, 40) } };
  }
  return faults.disk > 0 ? { fault: diskFault(random, 3) } : {};
}

function diskFault(random: Random, commits: number): DiskFault {
  const how = random.pick(['full', 'sync', 'sync-durable'] as const);
  return { kind: 'disk', commit: random.whole(1, commits), how };
}
