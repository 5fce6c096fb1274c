import type { RefusalCode } from '../sale/refusals.ts';

type RefusalKeys = `cashier.${RefusalCode}` | `member.${RefusalCode}`;

const blocked = 'Please ask at the secretariat.';

/** What the counter says, in English. `cashier.*` says what to do next; `member.*` may be shown to anybody. */
export const en = {
  'cashier.terminal-expired':
    'This counter’s permission has run out. Ask the secretariat for a new bundle and run setup.',
  'member.terminal-expired': 'This counter cannot take cards at the moment.',
  'cashier.counter-restored':
    'These books came out of a backup and take no cards. Set this counter up anew: kartu-terminal request.',
  'member.counter-restored': 'This counter cannot take cards at the moment.',
  'cashier.clock-behind': 'This computer’s clock was set back. Set date and time right, then try again.',
  'member.clock-behind': 'This counter cannot take cards at the moment.',
  'cashier.card-not-read':
    'The card could not be opened. Take it away, lay it flat on the reader and try again; if it goes on, send the member to the secretariat.',
  'member.card-not-read': 'The card could not be read. Please lay it on again.',
  'cashier.card-blank': 'This card has not been issued yet. The secretariat issues it.',
  'member.card-blank': 'This card is not in use yet.',
  'cashier.card-foreign': 'This is not one of our cards. Ask for the member card.',
  'member.card-foreign': 'This is not a card of this organisation.',
  'cashier.card-other-organisation': 'This card belongs to another organisation. Ask for the member card.',
  'member.card-other-organisation': 'This is not a card of this organisation.',
  'cashier.card-issuer-unknown':
    'This card was issued with a key this counter does not know yet. Get a new bundle from the secretariat.',
  'member.card-issuer-unknown': 'This counter does not know this card yet.',
  'cashier.card-not-genuine':
    'The card’s signature is not valid. Take no payment; send the member to the secretariat.',
  'member.card-not-genuine': blocked,
  'cashier.card-damaged':
    'The card’s data is damaged. Send the member to the secretariat for a new card; the balance is kept in the books.',
  'member.card-damaged': 'This card cannot be read. The secretariat replaces it; your balance is not lost.',
  'cashier.record-damaged':
    'The balance on the card cannot be read. Send the member to the secretariat; the balance is kept in the books.',
  'member.record-damaged': 'This card cannot be read. The secretariat helps; your balance is not lost.',
  'cashier.record-not-genuine':
    'The balance on the card is not validly signed. Take no payment; send the member to the secretariat.',
  'member.record-not-genuine': blocked,
  'cashier.record-terminal-unknown':
    'This card was used at a counter that this one does not know yet. Get a new bundle from the secretariat.',
  'member.record-terminal-unknown': 'This counter does not know the card’s last transaction yet.',
  'cashier.record-terminal-expired':
    'The card’s last transaction was made by a counter whose permission had run out by then, as far as this one knows. Get a new bundle from the secretariat; if it stays so, send the member there.',
  'member.record-terminal-expired': blocked,
  'cashier.record-terminal-incapable':
    'The card’s last transaction goes beyond what its counter may do, as far as this one knows. Get a new bundle from the secretariat; if it stays so, send the member there.',
  'member.record-terminal-incapable': blocked,
  'cashier.card-behind':
    'The card shows an older balance than the books. It is frozen; send the member to the secretariat.',
  'member.card-behind': blocked,
  'cashier.card-forked':
    'The card does not fit the books: there may be a copy of it. It is frozen; send the member to the secretariat.',
  'member.card-forked': blocked,
  'cashier.chip-changed':
    'This is not the chip that was issued. The card is frozen; send the member to the secretariat.',
  'member.chip-changed': blocked,
  'cashier.card-frozen': 'This card was frozen at this counter. Send the member to the secretariat.',
  'member.card-frozen': blocked,
  'cashier.card-blocked':
    'This card is on the blocklist. Take no payment; send the member to the secretariat.',
  'member.card-blocked': blocked,
  'cashier.card-expired': 'This card is past its date. The secretariat renews it and moves the balance.',
  'member.card-expired': 'This card is past its date. The secretariat renews it; your balance is not lost.',
  'cashier.member-suspended':
    'The secretariat has suspended this member, or the member has left. Take no payment; send the member there.',
  'member.member-suspended': blocked,
  'cashier.unfinished-transfer':
    'An earlier transfer with this card is unfinished. Finish it first: kartu-terminal resolve --reader READER.',
  'member.unfinished-transfer': 'An earlier payment with this card has to be finished first.',
  'cashier.earlier-transfer-finished':
    'The earlier transfer had gone through after all and is now in the books. Tell the member, then tap again for this one.',
  'member.earlier-transfer-finished': 'Your earlier payment had gone through. Nothing else was charged.',
  'cashier.terminal-incapable': 'This counter may not do that. Ask the secretariat.',
  'member.terminal-incapable': 'This counter cannot do that.',
  'cashier.blocklist-expired':
    'This counter’s blocklist is too old to sell. Get a new bundle from the secretariat.',
  'member.blocklist-expired': 'This counter cannot take cards at the moment.',
  'cashier.settlement-expired':
    'This counter has not settled for too long to sell. Export for the secretariat, and apply its reply.',
  'member.settlement-expired': 'This counter cannot take cards at the moment.',
  'cashier.amount-above-terminal-limit':
    'The amount is above what this counter may move at once. Take less, or another way of paying.',
  'member.amount-above-terminal-limit': 'The amount is too high for this counter.',
  'cashier.amount-above-limit':
    'The amount is above the limit for one transaction. Take less, or another way of paying.',
  'member.amount-above-limit': 'The amount is above the limit for one transaction.',
  'cashier.balance-too-low': 'The balance is too low: {{balance}}. Top up, or take another way of paying.',
  'member.balance-too-low': 'The balance is too low.',
  'cashier.balance-above-maximum': 'A card may hold at most {{maximum}}. Take a smaller amount.',
  'member.balance-above-maximum': 'A card may hold at most {{maximum}}.',
  'cashier.daily-limit':
    'This card has reached what it may spend here today. Tomorrow again, or another way of paying.',
  'member.daily-limit': 'Today’s limit of this card is reached.',
  'cashier.card-worn-out': 'This card has reached its last transaction number. The secretariat replaces it.',
  'member.card-worn-out': 'The secretariat replaces this card; your balance is not lost.',
  'cashier.other-card':
    'This is another card than the one this was begun with. Ask for that one, or begin anew.',
  'member.other-card': 'Please give the card that this was begun with.',
  'cashier.bank-transfer-used': 'That bank transfer has topped up a card already. Look at the account again.',
  'member.bank-transfer-used': 'This transfer was used already.',
  'cashier.dues-paid': 'This member’s dues for that period are paid already. Nothing was charged.',
  'member.dues-paid': 'Your dues for this period are paid already.',
  'cashier.event-closed': 'That event is not open. See event list.',
  'member.event-closed': 'This event is not open.',
  'cashier.event-registered': 'This member is registered for the event already. Nothing was charged.',
  'member.event-registered': 'You are registered for this event already.',
  'cashier.event-attended': 'This member was counted before.',
  'member.event-attended': 'You were counted already. Welcome.',
  'cashier.event-not-registered':
    'This member is not registered for the event here. Register first: event register.',
  'member.event-not-registered': 'You are not registered for this event yet.',
  'cashier.pin-unset':
    'Above this amount the member needs a PIN, and has none here. A supervisor sets it with the member, or take less.',
  'member.pin-unset': 'For this amount you need a PIN. Ask the supervisor to set one.',
  'cashier.pin-needed': 'Ask the member to type the PIN, then tap again.',
  'member.pin-needed': 'Please type your PIN.',
  'cashier.pin-waiting': 'Too many wrong PINs. Wait before the next try, or take less.',
  'member.pin-waiting': 'Please wait a while before you type your PIN again.',
  'cashier.pin-locked': 'The PIN is locked. A supervisor sets a new one with the member.',
  'member.pin-locked': 'Your PIN is locked. The supervisor sets a new one with you.',
  'cashier.pin-wrong': 'The PIN is wrong. Let the member type it again, then tap again.',
  'member.pin-wrong': 'The PIN is wrong. Please type it again.',

  'kind.opening': 'issued',
  'kind.sale': 'sale',
  'kind.topup': 'top-up',
  'kind.refund': 'refund',
  'kind.credit': 'salary credit',
  'kind.payout': 'taken back',
  'kind.correction': 'correction',
  'state.pending': 'pending',
  'state.posted': 'posted',
  'state.voided': 'voided',
  'state.unresolved': 'unresolved',

  'tap.paid': 'PAID {{amount}} — member {{member}}, new balance {{balance}}',
  'tap.topped-up': 'TOPPED UP {{amount}} — member {{member}}, new balance {{balance}}',
  'tap.taken-back': 'TAKEN BACK {{amount}} — member {{member}}, new balance {{balance}}',
  'tap.given-back': 'GIVEN BACK {{amount}} — member {{member}}, new balance {{balance}}',
  'tap.credited': 'Salary of {{amount}} was put on the card.',
  'tap.waiting': 'Salary that waits for this card: {{amount}}.',
  'tap.attending': 'WELCOME — member {{member}}; {{count}} are here.',
  'tap.resumed': 'This was finished from the tap before; it was not charged again.',
  'tap.unresolved':
    'NOT FINISHED YET: tap the same card again. ({{kind}} of {{amount}}, transfer {{transfer}})',
  'tap.voided': 'NOT DONE: the card left too early. Nothing was written; tap again.',
  'tap.unresolved-short': 'NOT FINISHED YET: tap the same card again.',
  'tap.refused': 'REFUSED: {{reason}}',
  'tap.balance': 'Member {{member}}: balance {{balance}}',
  'tap.unfinished': 'Unfinished on this card: {{kind}} of {{amount}} (transfer {{transfer}}).',
  'tap.finished-earlier': 'An earlier {{kind}} of {{amount}} had gone through and is now in the books.',
  'tap.settled-back': 'Given back to the card: {{amount}}, which was owed to the member.',
  'tap.settled-taken': 'Taken back from the card: {{amount}}, which the member owed.',
  'tap.owed': 'Still owed to the member: {{amount}}.',
  'tap.owes': 'Still owed by the member: {{amount}}.',
  'tap.resolved': 'Nothing is left unfinished on this card. Member {{member}}, balance {{balance}}',

  'request.done':
    'Request written to {{file}}. Take it to the secretariat, and set this counter up with the bundle it answers with.',
  'request.new-keys': 'This counter’s keys were made and stay in {{folder}}.',
  'setup.done':
    'This counter ({{outlet}}, number {{terminal}}) belongs to {{organisation}} now. Compare the organisation’s fingerprint with the secretariat’s: {{fingerprint}}',
  'open.interrupted':
    '{{count}} transfer(s) were cut off last time and are unresolved now: the card’s next tap shows what became of them.',
  'resolve.none': 'There is no unfinished transfer at this counter.',
  'resolve.how':
    'Tap the card again (resolve --reader READER), or close one whose card does not come back: resolve ID --not-done',
  'resolve.closed':
    'Transfer {{transfer}} is closed as not done: {{kind}} of {{amount}}. Should the card show otherwise later, the books follow it.',
  'verify.good':
    'The ledger is in order: {{entries}} journal entries, {{cards}} cards, {{records}} card records, {{posted}} posted, {{voided}} voided, {{unresolved}} unresolved.',
  'verify.bad': 'The ledger is NOT in order: {{count}} finding(s).',
  'history.empty': 'This card has no transactions yet.',

  'head.transfer': 'Transfer',
  'head.time': 'Time',
  'head.kind': 'Kind',
  'head.amount': 'Amount',
  'head.balance': 'Balance',
  'head.state': 'State',
  'head.card': 'Card',
  'head.member': 'Member',
  'head.number': 'No.',
  'head.counter': 'Counter',
  'head.account': 'Account',
  'head.debit': 'Debit',
  'head.credit': 'Credit',
  'head.check': 'Check',
  'head.where': 'Where',
  'head.what': 'What',
  'head.source': 'Known from',
  'source.ledger': 'books',
  'source.card': 'card',
} as const satisfies Readonly<Record<RefusalKeys, string>> & Readonly<Record<string, string>>;
