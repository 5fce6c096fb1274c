/** What is not needed with every customer: settings, files, proofs. */
export const moreEn = {
  'slip.printing': 'The slip is being printed.',
  'slip.printed': 'The slip was printed.',
  'slip.failed': 'No slip: the printer does not answer. The payment is in the books; print the slip later.',
  'slip.none': 'No slip: no printer is set up here. The payment is in the books.',

  'back.pieces': 'Which pieces come back?',
  'back.each': '{{amount}} each',
  'back.sum': 'Comes back:',
  'back.whole': 'Dues and events are taken back in whole.',

  'more.printer': 'Printer',
  'printer.address': 'Address of the printer',
  'printer.address-help':
    'In the network: tcp:192.168.1.50. On a cable: device:/dev/usb/lp0. Empty: no printer.',
  'printer.paper': 'Paper',
  'printer.paper-32': '58 mm wide',
  'printer.paper-42': '80 mm wide, 42 letters a line',
  'printer.paper-48': '80 mm wide, 48 letters a line',
  'printer.drawer': 'A cash drawer hangs on it; it opens for cash.',
  'printer.slips': 'A slip after each payment',
  'printer.slips-off': 'No; from the list of transactions only',
  'printer.slips-ask': 'When the cashier touches Print',
  'printer.slips-always': 'Always, by itself',
  'printer.saved': 'Saved.',
  'printer.test': 'Print a test slip',

  'article.file': 'From a CSV file',
  'article.take-in': 'Take in {{count}} articles',
  'article.taken-in': 'The articles were taken in.',
  'article.file-faults': '{{count}} faults: nothing is taken in. Put the file right, then choose it again.',
  'article.file-same': 'All {{rows}} articles of the file are there already, with these prices.',
  'article.remarks': 'Faults of the file',
  'article.line': 'Line',
  'article.what-is-wrong': 'What is wrong',
  'article.put-right': 'put right',
  'article.member-price-short': 'For members',

  'more.settle': 'Settlement',
  'settle.step-save':
    'Save the file for the secretariat: {{open}} entries of the books are not there yet. Nobody else can open it.',
  'settle.save': 'Save the file',
  'settle.saved': 'The file is with the browser’s downloads.',
  'settle.saved-more': 'The file is with the browser’s downloads. There is more: save again after the reply.',
  'settle.step-carry': 'Bring or send it to the secretariat, which answers with a reply.',
  'settle.step-apply': 'Take in the reply. Cards wait while that is done.',
  'settle.apply': 'Choose the reply',
  'settle.reply-age': 'Last reply: {{time}}, {{days}} days ago.',
  'settle.blocklist-age': 'Blocked cards as of {{time}}, {{days}} days ago.',

  'fault.file-invalid': 'This file is damaged, or none of the kind that is needed here.',
  'fault.file-for-another-terminal': 'This reply is for another counter.',
  'fault.file-for-another-organisation': 'This file belongs to another organisation.',
  'fault.signature-invalid': 'This file is not by the secretariat, or was changed. Nothing was taken in.',
  'fault.certificate-invalid':
    'The secretariat’s certificate in this file does not hold. Nothing was taken in.',
  'fault.data-damaged':
    'The books of this counter do not fit what the secretariat has. Ask whoever looks after the computer.',
} as const;
