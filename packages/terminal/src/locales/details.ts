/** What the counter is told of a command, its data and its files that are not as they should be. */
export const en = {
  'detail.reference': '--reference takes 1 to {{max}} characters of text',
  'detail.reference-used-sale':
    'The sale "{{text}}" is in the books already (transfer {{transfer}}); nothing was charged',
  'detail.reference-used-topup':
    'The topup "{{text}}" is in the books already (transfer {{transfer}}); nothing was charged',
  'detail.reference-used-refund':
    'The refund "{{text}}" is in the books already (transfer {{transfer}}); nothing was charged',
  'detail.reference-used-credit':
    'The credit "{{text}}" is in the books already (transfer {{transfer}}); nothing was charged',
  'detail.reference-used-payout':
    'The payout "{{text}}" is in the books already (transfer {{transfer}}); nothing was charged',
  'detail.not-done-which': '--not-done closes one transfer without its card: resolve ID --not-done',
  'detail.transfer-number': '"{{text}}" is not the number of a transfer',
  'detail.not-done-said': 'say --not-done to close it: nothing was sold, or the cash was given back',
  'detail.lifetime-option': '--lifetime takes whole seconds, not "{{text}}"',
  'detail.audience': 'an audience is 1 to 200 characters without blanks, such as https://belajar.example',
  'detail.nonce':
    'a nonce is 8 to 200 characters without blanks, made anew by the other system for each login',
  'detail.lifetime': 'a lifetime is 1 to {{max}} whole seconds',
  'detail.wait-option': '--wait takes whole seconds, such as 30, not "{{text}}"',
  'detail.file-force': '{{path}} is there already; --force replaces it',
  'detail.file-of-counter': '{{path}} belongs to this counter: give the file another name',
  'detail.after-option': '--after takes the number of a batch, not "{{text}}"',
  'detail.reply-large': '{{path}} is larger than any reply',
  'detail.port-option': '--port takes a number from 0 to 65535, not "{{text}}"',
  'detail.serve-reader': 'serve needs a reader: either --reader pcsc or --virtual-tray FOLDER',
  'detail.port-taken':
    'port {{port}} cannot be had ({{reason}}): another program uses it; take another by --port',
  'detail.outlet-name': 'the name of an outlet has 1 to {{max}} characters',
  'detail.keys-made': 'another request makes keys here',
  'detail.bundle-before': 'this bundle (number {{number}}) is older than the one in use (number {{applied}})',
  'detail.keys-closed': '{{path}} does not open',
  'detail.bundle-closed': '{{path}} does not open; kartu-terminal setup BUNDLE writes it again',
  'detail.ledger-gone': 'the ledger of this counter is gone from {{path}}',
  'detail.counter-missing': '{{advice}}',
  'detail.folder-in-use': 'another kartu-terminal works with this data folder',
  'detail.ledger-none': 'There is no ledger to back up.',
  'detail.file-absent': '{{path}} is not there',
  'detail.certificate-own': 'the bundle lacks this counter’s certificate',
  'detail.backup-other': '{{path}} is not the backup of a counter',
  'detail.backup-damaged': '{{path}} is not the backup of a counter, or it is damaged',
  'detail.card-identity': 'card {{card}} is known with another identity',
  'detail.card-unfinished': 'this card has an unfinished transfer',
  'detail.reference-used': 'the reference "{{text}}" was used before (transfer {{transfer}})',
  'detail.ledger-other': '{{path}} is not a ledger of this program',
  'detail.record-empty': 'the ledger holds an empty record',
  'detail.batch-changed': 'batch {{batch}} is not what was exported before',
  'detail.transfer-closed': 'Transfer {{transfer}} is {{state}}: only an unresolved one can be closed',
  'detail.tray-card': 'there is no card "{{name}}" on the tray',
  'detail.tray-empty': 'there is no card image in {{path}}',
  'detail.columns-option': '--columns takes {{known}}, not "{{text}}"',
  'detail.slip-time': 'receipts come {{known}}, not "{{text}}"',
  'detail.printer': '"{{text}}" is no printer: give tcp:ADDRESS, tcp:ADDRESS:PORT or device:/dev/usb/lp0',
  'detail.no-card': 'No card lies on the reader',
  'detail.ledger-fault': '{{path}}: {{fault}}',
  'detail.credit-other': 'credit {{number}} of card {{card}} is known with another amount',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.reference': '--reference berisi 1 sampai {{max}} karakter teks',
  'detail.reference-used-sale':
    'Penjualan "{{text}}" sudah tercatat (transaksi {{transfer}}); tidak ada yang ditagih',
  'detail.reference-used-topup':
    'Isi saldo "{{text}}" sudah tercatat (transaksi {{transfer}}); tidak ada yang ditagih',
  'detail.reference-used-refund':
    'Pengembalian "{{text}}" sudah tercatat (transaksi {{transfer}}); tidak ada yang ditagih',
  'detail.reference-used-credit':
    'Kredit "{{text}}" sudah tercatat (transaksi {{transfer}}); tidak ada yang ditagih',
  'detail.reference-used-payout':
    'Pembayaran keluar "{{text}}" sudah tercatat (transaksi {{transfer}}); tidak ada yang ditagih',
  'detail.not-done-which': '--not-done menutup satu transaksi tanpa kartunya: resolve ID --not-done',
  'detail.transfer-number': '"{{text}}" bukan nomor transaksi',
  'detail.not-done-said':
    'tulis --not-done untuk menutupnya: tidak ada yang terjual, atau uangnya sudah dikembalikan',
  'detail.lifetime-option': '--lifetime berisi detik bulat, bukan "{{text}}"',
  'detail.audience':
    'audience terdiri dari 1 sampai 200 karakter tanpa spasi, misalnya https://belajar.example',
  'detail.nonce':
    'nonce terdiri dari 8 sampai 200 karakter tanpa spasi, dibuat baru oleh sistem lain untuk setiap kali masuk',
  'detail.lifetime': 'masa berlakunya 1 sampai {{max}} detik bulat',
  'detail.wait-option': '--wait berisi detik bulat, misalnya 30, bukan "{{text}}"',
  'detail.file-force': '{{path}} sudah ada; --force menggantinya',
  'detail.file-of-counter': '{{path}} milik gerai ini: beri nama lain untuk berkasnya',
  'detail.after-option': '--after berisi nomor setoran, bukan "{{text}}"',
  'detail.reply-large': '{{path}} lebih besar daripada balasan mana pun',
  'detail.port-option': '--port berisi angka dari 0 sampai 65535, bukan "{{text}}"',
  'detail.serve-reader': 'serve memerlukan pembaca: --reader pcsc atau --virtual-tray FOLDER',
  'detail.port-taken':
    'porta {{port}} tidak dapat dipakai ({{reason}}): program lain memakainya; pilih yang lain dengan --port',
  'detail.outlet-name': 'nama gerai terdiri dari 1 sampai {{max}} karakter',
  'detail.keys-made': 'permintaan lain sedang membuat kunci di sini',
  'detail.bundle-before':
    'bundel ini (nomor {{number}}) lebih lama daripada yang dipakai (nomor {{applied}})',
  'detail.keys-closed': '{{path}} tidak dapat dibuka',
  'detail.bundle-closed': '{{path}} tidak dapat dibuka; kartu-terminal setup BUNDEL menulisnya lagi',
  'detail.ledger-gone': 'pembukuan gerai ini hilang dari {{path}}',
  'detail.counter-missing': 'Jalankan: {{advice}}',
  'detail.folder-in-use': 'kartu-terminal lain sedang memakai folder data ini',
  'detail.ledger-none': 'Tidak ada pembukuan untuk dicadangkan.',
  'detail.file-absent': '{{path}} tidak ada',
  'detail.certificate-own': 'bundelnya tidak memuat sertifikat gerai ini',
  'detail.backup-other': '{{path}} bukan cadangan sebuah gerai',
  'detail.backup-damaged': '{{path}} bukan cadangan sebuah gerai, atau sudah rusak',
  'detail.card-identity': 'kartu {{card}} sudah dikenal dengan identitas lain',
  'detail.card-unfinished': 'kartu ini punya transaksi yang belum selesai',
  'detail.reference-used': 'referensi "{{text}}" sudah dipakai (transaksi {{transfer}})',
  'detail.ledger-other': '{{path}} bukan pembukuan program ini',
  'detail.record-empty': 'pembukuan memuat catatan kosong',
  'detail.batch-changed': 'setoran {{batch}} bukan lagi yang pernah diekspor',
  'detail.transfer-closed':
    'Transaksi {{transfer}} berstatus {{state}}: hanya yang belum selesai yang dapat ditutup',
  'detail.tray-card': 'tidak ada kartu "{{name}}" di baki',
  'detail.tray-empty': 'tidak ada citra kartu di {{path}}',
  'detail.columns-option': '--columns berisi {{known}}, bukan "{{text}}"',
  'detail.slip-time': 'pilihannya {{known}}, bukan "{{text}}"',
  'detail.printer': '"{{text}}" bukan pencetak: tulis tcp:ALAMAT, tcp:ALAMAT:PORTA, atau device:/dev/usb/lp0',
  'detail.no-card': 'Tidak ada kartu di pembaca',
  'detail.ledger-fault': '{{path}} memuat kesalahan ({{fault}})',
  'detail.credit-other': 'kredit {{number}} kartu {{card}} sudah dikenal dengan jumlah lain',
};
