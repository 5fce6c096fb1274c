import type { ErrorCode } from '../../errors.ts';

/** What people are told, in English: what happened, and what to do next. */
export const en = {
  'error.internal-error':
    'Something went wrong inside the program: {{message}}. Nothing was lost; please report it.',
  'error.usage': '{{message}}',
  'error.amount-invalid': '"{{text}}" is not an amount. Give whole rupiah above 0, such as 12500 or 12.500.',
  'error.member-number-invalid': '"{{text}}" is not a member number. It looks like {{example}}.',
  'error.not-found': '{{message}}.',
  'error.already-exists': '{{message}}.',
  'error.refused': 'Refused: {{message}}.',
  'error.not-permitted': 'Not permitted: {{message}}.',
  'error.unresolved': 'Not finished: the card left too early. Tap the same card again.',
  'error.reader-none':
    'No contactless reader is connected. Plug one in and try again; `kartu-issuer doctor` says what is missing.',
  'error.reader-ambiguous':
    'There is more than one reader: {{names}}. Say which one, for example --reader "pcsc:{{example}}".',
  'error.reader-unknown': 'There is no reader named "{{name}}". Connected: {{names}}.',
  'error.reader-lost': 'The reader is gone. Plug it in again and repeat the command; nothing was lost.',
  'error.reader-unsupported': 'This reader cannot pass on what this card needs: {{message}}.',
  'error.daemon-absent': 'The PC/SC service is not running. Start it with: sudo systemctl start pcscd.socket',
  'error.pcsc-not-built':
    'Support for readers is not installed. Run: sudo apt-get install libpcsclite-dev g++ make python3, then npm start once.',
  'error.no-card': 'No card was presented. Lay the card on the reader and try again.',
  'error.reader-failed':
    'The reader did not do what it was told: {{message}}. Take the card away, lay it on again and repeat the command.',
  'error.printer-unreachable':
    'The printer does not answer ({{printer}}). See that it is on, has paper and is connected. Nothing of the sale depends on it; print the receipt again later.',
  'error.card-removed':
    'The card left the reader too early. Lay the same card on it again and repeat the command.',
  'error.card-changed': 'This is another card than before. Lay the first card on the reader again.',
  'error.card-unsupported':
    'This kind of card is not supported: {{message}}. Use MIFARE Classic 1K or 4K, NTAG213, 215 or 216.',
  'error.card-foreign':
    'This card belongs to somebody else or another organisation: {{message}}. Use a blank card.',
  'error.card-blank': 'This card is blank: it has not been issued yet. The secretariat issues it.',
  'error.card-of-other-member':
    'This card was already issued to another member ({{memberNumber}}). Use a blank card.',
  'error.card-full': 'There is not enough free room on this card: {{message}}. Use a blank card.',
  'error.card-locked': 'This card is locked: {{message}}. Use another card.',
  'error.card-damaged': 'This card is damaged: {{message}}. Set it aside and use another one.',
  'error.card-authentication-failed':
    "The card does not accept this organisation's keys. It is foreign, or its keys were changed.",
  'error.card-write-failed':
    'The card did not keep what was written to it. Lay it on again and repeat the command; if it happens again, set the card aside.',
  'error.card-not-as-issued': 'The card does not hold what was issued: {{message}}.',
  'error.image-invalid': 'This file is not a usable card image: {{message}}.',
  'error.data-missing': 'There is no data in {{path}} yet. {{message}}',
  'error.data-exists': 'There is data in {{path}} already. Choose another folder; nothing was changed.',
  'error.data-read-only':
    'The data folder cannot be written to ({{message}}). Check its owner and permissions; nothing was changed.',
  'error.data-full':
    'The disk of the data folder is full or failing ({{message}}). Make room and repeat the command; nothing was lost.',
  'error.data-newer':
    'The data in {{path}} was made by a newer version ({{found}}; this one knows {{known}}). Use that version; nothing was changed.',
  'error.data-busy':
    'Another program is using this data right now: {{message}}. Wait a moment and try again.',
  'error.data-damaged': 'The data is damaged: {{message}}. Stop using it and restore the last backup.',
  'error.passphrase-wrong': 'The passphrase is wrong.',
  'error.operator-missing':
    'Nobody has said who is working here. Log in with: kartu-issuer operator login NAME; or give --operator NAME before the command.',
  'error.operator-wrong': "The operator's name or passphrase is wrong.",
  'error.operator-locked': 'Too many wrong passphrases. Wait {{seconds}} seconds, then try again.',
  'error.passphrase-missing':
    'A passphrase is needed. Give --passphrase-file FILE, set KARTU_PASSPHRASE_FILE, or run this where it can ask.',
  'error.pin-wrong': 'The name or the PIN is wrong.',
  'error.pin-locked': 'Too many wrong PINs: {{message}}.',
  'error.signature-invalid': 'A signature is not valid: {{message}}. Do not use this file; ask for it again.',
  'error.certificate-invalid':
    'A certificate is not valid: {{message}}. Ask the secretariat for a new bundle.',
  'error.file-unreadable': 'The file {{path}} cannot be read: {{message}}.',
  'error.file-invalid': 'This is not the file that is needed: {{message}}.',
  'error.file-for-another-organisation':
    'This file is by another organisation ({{organisation}}). This counter was set up for a different one; nothing was changed.',
  'error.file-for-another-terminal':
    "This file was made for another counter. Ask the secretariat for one made from this counter's own request.",
  'error.record-invalid': 'A record is not valid: {{message}}.',
  'error.theme-invalid': 'The theme cannot be used: {{message}}.',
  'prompt.passphrase': 'Passphrase',
  'prompt.new-passphrase': 'New passphrase (at least 10 characters)',
  'prompt.repeat-passphrase': 'The same passphrase again',
  'prompt.passphrase-short': 'At least 10 characters, please.',
  'prompt.passphrase-differs': 'That was not the same. Once more, please.',
  'wait.card': 'Lay the card on the reader "{{reader}}" …',
} as const satisfies Readonly<Record<`error.${ErrorCode}`, string>> & Readonly<Record<string, string>>;
