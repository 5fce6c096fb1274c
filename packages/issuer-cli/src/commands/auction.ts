import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import { formatPooled, type PooledNumber, parsePooledNumber } from '../numbering/pools.ts';
import type { Auction } from '../registry/auctions.ts';
import { withExample } from './help.ts';
import { moveDocument, moveText } from './number-document.ts';

interface OpenOptions {
  from?: string;
  until: string;
  startPrice: string;
  increment: string;
  extension: string;
  payDays: string;
}

export function addAuctionCommands(program: Command): void {
  const group = program
    .command('auction')
    .description('numbers sold to the highest bidder, open to all members');
  addOpen(group);
  const bid = group
    .command('bid <auction> <member> <rupiah>')
    .description('a bid of a member; it is never lowered or withdrawn')
    .action(
      action(async (context, _options: unknown, ...[id, who, amount]: [string, string, string]) => {
        const member = findMember(context.registry(), who);
        const auction = context
          .registry()
          .auctions.bid(parseId(id), member, parseRupiah(amount), context.person());
        const words = { ...wordsOf(context, auction), member: context.shown(member.memberNumber) };
        context.output.result(auctionDocument(context, auction), () => context.say('auction.bid', words));
      }),
    );
  withExample(bid, '--data ikarholaz auction bid 1 89.00000001 1.500.000 --operator "Sari"');
  const show = group
    .command('show [auction]')
    .description('all auctions, or one with its bids')
    .action(action(async (context, _options: unknown, id?: string) => showAuctions(context, id)));
  withExample(show, '--data ikarholaz auction show 1');
  addEnd(group);
}

function addOpen(group: Command): void {
  const open = group
    .command('open <number>')
    .description('announce an auction of a number that nobody holds; its terms never change')
    .option(
      '--from <time>',
      'first bid, YYYY-MM-DDTHH:MM by the clock of this computer; now where nothing is said',
    )
    .requiredOption('--until <time>', 'end, YYYY-MM-DDTHH:MM')
    .requiredOption('--start-price <rupiah>', 'least first bid')
    .requiredOption('--increment <rupiah>', 'by how much each bid must be above the last')
    .option(
      '--extension <minutes>',
      'a bid in the last minutes moves the end so many minutes behind it',
      '10',
    )
    .option('--pay-days <days>', 'how long the winner, and each next bidder, has to pay', '3')
    .action(
      action(async (context, options: OpenOptions, text: string) => {
        const registry = context.registry();
        const { scheme } = registry.organisation();
        const { unique, pool } = parsePooledNumber(scheme, text);
        const terms = {
          pool,
          startsAt: options.from === undefined ? registry.now() : parseTime(options.from),
          endsAt: parseTime(options.until),
          startPriceRupiah: parseRupiah(options.startPrice),
          incrementRupiah: parseRupiah(options.increment),
          extensionMinutes: parseCountTo(options.extension, 0, 1440),
          paymentDays: parseCountTo(options.payDays, 1, 365),
        };
        const auction = registry.auctions.open(scheme, unique, terms, context.person());
        context.output.result(auctionDocument(context, auction), () =>
          context.say('auction.opened', wordsOf(context, auction)),
        );
      }),
    );
  withExample(
    open,
    '--data ikarholaz auction open 17081945 --until 2026-12-20T20:00 --start-price 1.000.000 --increment 50.000 --operator "Sari"',
  );
}

function addEnd(group: Command): void {
  const close = group
    .command('close <auction>')
    .description(
      "after the end: reserve the number for the winner; after the winner's deadline: for the next bidder",
    )
    .action(
      action(async (context, _options: unknown, id: string) => {
        const { auction, offer } = context.registry().auctions.close(parseId(id), context.person());
        context.output.result(auctionDocument(context, auction), () => {
          const words = wordsOf(context, auction);
          if (!offer) return context.say('auction.unsold', words);
          const member = context.shown(offer.memberNumber);
          const [amount, expires] = [formatRupiah(offer.amountRupiah), localTime(offer.expiresAt)];
          return context.say('auction.offered', { ...words, member, amount, expires });
        });
      }),
    );
  withExample(close, '--data ikarholaz auction close 1 --operator "Sari"');
  const award = group
    .command('award <auction>')
    .description('give the number to the bidder who paid (number pay)')
    .option(
      '--approved-by <name>',
      'the chair, where no operators are registered; not the person who closed the auction',
    )
    .action(
      action(async (context, { approvedBy }: { approvedBy?: string }, id: string) => {
        const registry = context.registry();
        const member = registry.members.byId(registry.auctions.payer(parseId(id)));
        const move = registry.numbers.approve(
          registry.organisation().scheme,
          member,
          context.approver(approvedBy),
        );
        context.output.result(moveDocument(context, move), () => moveText(context, 'number.approved', move));
      }),
    );
  withExample(award, '--data ikarholaz auction award 1 --approved-by "Hadi"');
  const cancel = group
    .command('cancel <auction>')
    .description('take back an auction in which nobody has bid')
    .action(
      action(async (context, _options: unknown, id: string) => {
        const auction = context.registry().auctions.cancel(parseId(id), context.person());
        context.output.result(auctionDocument(context, auction), () =>
          context.say('auction.cancelled', wordsOf(context, auction)),
        );
      }),
    );
  withExample(cancel, '--data ikarholaz auction cancel 1 --operator "Sari"');
}

function showAuctions(context: Context, id: string | undefined): void {
  const { auctions } = context.registry();
  if (id === undefined) {
    const listed = auctions.list();
    context.output.result({ auctions: listed.map((each) => auctionDocument(context, each)) }, () => {
      if (listed.length === 0) return context.say('auction.none');
      const rows = listed.map((each) => {
        const { number, state, ends, highest } = wordsOf(context, each);
        return [String(each.id), number, state, ends, highest];
      });
      return table(headOf(context, ['auction', 'number', 'state', 'ends', 'highest']), rows, [0]);
    });
    return;
  }
  const auction = auctions.get(parseId(id));
  context.output.result(auctionDocument(context, auction), () => {
    const bids = auctions
      .bids(auction.id)
      .map((bid) => [formatRupiah(bid.amountRupiah), context.shown(bid.memberNumber), localTime(bid.at)]);
    const offers = auctions
      .offers(auction.id)
      .map((offer) => [
        context.shown(offer.memberNumber),
        formatRupiah(offer.amountRupiah),
        context.say(`request-state.${offer.state}`),
        localTime(offer.expiresAt),
      ]);
    return [
      context.say('auction.terms', wordsOf(context, auction)),
      ...(bids.length > 0 ? [table(headOf(context, ['bid', 'member', 'at']), bids)] : []),
      ...(offers.length > 0
        ? [table(headOf(context, ['offered-to', 'bid', 'state', 'pay-until']), offers)]
        : []),
    ].join('\n');
  });
}

function auctionDocument(context: Context, auction: Auction) {
  const { auctions } = context.registry();
  const { id, unique, pool, ...terms } = auction;
  return {
    auction: id,
    number: numberOf(context, { unique, pool }),
    state: stateOf(context, auction),
    ...terms,
    bids: auctions.bids(id).map(({ memberId: _id, memberNumber, ...bid }) => {
      return { memberNumber: context.shown(memberNumber), ...bid };
    }),
    offers: auctions.offers(id).map(({ memberId: _id, memberNumber, ...offer }) => {
      return { memberNumber: context.shown(memberNumber), ...offer };
    }),
  };
}

function wordsOf(context: Context, auction: Auction) {
  const highest = context.registry().auctions.bids(auction.id)[0];
  return {
    auction: auction.id,
    number: numberOf(context, auction),
    state: context.say(`auction-state.${stateOf(context, auction)}`),
    starts: localTime(auction.startsAt),
    ends: localTime(auction.endsAt),
    price: formatRupiah(auction.startPriceRupiah),
    increment: formatRupiah(auction.incrementRupiah),
    minutes: auction.extensionMinutes,
    highest: highest ? formatRupiah(highest.amountRupiah) : '—',
  };
}

function stateOf(context: Context, auction: Auction): string {
  if (auction.outcome !== null) return auction.outcome;
  const now = context.registry().now().toISOString();
  if (auction.closedAt !== null) return 'closed';
  return now < auction.startsAt ? 'announced' : now < auction.endsAt ? 'running' : 'over';
}

function headOf(context: Context, columns: readonly string[]): string[] {
  return columns.map((column) => context.say(`column.${column}`));
}

function numberOf(context: Context, number: PooledNumber): string {
  return formatPooled(context.registry().organisation().scheme, number);
}

/** By the clock of this computer, as it is typed. */
function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE').slice(0, 16);
}

function parseTime(text: string): Date {
  const match = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d$/.exec(text.trim());
  const time = new Date(text.trim().replace(' ', 'T'));
  // 30 February would become 2 March
  if (match && time.toLocaleDateString('sv-SE') === match[1]) return time;
  throw new KartuError('usage', 'not a time', { details: { what: 'auction-time', text: text.slice(0, 30) } });
}

function parseCountTo(text: string, least: number, most: number): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  if (count >= least && count <= most) return count;
  throw new KartuError('usage', `not between ${least} and ${most}`, {
    details: { what: 'auction-count', text: text.slice(0, 20), least, most },
  });
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new KartuError('not-found', 'no such auction', {
    details: { what: 'auction', auction: text.slice(0, 20) },
  });
}
