import type { RecordFault } from '@kartukita/card-core';

/** What the secretariat is told, in English. `detail.*` says which case of an error it is (see sentenceFor). */
export const en = {
  'detail.registry-missing': 'Make it first, for example: kartu-issuer --data "{{path}}" init --org "NAME".',
  'detail.keys-missing': 'The key file keys.age is missing: put it back from your backup.',

  'detail.file': 'There is a file {{path}} already; add --force to replace it',
  'detail.number-format':
    '"{{text}}" is not a number format. Write Y for digits of the year and N for digits of the number, such as {{example}}.',
  'detail.cohort-needed':
    "This organisation's member numbers show the year: give it with --cohort, for example --cohort 1989.",
  'detail.numbers-exhausted': 'Every member number of the format {{pattern}} is taken.',
  'detail.name-empty': 'The name is empty. Give it with --name "FULL NAME".',
  'detail.name-long': 'The name is too long: at most {{max}} characters.',
  'detail.name-control':
    'The name holds characters that cannot be seen, such as a line break. Type it again.',
  'detail.name-letters': 'The name holds no letter. Give the full name.',
  'detail.cohort': '"{{text}}" is not a year of four digits. Write it like 1989.',
  'detail.uri':
    '"{{text}}" does not fit on a card. Give a short web address such as https://example.org (about 40 characters after https://).',
  'detail.member': 'There is no member {{memberNumber}}',
  'detail.theme': 'There is no theme "{{theme}}". There are: {{known}}',
  'detail.card': 'There is no card with serial number {{cardSerial}}',
  'detail.card-unknown':
    'This card (UID {{uid}}) is not in the registry: it was not issued here. Issue it with: card issue',
  'detail.card-finished':
    'Card {{cardSerial}} is finished, and may be in use. Only a card that was never finished can be discarded',
  'detail.card-taken':
    'Another command has just begun card {{cardSerial}} with this chip or for this member and theme. Try again',
  'detail.card-other-theme':
    "This card is already this member's card of the theme {{theme}} (serial {{cardSerial}}). Use a blank card for another theme",
  'detail.card-of-theme':
    'Member {{memberNumber}} has a card of the theme {{theme}} already: serial {{cardSerial}}, UID {{uid}}. A member has one card a theme',
  'detail.card-of-theme-begun':
    'A card of the theme {{theme}} was begun for member {{memberNumber}} and not finished: serial {{cardSerial}}, UID {{uid}}. Lay that card on the reader, or give it up with: card discard {{cardSerial}}',
  'detail.card-expiry-fixed':
    'This card was begun with the expiry date {{expiry}}, which is signed and cannot change. Repeat the command without --expires.',
  'detail.expires': '"{{text}}" is not an expiry date. Write a day to come as YYYY-MM-DD, or never.',
  'detail.number': '"{{text}}" is not a whole number above 0.',
  'detail.print-nothing': 'Member {{memberNumber}} has no card yet. Say which theme to draw with --theme.',
  'detail.valid-days': 'A certificate is valid for 1 to {{max}} days.',
  'detail.capabilities': 'A counter has to be allowed something: give --may, for example --may sale.',
  'detail.capability': '"{{text}}" is nothing that a counter may be allowed. There are: {{known}}.',
  'detail.limit-too-high': 'No limit may be above {{maxRupiah}}, which is the most that a card may hold.',
  'detail.grant-narrowed':
    'Counter {{terminal}} was already allowed more than that ({{capability}}). Cards in use carry records it signed, so this cannot be taken back. Set the counter up anew and enrol it under a new number.',
  'detail.terminal': 'There is no counter number {{terminal}}',
  'detail.chip-kind': '"{{text}}" is not a kind of card. There are: {{known}}.',

  'column.number': 'Number',
  'column.number-short': 'No.',
  'column.name': 'Name',
  'column.cohort': 'Cohort',
  'column.photo': 'Photo',
  'column.registered': 'Registered',
  'column.theme': 'Theme',
  'column.about': 'About',
  'column.serial': 'Serial',
  'column.kind': 'Chip',
  'column.uid': 'UID',
  'column.state': 'State',
  'column.expires': 'Expires',
  'column.terminal': 'Counter',
  'column.outlet': 'Outlet',
  'column.may': 'May',
  'column.valid-until': 'Valid until',
  'column.check': 'Check',
  'column.found': 'Found',
  'column.result': 'Result',
  'column.reader': 'Reader',
  'column.card': 'Card',
  'column.profile': 'Spoken to as',

  'word.yes': 'yes',
  'word.no': 'no',
  'word.never': 'never',
  'word.nothing': 'nothing',
  'word.ok': 'ok',
  'word.different': 'DIFFERENT',

  'state.encoding': 'not finished',
  'state.issued': 'issued',
  'state.discarded': 'discarded',

  'capability.sale': 'sale',
  'capability.topup': 'top-up',
  'capability.refund': 'refund',
  'capability.credit': 'salary credit',
  'capability.payout': 'payout',

  'init.done':
    '{{name}} is set up in {{folder}}. Member numbers look like {{format}}. Make a backup of the folder now, and keep the passphrase apart from it: without both, no card can be issued.',

  'member.added': '{{name}} is registered. Member number: {{memberNumber}}',
  'member.none': 'No member is registered yet.',

  'card.none': 'No card yet.',
  'card.new': 'A blank {{kind}} with UID {{uid}} is in {{file}}.',
  'card.converted': '{{from}} is now also in {{file}}.',
  'card.step': 'Writing, step {{count}}: {{step}}',
  'card.issued':
    'Card {{cardSerial}} is issued to {{memberNumber}}, theme {{theme}}: {{kind}}, UID {{uid}}, good until {{expiry}}.',
  'card.resumed':
    'Card {{cardSerial}} was begun earlier and is finished now: {{memberNumber}}, theme {{theme}}, {{kind}}, UID {{uid}}, good until {{expiry}}.',
  'card.already-issued':
    "This is member {{memberNumber}}'s card of the theme {{theme}} already (serial {{cardSerial}}), and it is in order. Nothing was changed.",
  'card.discarded':
    'Card {{cardSerial}} is given up. Its serial number goes onto the blocklist of the next bundles.',
  'card.verified': 'Card {{cardSerial}} of member {{memberNumber}} holds what was issued.',
  'card.differs': 'Card {{cardSerial}} of member {{memberNumber}} does not hold what was issued.',
  'card.present': 'The card {{uid}} lies on the reader at port {{port}}. Ctrl-C takes it away.',
  'card.taken-away': 'The card {{uid}} is off the reader.',

  'check.finished': 'finished',
  'check.chip': 'chip',
  'check.content': 'identity, keys, protection',
  'check.identity-signature': "issuer's signature",
  'check.keys': 'access keys',
  'check.purse': 'purse',
  'check.purse-state': '{{balance}} after {{sequence}} transactions',
  'check.purse-torn': '{{balance}} after {{sequence}} transactions; a later write was torn',

  'fault.blank': 'blank',
  'fault.damaged': 'damaged',
  'fault.other-organisation': 'of another organisation',
  'fault.issuer-unknown': 'signed by an unknown issuing key',
  'fault.issuer-expired': "signed when the issuing key's certificate was not valid",
  'fault.terminal-unknown': 'signed by an unknown counter',
  'fault.signature-invalid': 'signature not valid',
  'fault.terminal-expired': "signed when the counter's certificate was not valid",
  'fault.terminal-incapable': 'more than the counter may do',
  'fault.opening-differs': 'another opening record than the issued one',

  'reader.none': 'No contactless reader is connected. See: kartu-issuer doctor',
  'doctor.ready': 'Ready for a real reader.',
  'doctor.not-ready':
    'Not ready for a real reader yet: put right what is marked ✗, from the top. Virtual cards work.',

  'inspect.chip': 'chip',
  'inspect.uid': 'UID',
  'inspect.atr': 'answer to reset',
  'inspect.uri': 'open page',
  'inspect.directory': 'directory',
  'inspect.sector': 'Sector',
  'inspect.key-a': 'Key A',
  'inspect.key-b': 'Key B',
  'inspect.access': 'Access',
  'inspect.empty': 'Empty',
  'inspect.version': 'version',
  'inspect.originality': "maker's signature",
  'inspect.genuine': 'NXP (can be copied)',
  'inspect.not-genuine': 'not by NXP',
  'inspect.protected-from': 'password needed from page',
  'inspect.own-password': 'opens with our password',
  'inspect.attempts': 'attempts before it locks (0: no limit)',
  'inspect.frozen': 'configuration frozen',
  'inspect.locked-pages': 'read-only pages',
  'inspect.counter': 'counter',
  'inspect.registered': 'in the registry',
  'inspect.registered-as': 'serial {{cardSerial}}, member {{memberNumber}}, {{state}}',
  'inspect.identity': 'identity record',

  'print.done': '{{faces}} faces on {{pages}} pages are in {{file}}.',
  'print.letter-replaced': '{{memberNumber}}: letters that the font does not have were replaced ({{detail}})',
  'print.name-abbreviated': '{{memberNumber}}: the name was abbreviated to fit ({{detail}})',
  'print.text-hyphenated': '{{memberNumber}}: a text was hyphenated to fit ({{detail}})',
  'print.text-cut': '{{memberNumber}}: a text was cut to fit ({{detail}})',
  'print.photo-unusable': '{{memberNumber}}: the photo cannot be used ({{detail}})',
  'print.photo-not-in-theme': '{{memberNumber}}: the theme {{detail}} shows no photo',
  'print.qr-dense': '{{memberNumber}}: the QR code is very fine ({{detail}})',
  'print.more': '… and {{count}} more remarks.',

  'terminal.enrolled': '{{outlet}} is enrolled as counter {{terminal}}. Give it the file {{file}}.',
  'terminal.renewed': '{{outlet}} keeps its number {{terminal}}. Give it the fresh file {{file}}.',
  'terminal.tell-others':
    'The other counters do not know this one yet. Make each a fresh bundle: kartu-issuer terminal bundle NUMBER -o FILE',
  'terminal.none': 'No counter is enrolled yet.',
} as const satisfies Readonly<Record<`fault.${RecordFault}`, string>> & Readonly<Record<string, string>>;
