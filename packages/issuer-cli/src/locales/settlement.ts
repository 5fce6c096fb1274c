/** What the secretariat is told of settlement and of cases. */
export const en = {
  'detail.settle-unknown-terminal': 'There is no counter {{terminal}} in this organisation',
  'detail.settle-journal-forked':
    'Counter {{terminal}} has sent another batch {{batch}} before. An older copy of its ledger was put back, or somebody else has its key. A case is open; nothing was taken in',
  'detail.case': 'There is no case {{case}}. kartu-issuer cases list --all shows them',
  'detail.case-closed': 'Case {{case}} is closed already',
  'detail.case-reason': 'Say what was found out: 1 to {{max}} characters',
  'detail.case-accept': '--accept is for cases of revoked counters alone',
  'detail.case-unfreeze': 'This case is about a counter; --unfreeze is for cards',
  'detail.case-second': 'Nobody writes money off alone: --approved-by NAME names a second person',
  'detail.case-nothing': 'Case {{case}}: books and card agree, there is nothing to write off',
  'detail.case-awaited':
    'Counters have still to report records of card {{card}}. Bring their files first: kartu-issuer settle status',
  'detail.case-other': 'Case {{other}} keeps card {{card}} frozen too. Close that one first',

  'column.settled-batch': 'Batch',
  'column.settled-entry': 'Entry',
  'column.missing': 'Missing before it',
  'column.last-entry': 'Last entry of',
  'column.blocklist': 'Its blocklist of',
  'column.reply': 'Reply',
  'column.awaited': 'To report (since)',
  'column.case': 'Case',
  'column.case-kind': 'What',
  'column.opened': 'Opened',

  'settle.refused': '{{file}}: {{why}}',
  'settle.imported': '{{imported}} batches taken in, {{repeated}} were here already, {{refused}} refused.',
  'settle.missing':
    'Some batches wait for others before them: bring the files of those too, or let the counter export again.',
  'settle.replied':
    '{{file}} is for counter {{terminal}} alone: it acknowledges batch {{batch}} up to entry {{entry}} and names {{cards}} cards that others used. At the counter: kartu-terminal settle apply {{file}}',
  'settle.gap': 'Card {{card}}: records {{from}} to {{to}} are missing; {{records}} wait for them.',
  'settle.clocks': 'Counter {{terminal}}: its clock was ahead, and set back, {{count}} times.',
  'settle.cases': 'Open cases: {{cases}}. Frozen cards: {{frozen}}.',
  'settle.proof':
    '{{cards}} cards, {{entries}} entries of counters. The books agree with {{settled}} cards; {{awaited}} have records to be reported, {{waiting}} a gap, {{forked}} a fork.',
  'settle.damaged':
    'Counter {{terminal}}, batch {{batch}}: its entries are not what was signed. SOMEBODY CHANGED THE REGISTRY; restore the last backup.',
  'settle.unexplained': 'Card {{card}}: booked {{books}}, its records say {{records}}.',
  'settle.in-order': 'All in order.',
  'settle.not-in-order':
    'NOT IN ORDER; records that their counter did not report: {{unreported}}. kartu-issuer cases list shows the cases.',

  'cases.none': 'No case is open.',
  'cases.title': 'Case {{id}}: {{kind}}, {{subject}}, {{state}}',
  'cases.of-card': 'card {{card}}',
  'cases.of-terminal': 'counter {{terminal}}',
  'cases.frozen': 'The card is frozen at every counter that has a fresh reply.',
  'cases.evidence': 'Counter {{terminal}}, entry {{entry}}: {{note}}{{record}}',
  'cases.record':
    'record {{sequence}}: {{kind}} {{amount}}, then {{balance}}, {{time}}, counter {{terminal}}',
  'cases.move': '{{at}} {{who}}: {{move}}{{reason}}',
  'cases.fork': 'The sides part at {{balance}}. The chain goes on with',
  'cases.fork-others': 'and there is besides',
  'cases.loss':
    'Spent beyond what was paid in: {{overspent}}. To let the card go on as it shows: {{difference}}. At most, until all have heard: {{bound}}; not heard yet: {{uninformed}}.',
  'cases.closed': 'Case {{id}} is closed.',
  'cases.lost': 'Card {{card}}: {{amount}} written off as loss by fraud.',
  'cases.left-over':
    'Card {{card}}: {{amount}} put aside under "unresolved", as nobody knows yet whose it is.',
  'cases.accepted': '{{count}} entries were booked after all.',
  'cases.unfrozen': 'Counters may take the card again once they have their next reply.',

  'case.fork': 'fork',
  'case.rollback': 'rollback',
  'case.chip-changed': 'another chip',
  'case.frozen': 'frozen at a counter',
  'case.unexplained-balance': 'unexplained balance',
  'case.unknown-card': 'unknown card',
  'case.moved-record': 'moved record',
  'case.forged-record': 'forged record',
  'case.revoked-terminal': 'revoked counter',
  'case.beyond-certificate': 'beyond its certificate',
  'case.unreported-record': 'record not reported',
  'case.journal-forked': 'two journals',
  'case.malformed-entry': 'malformed entry',
  'case.means-fork':
    'Two records follow one: there are two cards with one identity, or an older state was put back on it. Replace the card.',
  'case.means-rollback':
    'The card showed a state older than a counter knows: put back, or badly written. Replace the card.',
  'case.means-chip-changed':
    'The chip’s own counter went back, which a genuine chip cannot do. Look at the card.',
  'case.means-frozen': 'A counter froze the card for another reason. Ask there.',
  'case.means-unexplained-balance': 'What is booked for the card is not what its records say. Look at both.',
  'case.means-unknown-card':
    'A counter took a card that this registry never issued: an old backup was restored, or an issuing key leaked.',
  'case.means-moved-record':
    'A counter reported a record of one card for another. Its program was changed: revoke it.',
  'case.means-forged-record':
    'A counter reported a record that nobody signed. Its program was changed: revoke it.',
  'case.means-revoked-terminal':
    'Records or entries from after the revocation. They are not in the books: --accept books them.',
  'case.means-beyond-certificate':
    'Records of more, or of another kind, or of another time than the counter’s certificate allows.',
  'case.means-unreported-record':
    'Cards carry records of this counter that its own journal does not have: somebody else signs with its key. Revoke it.',
  'case.means-journal-forked': 'The counter told two stories. Stop it and look at its computer.',
  'case.means-malformed-entry':
    'An entry names an account or amount that cannot be booked. It is not in the books.',
  'case.state-open': 'open',
  'case.state-closed': 'closed',
  'case.move-opened': 'opened',
  'case.move-closed': 'closed',
  'case.move-reopened': 'opened again on new evidence',
  'record.opening': 'opening',
  'record.topup': 'top-up',
  'record.sale': 'sale',
  'record.refund': 'refund',
  'record.credit': 'credit',
  'record.payout': 'payout',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.settle-unknown-terminal': 'Tidak ada gerai {{terminal}} di organisasi ini',
  'detail.settle-journal-forked':
    'Gerai {{terminal}} pernah mengirim setoran {{batch}} yang lain. Salinan lama buku besarnya dipasang kembali, atau kuncinya dipegang orang lain. Kasus dibuka; tidak ada yang diterima',
  'detail.case': 'Tidak ada kasus {{case}}. kartu-issuer cases list --all menampilkan semuanya',
  'detail.case-closed': 'Kasus {{case}} sudah ditutup',
  'detail.case-reason': 'Sebutkan apa yang ditemukan: 1 sampai {{max}} huruf',
  'detail.case-accept': '--accept hanya untuk kasus gerai yang dicabut',
  'detail.case-unfreeze': 'Kasus ini tentang gerai; --unfreeze hanya untuk kartu',
  'detail.case-second': 'Uang tidak dihapusbukukan seorang diri: --approved-by NAMA menyebut orang kedua',
  'detail.case-nothing': 'Kasus {{case}}: buku dan kartu cocok, tidak ada yang dihapusbukukan',
  'detail.case-awaited':
    'Masih ada gerai yang harus melaporkan catatan kartu {{card}}. Bawa dulu berkasnya: kartu-issuer settle status',
  'detail.case-other': 'Kasus {{other}} juga membekukan kartu {{card}}. Tutup kasus itu dulu',

  'column.settled-batch': 'Setoran',
  'column.settled-entry': 'Entri',
  'column.missing': 'Yang kurang sebelumnya',
  'column.last-entry': 'Entri terakhir',
  'column.blocklist': 'Daftar blokirnya',
  'column.reply': 'Balasan',
  'column.awaited': 'Belum dilaporkan (sejak)',
  'column.case': 'Kasus',
  'column.case-kind': 'Perihal',
  'column.opened': 'Dibuka',

  'settle.refused': '{{file}}: {{why}}',
  'settle.imported': '{{imported}} setoran diterima, {{repeated}} sudah ada, {{refused}} ditolak.',
  'settle.missing':
    'Ada setoran yang menunggu setoran sebelumnya: bawa juga berkas itu, atau minta gerai mengekspor lagi.',
  'settle.replied':
    '{{file}} hanya untuk gerai {{terminal}}: mengakui setoran {{batch}} sampai entri {{entry}} dan menyebut {{cards}} kartu yang dipakai di tempat lain. Di gerai: kartu-terminal settle apply {{file}}',
  'settle.gap': 'Kartu {{card}}: catatan {{from}} sampai {{to}} belum ada; {{records}} menunggunya.',
  'settle.clocks': 'Gerai {{terminal}}: jamnya pernah di depan lalu dimundurkan, {{count}} kali.',
  'settle.cases': 'Kasus terbuka: {{cases}}. Kartu beku: {{frozen}}.',
  'settle.proof':
    '{{cards}} kartu, {{entries}} entri dari gerai. Buku cocok dengan {{settled}} kartu; {{awaited}} masih punya catatan yang belum dilaporkan, {{waiting}} bercelah, {{forked}} bercabang.',
  'settle.damaged':
    'Gerai {{terminal}}, setoran {{batch}}: entrinya bukan yang ditandatangani. ADA YANG MENGUBAH DATA; pulihkan cadangan terakhir.',
  'settle.unexplained': 'Kartu {{card}}: dibukukan {{books}}, menurut catatannya {{records}}.',
  'settle.in-order': 'Semua beres.',
  'settle.not-in-order':
    'TIDAK BERES; catatan yang tidak dilaporkan gerainya: {{unreported}}. kartu-issuer cases list menampilkan kasusnya.',

  'cases.none': 'Tidak ada kasus terbuka.',
  'cases.title': 'Kasus {{id}}: {{kind}}, {{subject}}, {{state}}',
  'cases.of-card': 'kartu {{card}}',
  'cases.of-terminal': 'gerai {{terminal}}',
  'cases.frozen': 'Kartu dibekukan di setiap gerai yang punya balasan baru.',
  'cases.evidence': 'Gerai {{terminal}}, entri {{entry}}: {{note}}{{record}}',
  'cases.record':
    'catatan {{sequence}}: {{kind}} {{amount}}, menjadi {{balance}}, {{time}}, gerai {{terminal}}',
  'cases.move': '{{at}} {{who}}: {{move}}{{reason}}',
  'cases.fork': 'Cabangnya berpisah pada {{balance}}. Rantainya berlanjut dengan',
  'cases.fork-others': 'dan di samping itu ada',
  'cases.loss':
    'Dibelanjakan melebihi yang disetor: {{overspent}}. Agar kartu berlanjut seperti yang ditunjukkannya: {{difference}}. Paling banyak, sampai semua tahu: {{bound}}; belum tahu: {{uninformed}}.',
  'cases.closed': 'Kasus {{id}} ditutup.',
  'cases.lost': 'Kartu {{card}}: {{amount}} dihapusbukukan sebagai kerugian penipuan.',
  'cases.left-over': 'Kartu {{card}}: {{amount}} disisihkan di "unresolved", karena belum jelas milik siapa.',
  'cases.accepted': '{{count}} entri akhirnya dibukukan.',
  'cases.unfrozen': 'Gerai boleh menerima kartu ini lagi setelah mendapat balasan berikutnya.',

  'case.fork': 'bercabang',
  'case.rollback': 'dikembalikan',
  'case.chip-changed': 'cip lain',
  'case.frozen': 'dibekukan gerai',
  'case.unexplained-balance': 'saldo tak jelas',
  'case.unknown-card': 'kartu tak dikenal',
  'case.moved-record': 'catatan dipindah',
  'case.forged-record': 'catatan palsu',
  'case.revoked-terminal': 'gerai dicabut',
  'case.beyond-certificate': 'melebihi izin',
  'case.unreported-record': 'catatan tak dilaporkan',
  'case.journal-forked': 'dua jurnal',
  'case.malformed-entry': 'entri rusak',
  'case.means-fork':
    'Dua catatan mengikuti satu catatan: ada dua kartu dengan satu identitas, atau keadaan lama dipasang kembali. Ganti kartunya.',
  'case.means-rollback':
    'Kartu menunjukkan keadaan lebih lama daripada yang diketahui gerai: dipasang kembali, atau tertulis buruk. Ganti kartunya.',
  'case.means-chip-changed': 'Penghitung cip mundur, padahal cip asli tidak bisa begitu. Periksa kartunya.',
  'case.means-frozen': 'Gerai membekukan kartu karena sebab lain. Tanyakan ke gerai itu.',
  'case.means-unexplained-balance':
    'Yang dibukukan untuk kartu ini bukan yang tertulis di catatannya. Periksa keduanya.',
  'case.means-unknown-card':
    'Gerai menerima kartu yang tidak pernah diterbitkan di sini: cadangan lama dipulihkan, atau kunci penerbit bocor.',
  'case.means-moved-record':
    'Gerai melaporkan catatan satu kartu untuk kartu lain. Programnya diubah: cabut gerai itu.',
  'case.means-forged-record':
    'Gerai melaporkan catatan yang tidak ditandatangani. Programnya diubah: cabut gerai itu.',
  'case.means-revoked-terminal':
    'Catatan atau entri setelah pencabutan. Semua itu tidak dibukukan: --accept membukukannya.',
  'case.means-beyond-certificate': 'Catatan dengan jumlah, jenis, atau waktu di luar izin gerai.',
  'case.means-unreported-record':
    'Kartu memuat catatan gerai ini yang tidak ada di jurnalnya: orang lain memakai kuncinya. Cabut gerai itu.',
  'case.means-journal-forked': 'Gerai menyampaikan dua cerita. Hentikan dan periksa komputernya.',
  'case.means-malformed-entry':
    'Suatu entri menyebut akun atau jumlah yang tidak bisa dibukukan. Entri itu tidak dibukukan.',
  'case.state-open': 'terbuka',
  'case.state-closed': 'ditutup',
  'case.move-opened': 'dibuka',
  'case.move-closed': 'ditutup',
  'case.move-reopened': 'dibuka lagi karena bukti baru',
  'record.opening': 'pembukaan',
  'record.topup': 'isi saldo',
  'record.sale': 'penjualan',
  'record.refund': 'pengembalian',
  'record.credit': 'kredit',
  'record.payout': 'penarikan',
};
