/** What the secretariat is told of the books. */
export const en = {
  'detail.books-source': '{{source}} was booked before, with other amounts or accounts. Nothing was booked',
  'detail.books-account':
    'Nothing was booked to {{account}} yet. kartu-issuer books trial-balance shows all accounts',
  'detail.books-account-code':
    '"{{account}}" is not an account of the chart. Accounts are written like cash or purse:17.',
  'detail.day': '"{{text}}" is not a day. Write it like 2026-11-21.',
  'detail.books-damaged':
    'the books are incomplete: {{fault}}. Stop work on them, and restore the last backup',
  'detail.books-csv-json': 'Give --csv or --json, not both.',
  'detail.books-correct-what':
    'Name the posting to take back, or give --debit, --credit and --amount: two different accounts and what is moved.',
  'detail.books-second': 'Nobody corrects the books alone: give --approved-by with the second person.',
  'detail.books-posting': 'There is no posting {{posting}}. kartu-issuer books show lists their numbers',
  'detail.books-corrected': 'Posting {{posting}} was taken back already, by correction {{number}}',
  'detail.books-held':
    '{{account}} follows from cards, counters and credits, and is not corrected by hand. Close the case (cases close), or give the amount back at a counter or as a credit.',
  'detail.books-reason': 'Give the reason in one line of {{min}} to {{max}} characters.',
  'books.corrected': 'Correction {{number}} is booked; {{approvedBy}} has approved it.',
  'detail.number-no-refund': 'Nothing is owed back to this member',

  'column.posting': 'No.',
  'column.account': 'Account',
  'column.account-type': 'Type',
  'column.debit': 'Debit',
  'column.credit': 'Credit',
  'column.balance': 'Balance',
  'column.amount': 'Amount',
  'column.booked-at': 'When',
  'column.source': 'Booked for',
  'column.memo': 'Note',
  'column.paid-back': 'Paid back',
  'account-type.asset': 'asset',
  'account-type.liability': 'liability',
  'account-type.income': 'income',
  'account-type.expense': 'expense',
  'account-type.clearing': 'clearing',

  'books.exported': '{{count}} postings are in {{file}}.',
  'detail.books-format': '--format takes hledger or csv, not "{{text}}".',
  'books.empty': 'Nothing was booked.',
  'books.total': 'Total',
  'books.more': 'Only the first {{count}} lines are shown. Give --since and --until, or a greater --limit.',
  'books.balance-of': 'Balance of {{account}}: {{balance}}',
  'number.refunded': '{{amount}} for the number {{number}} was paid back',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.books-source': '{{source}} sudah dibukukan dengan jumlah atau akun lain. Tidak ada yang dibukukan',
  'detail.books-account':
    'Belum ada yang dibukukan ke {{account}}. kartu-issuer books trial-balance menampilkan semua akun',
  'detail.books-account-code': '"{{account}}" bukan akun. Akun ditulis seperti cash atau purse:17.',
  'detail.day': '"{{text}}" bukan tanggal. Tulis seperti 2026-11-21.',
  'detail.books-damaged': 'buku tidak lengkap: {{fault}}. Hentikan pekerjaan, dan pulihkan cadangan terakhir',
  'detail.books-csv-json': 'Beri --csv atau --json, jangan keduanya.',
  'detail.books-correct-what':
    'Sebutkan pembukuan yang ditarik, atau beri --debit, --credit, dan --amount: dua akun berbeda dan jumlahnya.',
  'detail.books-second':
    'Tidak ada yang mengoreksi pembukuan sendirian: beri --approved-by dengan orang kedua.',
  'detail.books-posting': 'Tidak ada pembukuan {{posting}}. kartu-issuer books show menampilkan nomornya',
  'detail.books-corrected': 'Pembukuan {{posting}} sudah ditarik dengan koreksi {{number}}',
  'detail.books-held':
    '{{account}} mengikuti kartu, gerai, dan kredit, dan tidak dikoreksi dengan tangan. Tutup kasusnya (cases close), atau kembalikan jumlahnya di gerai atau sebagai kredit.',
  'detail.books-reason': 'Beri alasan dalam satu baris, {{min}} sampai {{max}} karakter.',
  'books.corrected': 'Koreksi {{number}} dibukukan; disetujui {{approvedBy}}.',
  'detail.number-no-refund': 'Tidak ada yang harus dikembalikan kepada anggota ini',

  'column.posting': 'No.',
  'column.account': 'Akun',
  'column.account-type': 'Jenis',
  'column.debit': 'Debit',
  'column.credit': 'Kredit',
  'column.balance': 'Saldo',
  'column.amount': 'Jumlah',
  'column.booked-at': 'Waktu',
  'column.source': 'Untuk',
  'column.memo': 'Catatan',
  'column.paid-back': 'Dikembalikan',
  'account-type.asset': 'aset',
  'account-type.liability': 'kewajiban',
  'account-type.income': 'pendapatan',
  'account-type.expense': 'beban',
  'account-type.clearing': 'kliring',

  'books.exported': '{{count}} pembukuan ada di {{file}}.',
  'detail.books-format': '--format menerima hledger atau csv, bukan "{{text}}".',
  'books.empty': 'Belum ada yang dibukukan.',
  'books.total': 'Jumlah',
  'books.more':
    'Hanya {{count}} baris pertama ditampilkan. Beri --since dan --until, atau --limit yang lebih besar.',
  'books.balance-of': 'Saldo {{account}}: {{balance}}',
  'number.refunded': '{{amount}} untuk nomor {{number}} sudah dikembalikan',
};
