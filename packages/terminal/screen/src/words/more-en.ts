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
} as const;
