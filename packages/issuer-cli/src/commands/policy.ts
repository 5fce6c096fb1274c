import { formatRupiah, KartuError, type Policy, parseRupiah } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { withExample } from './help.ts';

const RENEWED = ['never', 'tags', 'all'] as const;
const HOLDERS = ['registered', 'approved'] as const;

interface PolicyOptions {
  maxSale?: string;
  maxTopup?: string;
  maxPerDay?: string;
  askPinAbove?: string;
  renewCards?: (typeof RENEWED)[number];
  cardsFor?: (typeof HOLDERS)[number];
  displayInitials?: string;
}

/** `policy show | set`. */
export function addPolicyCommands(program: Command): void {
  const group = program.command('policy').description('what counters may do without asking');
  const show = group
    .command('show')
    .description('the limits in force')
    .action(action(async (context) => tell(context, context.registry().organisation().policy)));
  withExample(show, '--data ikarholaz policy show');
  const set = group
    .command('set')
    .description('change limits; counters hear of them with their next bundle')
    .option('--max-sale <amount>', 'most that one sale may be')
    .option('--max-topup <amount>', 'most that one top-up may be')
    .option('--max-per-day <amount>', 'most that one card may spend at one counter in a day')
    .option('--ask-pin-above <amount>', 'above it a sale asks for the member’s PIN; 0: always, off: never')
    .option('--display-initials <on|off>', 'whether the customer’s screen shows a member’s initials')
    .addOption(
      new Option(
        '--renew-cards <which>',
        'which cards get newer access keys at a tap: tags (NTAG), all (a MIFARE Classic that is pulled away in that moment may be lost), never',
      ).choices(RENEWED),
    )
    .addOption(
      new Option(
        '--cards-for <whom>',
        'which members cards are made for: registered (all who may hold one), approved (not before they are approved)',
      ).choices(HOLDERS),
    )
    .action(action(async (context, options: PolicyOptions) => change(context, options)));
  withExample(set, '--data ikarholaz policy set --ask-pin-above 200000');
}

function change(context: Context, options: PolicyOptions): void {
  const { maxSale, maxTopup, maxPerDay, askPinAbove, displayInitials, renewCards, cardsFor } = options;
  const registry = context.registry();
  const { pinAboveRupiah, ...before } = registry.organisation().policy;
  if (Object.values(options).every((each) => each === undefined)) {
    throw new KartuError('usage', 'nothing to change', { details: { what: 'policy-nothing' } });
  }
  const pin = askPinAbove === undefined ? pinAboveRupiah : pinAmount(askPinAbove);
  const policy: Policy = {
    ...before,
    ...(maxSale === undefined ? {} : { maxSaleRupiah: parseRupiah(maxSale) }),
    ...(maxTopup === undefined ? {} : { maxTopupRupiah: parseRupiah(maxTopup) }),
    ...(maxPerDay === undefined ? {} : { maxSpentPerDayRupiah: parseRupiah(maxPerDay) }),
    ...(pin === undefined ? {} : { pinAboveRupiah: pin }),
    ...(displayInitials === undefined ? {} : { displayInitials: isOn(displayInitials) }),
    ...(renewCards === undefined ? {} : { renewCards }),
    ...(cardsFor === undefined ? {} : { cardsFor }),
  };
  if (Math.max(policy.maxSaleRupiah, policy.maxTopupRupiah) > policy.maxBalanceRupiah) {
    throw new KartuError('usage', 'beyond what a card may hold', {
      details: { what: 'policy-limit', max: formatRupiah(policy.maxBalanceRupiah) },
    });
  }
  registry.setPolicy(policy);
  tell(context, policy, context.say('policy.set'));
}

/** Undefined: never asked for. */
function pinAmount(text: string): number | undefined {
  if (/^off$/i.test(text)) return undefined;
  return text.trim() === '0' ? 0 : parseRupiah(text);
}

function isOn(text: string): boolean {
  if (/^(on|off)$/i.test(text)) return text.toLowerCase() === 'on';
  throw new KartuError('usage', `--display-initials takes on or off, not "${text.slice(0, 20)}"`, {
    details: { what: 'policy-on-off', text: text.slice(0, 20) },
  });
}

function tell(context: Context, policy: Policy, note?: string): void {
  context.output.result(policy, () => {
    const rows: [string, number | undefined][] = [
      ['max-balance', policy.maxBalanceRupiah],
      ['max-sale', policy.maxSaleRupiah],
      ['max-topup', policy.maxTopupRupiah],
      ['max-per-day', policy.maxSpentPerDayRupiah],
      ['pin-above', policy.pinAboveRupiah],
    ];
    const shown = rows.map(([key, rupiah]) => [
      context.say(`policy.${key}`),
      rupiah === undefined ? context.say('policy.pin-off') : formatRupiah(rupiah),
    ]);
    const initials = context.say(`policy.initials-${policy.displayInitials === false ? 'off' : 'on'}`);
    shown.push([context.say('policy.initials'), initials]);
    shown.push([
      context.say('policy.renew-cards'),
      context.say(`policy.renew-${policy.renewCards ?? 'tags'}`),
    ]);
    shown.push([
      context.say('policy.cards-for'),
      context.say(`policy.for-${policy.cardsFor ?? 'registered'}`),
    ]);
    const head = [context.say('policy.head.what'), context.say('policy.head.amount')];
    return [table(head, shown, [1]), ...(note === undefined ? [] : ['', note])].join('\n');
  });
}
