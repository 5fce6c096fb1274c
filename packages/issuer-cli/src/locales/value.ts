/** What the secretariat is told of value that follows people: salary, ended cards, merchants, dues and events. */
export const en = {
  'detail.credit-list': 'There is no list {{list}}. kartu-issuer credit list shows them',
  'detail.credit-list-known':
    'This is list {{list}} of {{period}} again ({{state}}), or one of the same period. Nothing was taken in. Cancel that one first if it was wrong. If every period has the same members and amounts, say --same-amounts',
  'detail.credit-list-approved': 'List {{list}} is approved: its credits are on their way and stay',
  'detail.credit-list-cancelled': 'List {{list}} was cancelled. Import it again',
  'detail.credit-list-changed':
    'List {{list}}, line {{line}}: this member has left, or has no card for it any more. Cancel the list, put the row right and import it again; nothing was credited',
  'detail.credit-list-empty': '{{path}} has a head and no rows',
  'detail.credit-columns':
    '{{path}} needs a column "member number" and one "amount" in its first row; found: {{found}}',
  'detail.credit-period': 'A period is named with 1 to {{max}} characters, such as 2026-11',
  'detail.credit-row-number': '"{{number}}" is not a member number',
  'detail.credit-row-check-digit':
    'The check digit of "{{number}}" does not fit: a digit is wrong or two are swapped',
  'detail.credit-row-excel':
    'A spreadsheet has turned this into something like 1E+05. Format the column as a number without decimals, or as text, and save it again',
  'detail.credit-row-lost-zero':
    '"{{number}}" is too short: the spreadsheet dropped a zero at the front. Format the column as text',
  'detail.credit-row-unknown': 'There is no member {{number}}',
  'detail.credit-row-left': 'Member {{number}} has left',
  'detail.credit-row-merged': 'Member {{number}} was merged with another record: use the number that is left',
  'detail.credit-row-twice': 'This member stands on line {{first}} already',
  'detail.credit-row-no-card': 'This member has no card that can be used',
  'detail.credit-row-no-counter':
    'Card {{card}} has no purse and no counter has settled it yet: name the counter that gives it with --counter',
  'detail.credit-row-no-amount': 'No amount',
  'detail.credit-row-negative':
    '"{{amount}}" is below zero: a credit is only given, a correction is a sale or a pay-out',
  'detail.credit-row-zero': '"{{amount}}" is nothing',
  'detail.credit-row-fraction':
    '"{{amount}}" is not in whole rupiah, or has a dot or comma that is no group of three',
  'detail.credit-row-digits': '"{{amount}}" has too many digits',
  'detail.credit-row-amount': '"{{amount}}" is no amount',
  'detail.credit-row-huge': '{{amount}} is more than a card may hold ({{max}})',
  'detail.credit-row-reason': 'A reason has at most {{max}} characters on one line',
  'detail.credit-row-total': 'The rows add up to {{found}}, payroll says {{said}}. A row is missing or wrong',
  'detail.value-second': 'Nobody does this alone: --approved-by NAME names a second person',
  'detail.value-not-ended':
    'Card {{cardSerial}} is {{state}}: its value is on it. Report it first: kartu-issuer card lost {{cardSerial}}',
  'detail.value-nothing': 'Card {{cardSerial}} holds nothing that could follow',
  'detail.value-no-card':
    'No card has taken the place of card {{cardSerial}} that could be used: kartu-issuer card replace, or card pay-out',
  'detail.value-replaced': 'Card {{cardSerial}} was replaced: its value goes to the new card',
  'detail.value-case':
    'Case {{case}} keeps card {{cardSerial}} frozen: how much it holds is in doubt. Close it first',
  'detail.hold-days': 'Between 1 and {{max}} days',

  'detail.merchant':
    'Counters have settled nothing that was sold for {{memberNumber}}. kartu-issuer merchant list',
  'detail.merchant-owed':
    'Only {{owed}} is owed by what counters have settled, not {{amount}}. What they have not settled yet is paid later',
  'detail.merchant-reference':
    'Receipt {{receipt}} was paid under this reference already. Nothing was paid twice',
  'detail.merchant-reference-form': 'A reference has 1 to {{max}} characters on one line',

  'detail.salary-not-approved': 'List {{list}} is not approved: nothing is due for it',
  'detail.salary-day': 'That day has not come yet',
  'detail.salary-reference':
    'Receipt {{receipt}} has this reference for list {{list}} already. Nothing was booked twice',
  'detail.salary-due': 'For list {{list}} {{due}} is still due, not {{amount}}',

  'column.still-due': 'Still due',
  'column.list': 'List',
  'column.period': 'Period',
  'column.credit': 'Credit',
  'column.given': 'Given',
  'column.held': 'Holds',
  'column.credit-waits': 'Credits waiting',
  'column.waits-for': 'Waits for counters',
  'column.until': 'At most until',
  'column.new-card': 'New card',

  'credit.fault': 'Line {{line}}: {{why}}',
  'credit.more': '… and {{more}} more',
  'credit.refused': '{{count}} faults. Nothing was taken in: put them right and import the whole list again.',
  'credit.sum': '{{members}} members, {{total}} for {{period}}.',
  'credit.proposed':
    'List {{list}} is proposed. Nothing is credited before a second person approves: kartu-issuer credit approve {{list}}',
  'credit.looked': 'Nothing is wrong with it. It was only looked through.',
  'credit.approved':
    'List {{list}} is approved: {{total}} for {{members}} members. Counters give it once they have their next reply.',
  'credit.paid':
    'Receipt {{receipt}}: {{amount}} came for list {{list}}. Still due from the employer: {{due}}.',
  'credit.paid-of': 'Paid over by the employer {{paid}}; still due {{due}}.',
  'credit.due': 'Still due from employers: {{amount}}. Once it comes: kartu-issuer credit paid',
  'credit.cancelled': 'List {{list}} is cancelled.',
  'credit.none': 'No list has come yet.',
  'credit.open': 'On no card yet: {{credits}} credits, {{amount}} together.',
  'credit.title': 'List {{list}} of {{period}}: {{total}}, {{state}}; proposed by {{by}}, ended by {{ended}}',
  'credit.sums': 'Given {{given}}; waiting {{waiting}}; gone with the value of replaced cards {{moved}}.',
  'credit.given': '{{at}}, counter {{terminal}}',
  'credit.waiting': 'waits',
  'credit.moved': 'on a new card',
  'credit.not-approved': 'not approved',
  'credit.state-proposed': 'proposed',
  'credit.state-approved': 'approved',
  'credit.state-cancelled': 'cancelled',

  'value.none': 'No card that has ended holds anything.',
  'value.days': 'Value waits at most {{days}} days for counters that have not reported.',
  'value.held':
    'Card {{card}} ({{state}} since {{at}}) holds {{held}}; credits that it was never given: {{waiting}}.',
  'value.release-card': '{{at}}: {{amount}} became credit {{number}} of card {{card}} ({{by}}).',
  'value.release-paid': '{{at}}: {{amount}} was paid out ({{by}}).',
  'value.case': 'Cases keep it frozen: {{cases}}.',
  'value.waits':
    'It waits for counters {{terminals}}, {{records}} records to be reported, until {{until}} at most. They could still take {{lost}}.',
  'value.to': 'It follows to card {{card}} by itself.',
  'value.no-card': 'No new card can be used yet: kartu-issuer card replace, or card pay-out.',
  'value.may-be-lost':
    'It holds {{held}}. Counters that have not reported: {{terminals}}; most that may be lost: {{lost}}.',
  'value.released': '{{amount}} now waits for card {{card}} at every counter that gets its next reply.',
  'value.paid-out': '{{amount}} of card {{card}} was paid out.',

  'case.used-after-release': 'used after its value had followed',
  'case.means-used-after-release':
    'A late report shows that a replaced card was used after its value had gone to the new one. The purse lacks the difference: ask the member, or write it off.',

  'column.sold': 'Sold',
  'column.paid': 'Paid out',
  'column.owed': 'Owed',
  'column.date': 'Date',
  'column.what': 'What',
  'merchant.none': 'Counters have settled nothing that was sold for a partner merchant.',
  'merchant.owed': 'Owed: {{amount}}.',
  'merchant.before': 'Owed before: {{amount}}.',
  'merchant.paid': 'Receipt {{receipt}}: {{amount}} paid to {{number}}. Still owed: {{owed}}.',
  'merchant.sold': 'sold by counter {{terminal}}',
  'merchant.corrected': 'correction of the books',
  'merchant.given-back': 'given back by counter {{terminal}}',
  'merchant.payment': 'paid out, receipt {{receipt}} ({{reference}})',

  'detail.dues-period': 'A period has 1 to 20 letters, digits, dots and dashes, such as 2026-11',
  'detail.dues-known': 'Period {{period}} is open already. What it costs stays, because members have paid it',
  'detail.event': 'There is no event {{event}}. kartu-issuer event list',
  'detail.event-name':
    'An event is named with 1 to 40 small letters, digits, dots and dashes, such as rat-2026',
  'detail.value-title': 'A title has 1 to {{max}} characters on one line',
  'column.title': 'Title',
  'column.due': 'Last day',
  'column.members-paid': 'Have paid',
  'column.paid-in': 'Paid in',
  'column.event': 'Event',
  'dues.opened':
    'Period {{period}} is open: {{amount}} from each member. Counters know it with their next reply.',
  'dues.none': 'No period is open.',
  'dues.no-arrears': 'Nobody is behind with a period that is past its last day.',
  'dues.arrears': '{{members}} members owe {{amount}}, by what counters have settled.',
  'event.set': 'Event {{event}} ({{title}}) is set. Counters know it with their next reply.',
  'event.closed': 'Event {{event}} ({{title}}) is closed. Counters know it with their next reply.',
  'event.none': 'There is no event.',
  'event.state-open': 'open',
  'event.state-closed': 'closed',

  'report.note.credits-waiting':
    'On their way to cards: {{credits}} credits, {{waiting}} (kartu-issuer credit list).',

  'detail.credit': 'Card {{cardSerial}} has no credit {{number}}',
  'detail.credit-is-given': 'Credit {{number}} of card {{cardSerial}} was given',
  'detail.credit-is-moved': 'Credit {{number}} of card {{cardSerial}} went elsewhere already',
  'detail.credit-for-all': 'Card {{cardSerial}} has a purse: every counter may give credit {{number}}',
  'detail.credit-same-counter': 'This counter is the one that gives credit {{number}} of card {{cardSerial}}',
  'detail.credit-withdrawn': 'Credit {{number}} of card {{cardSerial}} is to go to another counter already',
  'credit.moves':
    'Credit {{number}} of card {{card}} goes to counter {{terminal}} once its own counter has settled twice and says that it has not given it.',
  'credit.moved-now':
    'Credit {{number}} of card {{card}} waits at counter {{terminal}} now: its own is revoked.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.credit-list': 'Tidak ada daftar {{list}}. kartu-issuer credit list menampilkan semuanya',
  'detail.credit-list-known':
    'Ini daftar {{list}} periode {{period}} lagi ({{state}}), atau daftar periode yang sama. Tidak ada yang diterima. Batalkan dulu yang itu bila keliru. Bila anggota dan jumlahnya memang sama tiap periode, sebutkan --same-amounts',
  'detail.credit-list-approved': 'Daftar {{list}} sudah disetujui: kreditnya sedang berjalan dan tetap',
  'detail.credit-list-cancelled': 'Daftar {{list}} sudah dibatalkan. Impor lagi',
  'detail.credit-list-changed':
    'Daftar {{list}}, baris {{line}}: anggota ini sudah keluar, atau tidak punya kartu lagi. Batalkan daftar, perbaiki barisnya lalu impor lagi; tidak ada yang dikreditkan',
  'detail.credit-list-empty': '{{path}} hanya berisi kepala tanpa baris',
  'detail.credit-columns':
    '{{path}} perlu kolom "nomor anggota" dan "jumlah" di baris pertama; ditemukan: {{found}}',
  'detail.credit-period': 'Nama periode 1 sampai {{max}} huruf, misalnya 2026-11',
  'detail.credit-row-number': '"{{number}}" bukan nomor anggota',
  'detail.credit-row-check-digit': 'Angka periksa "{{number}}" tidak cocok: ada angka salah atau tertukar',
  'detail.credit-row-excel':
    'Lembar kerja mengubahnya menjadi semacam 1E+05. Format kolom sebagai angka tanpa desimal, atau sebagai teks, lalu simpan lagi',
  'detail.credit-row-lost-zero':
    '"{{number}}" terlalu pendek: lembar kerja membuang nol di depan. Format kolom sebagai teks',
  'detail.credit-row-unknown': 'Tidak ada anggota {{number}}',
  'detail.credit-row-left': 'Anggota {{number}} sudah keluar',
  'detail.credit-row-merged': 'Anggota {{number}} digabung dengan data lain: pakai nomor yang tersisa',
  'detail.credit-row-twice': 'Anggota ini sudah ada di baris {{first}}',
  'detail.credit-row-no-card': 'Anggota ini tidak punya kartu yang bisa dipakai',
  'detail.credit-row-no-counter':
    'Kartu {{card}} tanpa dompet dan belum ada gerai yang menyetornya: sebutkan gerai pemberinya dengan --counter',
  'detail.credit-row-no-amount': 'Tidak ada jumlah',
  'detail.credit-row-negative':
    '"{{amount}}" di bawah nol: kredit hanya diberikan, koreksi adalah penjualan atau penarikan',
  'detail.credit-row-zero': '"{{amount}}" bukan apa-apa',
  'detail.credit-row-fraction':
    '"{{amount}}" bukan rupiah bulat, atau titik/komanya bukan kelompok tiga angka',
  'detail.credit-row-digits': '"{{amount}}" terlalu banyak angka',
  'detail.credit-row-amount': '"{{amount}}" bukan jumlah uang',
  'detail.credit-row-huge': '{{amount}} melebihi isi kartu yang diizinkan ({{max}})',
  'detail.credit-row-reason': 'Keterangan paling banyak {{max}} huruf dalam satu baris',
  'detail.credit-row-total':
    'Jumlah baris {{found}}, menurut penggajian {{said}}. Ada baris yang kurang atau salah',
  'detail.value-second': 'Ini tidak dilakukan seorang diri: --approved-by NAMA menyebut orang kedua',
  'detail.value-not-ended':
    'Kartu {{cardSerial}} masih {{state}}: nilainya ada di kartu. Laporkan dulu: kartu-issuer card lost {{cardSerial}}',
  'detail.value-nothing': 'Kartu {{cardSerial}} tidak menyimpan apa pun yang bisa dipindahkan',
  'detail.value-no-card':
    'Belum ada pengganti kartu {{cardSerial}} yang bisa dipakai: kartu-issuer card replace, atau card pay-out',
  'detail.value-replaced': 'Kartu {{cardSerial}} sudah diganti: nilainya menuju kartu baru',
  'detail.value-case':
    'Kasus {{case}} membekukan kartu {{cardSerial}}: isinya diragukan. Tutup kasus itu dulu',
  'detail.hold-days': 'Antara 1 dan {{max}} hari',

  'detail.merchant':
    'Belum ada penjualan untuk {{memberNumber}} yang disetor gerai. kartu-issuer merchant list',
  'detail.merchant-owed':
    'Menurut setoran gerai hanya terutang {{owed}}, bukan {{amount}}. Yang belum disetor dibayar kemudian',
  'detail.merchant-reference':
    'Kuitansi {{receipt}} sudah dibayar dengan referensi ini. Tidak ada yang dibayar dua kali',
  'detail.merchant-reference-form': 'Referensi 1 sampai {{max}} huruf dalam satu baris',

  'detail.salary-not-approved': 'Daftar {{list}} belum disetujui: belum ada yang harus dibayar',
  'detail.salary-day': 'Hari itu belum tiba',
  'detail.salary-reference':
    'Kuitansi {{receipt}} sudah memakai referensi ini untuk daftar {{list}}. Tidak ada yang dibukukan dua kali',
  'detail.salary-due': 'Untuk daftar {{list}} masih harus dibayar {{due}}, bukan {{amount}}',

  'column.still-due': 'Belum dibayar',
  'column.list': 'Daftar',
  'column.period': 'Periode',
  'column.credit': 'Kredit',
  'column.given': 'Diberikan',
  'column.held': 'Isi',
  'column.credit-waits': 'Kredit menunggu',
  'column.waits-for': 'Menunggu gerai',
  'column.until': 'Paling lambat',
  'column.new-card': 'Kartu baru',

  'credit.fault': 'Baris {{line}}: {{why}}',
  'credit.more': '… dan {{more}} lagi',
  'credit.refused': '{{count}} kesalahan. Tidak ada yang diterima: perbaiki lalu impor seluruh daftar lagi.',
  'credit.sum': '{{members}} anggota, {{total}} untuk {{period}}.',
  'credit.proposed':
    'Daftar {{list}} diajukan. Tidak ada yang dikreditkan sebelum orang kedua menyetujui: kartu-issuer credit approve {{list}}',
  'credit.looked': 'Tidak ada yang salah. Daftar hanya diperiksa.',
  'credit.approved':
    'Daftar {{list}} disetujui: {{total}} untuk {{members}} anggota. Gerai memberikannya setelah mendapat balasan berikutnya.',
  'credit.paid':
    'Kuitansi {{receipt}}: {{amount}} masuk untuk daftar {{list}}. Belum dibayar pemberi kerja: {{due}}.',
  'credit.paid-of': 'Sudah dibayar pemberi kerja {{paid}}; belum dibayar {{due}}.',
  'credit.due': 'Belum dibayar pemberi kerja: {{amount}}. Bila sudah masuk: kartu-issuer credit paid',
  'credit.cancelled': 'Daftar {{list}} dibatalkan.',
  'credit.none': 'Belum ada daftar.',
  'credit.open': 'Belum ada di kartu: {{credits}} kredit, seluruhnya {{amount}}.',
  'credit.title':
    'Daftar {{list}} periode {{period}}: {{total}}, {{state}}; diajukan {{by}}, diakhiri {{ended}}',
  'credit.sums': 'Diberikan {{given}}; menunggu {{waiting}}; ikut nilai kartu yang diganti {{moved}}.',
  'credit.given': '{{at}}, gerai {{terminal}}',
  'credit.waiting': 'menunggu',
  'credit.moved': 'di kartu baru',
  'credit.not-approved': 'belum disetujui',
  'credit.state-proposed': 'diajukan',
  'credit.state-approved': 'disetujui',
  'credit.state-cancelled': 'dibatalkan',

  'value.none': 'Tidak ada kartu yang sudah berakhir dan masih berisi.',
  'value.days': 'Nilai menunggu paling lama {{days}} hari untuk gerai yang belum melapor.',
  'value.held':
    'Kartu {{card}} ({{state}} sejak {{at}}) berisi {{held}}; kredit yang belum pernah diterimanya: {{waiting}}.',
  'value.release-card': '{{at}}: {{amount}} menjadi kredit {{number}} kartu {{card}} ({{by}}).',
  'value.release-paid': '{{at}}: {{amount}} dibayarkan ({{by}}).',
  'value.case': 'Kasus yang membekukannya: {{cases}}.',
  'value.waits':
    'Menunggu gerai {{terminals}} dan {{records}} catatan yang belum dilaporkan, paling lambat {{until}}. Gerai itu masih bisa mengambil {{lost}}.',
  'value.to': 'Nilainya menuju kartu {{card}} dengan sendirinya.',
  'value.no-card': 'Belum ada kartu baru yang bisa dipakai: kartu-issuer card replace, atau card pay-out.',
  'value.may-be-lost':
    'Isinya {{held}}. Gerai yang belum melapor: {{terminals}}; paling banyak bisa hilang: {{lost}}.',
  'value.released':
    '{{amount}} kini menunggu kartu {{card}} di setiap gerai yang mendapat balasan berikutnya.',
  'value.paid-out': '{{amount}} dari kartu {{card}} telah dibayarkan.',

  'case.used-after-release': 'dipakai setelah nilainya pindah',
  'case.means-used-after-release':
    'Laporan yang terlambat menunjukkan kartu yang sudah diganti masih dipakai setelah nilainya pindah ke kartu baru. Dompetnya kurang sebesar selisih itu: tanyakan kepada anggota, atau hapus bukukan.',

  'column.sold': 'Terjual',
  'column.paid': 'Dibayarkan',
  'column.owed': 'Terutang',
  'column.date': 'Tanggal',
  'column.what': 'Perihal',
  'merchant.none': 'Belum ada penjualan untuk mitra yang disetor gerai.',
  'merchant.owed': 'Terutang: {{amount}}.',
  'merchant.before': 'Terutang sebelumnya: {{amount}}.',
  'merchant.paid': 'Kuitansi {{receipt}}: {{amount}} dibayarkan ke {{number}}. Masih terutang: {{owed}}.',
  'merchant.sold': 'dijual gerai {{terminal}}',
  'merchant.corrected': 'koreksi pembukuan',
  'merchant.given-back': 'dikembalikan gerai {{terminal}}',
  'merchant.payment': 'dibayarkan, kuitansi {{receipt}} ({{reference}})',

  'detail.dues-period': 'Periode 1 sampai 20 huruf, angka, titik dan tanda hubung, misalnya 2026-11',
  'detail.dues-known':
    'Periode {{period}} sudah dibuka. Iurannya tetap, karena sudah ada anggota yang membayar',
  'detail.event': 'Tidak ada acara {{event}}. kartu-issuer event list',
  'detail.event-name': 'Nama acara 1 sampai 40 huruf kecil, angka, titik dan tanda hubung, misalnya rat-2026',
  'detail.value-title': 'Judul 1 sampai {{max}} huruf dalam satu baris',
  'column.title': 'Judul',
  'column.due': 'Hari terakhir',
  'column.members-paid': 'Sudah bayar',
  'column.paid-in': 'Terkumpul',
  'column.event': 'Acara',
  'dues.opened':
    'Periode {{period}} dibuka: {{amount}} dari tiap anggota. Gerai mengetahuinya pada balasan berikutnya.',
  'dues.none': 'Belum ada periode yang dibuka.',
  'dues.no-arrears': 'Tidak ada yang menunggak periode yang lewat hari terakhirnya.',
  'dues.arrears': '{{members}} anggota menunggak {{amount}}, menurut setoran gerai.',
  'event.set': 'Acara {{event}} ({{title}}) dicatat. Gerai mengetahuinya pada balasan berikutnya.',
  'event.closed': 'Acara {{event}} ({{title}}) ditutup. Gerai mengetahuinya pada balasan berikutnya.',
  'event.none': 'Belum ada acara.',
  'event.state-open': 'dibuka',
  'event.state-closed': 'ditutup',

  'report.note.credits-waiting':
    'Dalam perjalanan ke kartu: {{credits}} kredit, {{waiting}} (kartu-issuer credit list).',

  'detail.credit': 'Kartu {{cardSerial}} tidak punya kredit {{number}}',
  'detail.credit-is-given': 'Kredit {{number}} kartu {{cardSerial}} sudah diberikan',
  'detail.credit-is-moved': 'Kredit {{number}} kartu {{cardSerial}} sudah pindah',
  'detail.credit-for-all': 'Kartu {{cardSerial}} berdompet: setiap gerai boleh memberikan kredit {{number}}',
  'detail.credit-same-counter': 'Gerai ini memang yang memberikan kredit {{number}} kartu {{cardSerial}}',
  'detail.credit-withdrawn': 'Kredit {{number}} kartu {{cardSerial}} sudah diminta pindah ke gerai lain',
  'credit.moves':
    'Kredit {{number}} kartu {{card}} pindah ke gerai {{terminal}} setelah gerainya sendiri dua kali menyetor dan menyatakan belum memberikannya.',
  'credit.moved-now':
    'Kredit {{number}} kartu {{card}} kini menunggu di gerai {{terminal}}: gerainya sendiri dicabut.',
};
