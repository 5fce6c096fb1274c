/** What is said of settlement at a counter. */
export const en = {
  'detail.settlement-recipient':
    'This counter’s bundle does not say whom to settle with. Get a new bundle from the secretariat and run setup.',
  'detail.batch': 'There is no batch {{batch}} at this counter.',
  'detail.reply-older':
    'This reply ({{serial}}) is older than one that was applied already ({{applied}}). Ask the secretariat for a new one.',
  'detail.ledger-older':
    'The secretariat has entry {{entry}} of this counter, and this ledger has another one or none: an older copy was put back. Take no cards here; call the secretariat.',
  'detail.bundle-older':
    'An older bundle ({{serial}}) lies in this folder in place of number {{applied}}. Run setup with the newest bundle.',
  'detail.clock-right': 'The clock is not behind the journal: nothing has to be accepted.',
  'detail.clock-unproven':
    'Nothing that the secretariat signed lately shows that it is this time (the newest is of {{issued}}). Set the clock right, or apply a fresh reply or bundle first.',

  'settle.nothing': 'The secretariat has everything of this counter; no file was written.',
  'settle.exported':
    '{{file}}: {{count}} batches with {{entries}} entries, for the secretariat alone. There: kartu-issuer settle import {{file}}',
  'settle.left': '{{left}} more batches did not fit: export again once the reply is applied.',
  'settle.applied':
    'Reply {{serial}} applied: the secretariat has this counter’s entries up to {{entry}}; {{cards}} cards were used elsewhere.',
  'settle.credits':
    'Credits that are new here: {{count}}, {{amount}} in all; each is given when its card is tapped.',
  'settle.handed-over':
    '{{amount}} that this counter owed to holders of cards now comes from the secretariat.',
  'settle.applied-before': 'Reply {{serial}} was applied before; nothing changed.',
  'settle.transfer-posted':
    'Transfer {{transfer}} (card {{card}}) had been written after all: it is in the books.',
  'settle.transfer-voided': 'Transfer {{transfer}} (card {{card}}) had not been written: it is void.',
  'settle.transfer-owed':
    'Transfer {{transfer}} (card {{card}}) was closed as not done and stands on the card: the amount is owed at the next tap.',
  'settle.unfrozen': 'Cards that may be taken again: {{cards}}.',
  'settle.status-entries':
    'Counter {{terminal}}: {{entry}} entries, acknowledged up to {{acknowledged}}; {{open}} still to go to the secretariat.',
  'settle.status-reply': 'Last reply: {{reply}}, of {{time}} ({{days}} days old).',
  'settle.status-no-reply': 'No reply was applied yet.',
  'settle.status-blocklist': 'Bundle {{bundle}}, blocklist of {{time}} ({{days}} days old).',
  'settle.limits-full': 'Limits are as the secretariat set them.',
  'settle.limits-halved':
    'LIMITS OF SALES ARE HALVED: this counter knows too little of the others. Settle soon.',
  'settle.limits-no-sales': 'NO SALES: what this counter knows is too old. Settle first.',
  'clock.accepted': 'The journal went up to {{from}}; from now on {{to}} counts. The secretariat sees it.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.settlement-recipient':
    'Bundel gerai ini tidak menyebut tujuan setoran. Ambil bundel baru dari sekretariat lalu jalankan setup.',
  'detail.batch': 'Tidak ada setoran {{batch}} di gerai ini.',
  'detail.reply-older':
    'Balasan ini ({{serial}}) lebih lama daripada yang sudah diterapkan ({{applied}}). Minta yang baru ke sekretariat.',
  'detail.ledger-older':
    'Sekretariat punya entri {{entry}} dari gerai ini, sedangkan buku besar ini punya yang lain atau tidak ada: salinan lama dipasang kembali. Jangan terima kartu di sini; hubungi sekretariat.',
  'detail.bundle-older':
    'Bundel lama ({{serial}}) ada di folder ini sebagai ganti nomor {{applied}}. Jalankan setup dengan bundel terbaru.',
  'detail.clock-right': 'Jam tidak tertinggal dari jurnal: tidak ada yang perlu diterima.',
  'detail.clock-unproven':
    'Tidak ada tanda tangan baru dari sekretariat yang menunjukkan waktu ini (yang terbaru {{issued}}). Betulkan jam, atau terapkan dulu balasan atau bundel baru.',

  'settle.nothing': 'Sekretariat sudah punya semuanya dari gerai ini; tidak ada berkas yang ditulis.',
  'settle.exported':
    '{{file}}: {{count}} setoran dengan {{entries}} entri, hanya untuk sekretariat. Di sana: kartu-issuer settle import {{file}}',
  'settle.left': '{{left}} setoran lagi tidak muat: ekspor lagi setelah balasan diterapkan.',
  'settle.applied':
    'Balasan {{serial}} diterapkan: sekretariat punya entri gerai ini sampai {{entry}}; {{cards}} kartu dipakai di tempat lain.',
  'settle.credits':
    'Kredit yang baru di sini: {{count}}, seluruhnya {{amount}}; diberikan saat kartunya ditempel.',
  'settle.handed-over':
    '{{amount}} yang terutang gerai ini kepada pemegang kartu kini datang dari sekretariat.',
  'settle.applied-before': 'Balasan {{serial}} sudah pernah diterapkan; tidak ada yang berubah.',
  'settle.transfer-posted': 'Transfer {{transfer}} (kartu {{card}}) ternyata tertulis: sudah dibukukan.',
  'settle.transfer-voided': 'Transfer {{transfer}} (kartu {{card}}) tidak tertulis: dibatalkan.',
  'settle.transfer-owed':
    'Transfer {{transfer}} (kartu {{card}}) ditutup sebagai tidak jadi, tetapi ada di kartu: jumlahnya diselesaikan saat kartu ditempel lagi.',
  'settle.unfrozen': 'Kartu yang boleh diterima lagi: {{cards}}.',
  'settle.status-entries':
    'Gerai {{terminal}}: {{entry}} entri, diakui sampai {{acknowledged}}; {{open}} belum sampai ke sekretariat.',
  'settle.status-reply': 'Balasan terakhir: {{reply}}, dari {{time}} (umur {{days}} hari).',
  'settle.status-no-reply': 'Belum ada balasan yang diterapkan.',
  'settle.status-blocklist': 'Bundel {{bundle}}, daftar blokir dari {{time}} (umur {{days}} hari).',
  'settle.limits-full': 'Batas berlaku seperti ditetapkan sekretariat.',
  'settle.limits-halved':
    'BATAS PENJUALAN DIBAGI DUA: gerai ini kurang tahu tentang gerai lain. Segera setor.',
  'settle.limits-no-sales': 'TIDAK ADA PENJUALAN: pengetahuan gerai ini terlalu lama. Setor dulu.',
  'clock.accepted':
    'Jurnal sampai {{from}}; mulai sekarang {{to}} yang berlaku. Sekretariat akan melihatnya.',
};
