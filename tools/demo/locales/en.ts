/** The story in English. */
export const en = {
  'demo.title': 'KartuKita: a cooperative and its cards',
  'demo.intro':
    'What you read happens while you read it. The programs are those that work with real readers; only the cards are files, and behave as the data sheets of the chips say, byte for byte. Everything goes to the folder {{folder}}, which is made anew each time. Nothing leaves this computer.',

  'demo.word.secretariat': 'secretariat',
  'demo.word.at-counter': 'Counter {{number}}',
  'demo.word.counter': 'counter {{number}}',
  'demo.word.took': '{{exchanges}} exchanges, {{time}}',

  'demo.column.thing': 'What',
  'demo.column.value': 'Value',
  'demo.column.number': 'Member number',
  'demo.column.member': 'Member',
  'demo.column.cohort': 'Class of',
  'demo.column.theme': 'Theme',
  'demo.column.chip': 'Chip',
  'demo.column.uid': 'UID',
  'demo.column.exchanges': 'Exchanges',
  'demo.column.time': 'Time',
  'demo.column.file': 'File',
  'demo.column.for': 'Made for',
  'demo.column.pages': 'Pages',
  'demo.column.from-to': 'From → to',
  'demo.column.holds': 'What is in it',
  'demo.column.counter': 'Counter',
  'demo.column.outlet': 'Outlet',
  'demo.column.may': 'May do',
  'demo.column.up-to': 'Up to',
  'demo.column.until': 'Until',
  'demo.column.sale': 'Sale',
  'demo.column.balance': 'Balance',
  'demo.column.slot': 'Slot',
  'demo.column.sequence': 'No.',
  'demo.column.what': 'Kind',
  'demo.column.amount': 'Amount',
  'demo.column.signed-by': 'Signed by',
  'demo.column.state': 'State',
  'demo.column.moment': 'When',
  'demo.column.transfer-is': 'The sale is',
  'demo.column.purse-in-books': 'Purse in the books',
  'demo.column.account': 'Account',
  'demo.column.debit': 'Debit',
  'demo.column.credit': 'Credit',

  'demo.keys.head': 'An organisation and its keys',
  'demo.keys.about':
    '{{name}} is founded, and everything begins with its keys: one that stands for the organisation itself, one that signs cards, and a master key from which every card gets access keys of its own.',
  'demo.keys.organisation': 'Organisation',
  'demo.keys.identifier': 'Identifier',
  'demo.keys.number-format': 'Member numbers',
  'demo.keys.sealed': 'Keys, sealed',
  'demo.keys.passphrase': 'Passphrase',
  'demo.keys.sealed-about':
    'The keys never lie on disk in the open: a passphrase seals them. The demo drew a random one and wrote it beside them, so that you can go on by hand afterwards. A real secretariat keeps it somewhere else.',

  'demo.members.head': 'Members and their numbers',
  'demo.members.about':
    'Six people join. Each gets the next free number: two digits for the year of graduation, then eight that nobody else has. A member may hold several cards, but keeps the one number.',

  'demo.cards.head': 'Cards are issued',
  'demo.cards.about':
    'A blank chip becomes a member card: the secretariat signs who its holder is, writes that on the card, locks it with the card’s own keys, and reads everything back. Here are all five kinds of chips that KartuKita knows. The cards lie in {{folder}}, in the file format of the Flipper Zero.',
  'demo.cards.time':
    'An exchange is one question to the card and its answer. The time is what these exchanges would take with a USB reader and a real chip, added up from data sheets. It is not measured.',

  'demo.faces.head': 'The faces are printed',
  'demo.faces.about':
    'Six members, six themes, front and back. One PDF is for a card printer, the other for A4 sheets with crop marks. Have a look at them.',
  'demo.faces.card': 'card printer, one face a page',
  'demo.faces.a4': 'A4 sheets to be cut',

  'demo.counters.head': 'Two counters join',
  'demo.counters.about':
    'A counter is any computer with a reader. It makes its own keys and asks the secretariat, which answers with a bundle: what this counter may do, whom it may believe, and how to open cards.',
  'demo.counters.request': 'public keys',
  'demo.counters.bundle': 'sealed to this counter',
  'demo.counters.no-key':
    'No private key travels: a counter’s own never leave its folder. And a bundle is of no use to anybody else. Counter 2 tries to open the one of counter 1:',
  'demo.counters.tried': 'tried with {{file}}',
  'demo.counters.may': 'Both are set up now. A stolen counter can do no more than its certificate allows:',

  'demo.taps.head': 'Money on the card, and a coffee',
  'demo.taps.about':
    '{{name}} lays her card on the reader, pays {{topup}} in cash, and then buys a coffee for {{sale}}. This is what the cashier sees:',
  'demo.taps.steps':
    'In each tap the counter read and checked the card, wrote into its ledger what it was about to do, wrote the card, read it back, and booked the transfer. In this order nothing is lost, wherever it stops.',
  'demo.taps.on-card':
    'The card has two slots that are written in turns. Each holds a whole state with its signature; the one with the higher number counts:',
  'demo.taps.others': 'The others pay something in and go shopping too. Every kind of chip has its own pace:',
  'demo.taps.without-purse':
    '* The NTAG213 is too small for two signed slots. It proves who its holder is, and the balance lives in the ledger of the counter.',

  'demo.away.head': 'Another counter, without a network',
  'demo.away.about':
    '{{name}} goes to {{outlet}}. Counter 2 has never seen her card and has no line to counter 1. The card itself has to convince it.',
  'demo.away.trust':
    'It did: the balance on it was signed by counter 1, whose certificate came with the bundle, and the signature covers this very chip. Meeting a card for the first time takes some more exchanges.',
  'demo.away.back':
    'Back at counter 1 {{name}} asks for her balance. The card is now ahead of the ledger there; its signatures hold, so the ledger follows:',

  'demo.torn.head': 'The card is pulled away in mid-write',
  'demo.torn.about':
    '{{name}} buys tea for {{usual}}, and that goes well: {{balance}} are left. Then he pays {{amount}}, but takes the card away too early, in the middle of exchange {{exchange}}, just while the new state is written.',
  'demo.torn.on-card':
    'No money is gone and nothing is sold yet. The torn slot has no valid signature, so the state before it still counts:',
  'demo.torn.again':
    '{{name}} taps again. The counter writes what is still missing of the very same record, and so it is paid once and only once:',
  'demo.torn.ledger': 'The ledger took both taps for one and the same transfer, number {{transfer}}:',
  'demo.torn.before': 'before the tap',
  'demo.torn.first': 'after the first tap',
  'demo.torn.second': 'after the second tap',
  'demo.slot.empty': 'empty',
  'demo.slot.torn': 'torn',
  'demo.slot.counts': 'counts',
  'demo.slot.before': 'the one before',

  'demo.copy.head': 'An older copy of a card comes back',
  'demo.copy.about':
    'Somebody copied the card of {{name}} when it held {{copied}}; with these chips that can be done. {{name}} then spent {{sale}}, so that {{left}} are left. Now the copy is laid on the reader: the same chip number, genuine signatures, the full {{copied}}.',
  'demo.copy.why':
    'Signatures cannot tell that a state is old. The ledger can: its record of this card goes further. No money went out, and the books still say {{left}}. The two cards look alike to a reader, so the genuine one has to wait too, until the secretariat has sorted it out:',
  'demo.copy.bounded':
    'To be honest: a counter that had not heard of the last purchase would have been taken in. That is why a card may spend no more than {{limit}} a day at a counter, and why the ledger keeps every record: two records with one number prove the copy.',

  'demo.books.head': 'The books are proved',
  'demo.books.about':
    'Each counter keeps its ledger in double entry: every rupiah leaves one account and reaches another. The proof goes through all of it, from the first entry to the last:',
  'demo.books.drawer': 'Cash drawer',
  'demo.books.sales': 'Sales',
  'demo.books.elsewhere': 'Done at other counters',
  'demo.books.purse': 'Purse of {{name}}',
  'demo.books.total': 'Total',
  'demo.books.how':
    'Both sides are equal, no entry is missing, each is chained to the one before, every card record is validly signed, and every purse holds what its card shows. Drawers, sales and purses were also compared with what this story saw being paid: they agree.',

  'demo.next.head': 'Now you',
  'demo.next.about':
    'All of this is still there. Copy these lines into a shell in the folder of the project:',
  'demo.next.balance': 'what has {{name}} left?',
  'demo.next.sale': 'sell her something, and look back',
  'demo.next.torn': 'pull the card of {{name}} away: not finished yet (exit status 4)',
  'demo.next.again': 'see what is open, and tap again',
  'demo.next.verify': 'prove the books yourself',
  'demo.next.screen': 'sell on the cashier’s screen, with these cards on its tray (Ctrl+C ends it)',
  'demo.next.office': 'look into the secretariat',
  'demo.next.card': 'everything else that can be done',
  'demo.next.end':
    'With a real reader write --reader pcsc. The folder {{folder}} is yours to play with, until the next npm start makes it anew.',

  'demo.screen.head': 'The cashier’s screen',
  'demo.screen.about':
    'Open the address below in a browser. Type an amount, press Enter, and tap one of the cards on the tray at the side: that is a sale. Pull a card away early and tap it again; lose one and see what stays open. Ctrl+C ends it.',
} as const satisfies Readonly<Record<`demo.${string}`, string>>;
