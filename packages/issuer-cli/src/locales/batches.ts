/** What the secretariat is told of batch runs. */
export const en = {
  'detail.batch': 'There is no batch {{batch}}. See: batch list',
  'detail.batch-choice': 'Give a list with --number-file, or --state, --cohort and --branch; not both.',
  'detail.batch-closed': 'Batch {{batch}} is closed',
  'detail.batch-empty': 'Nobody was found who may get a card of this theme and has none. No batch was made.',
  'detail.batch-line': 'Line {{line}} of {{path}} names no member: "{{text}}". No batch was made',
  'detail.batch-open':
    '{{count}} positions of batch {{batch}} are still open. Encode them, or give them up by saying why with --reason.',
  'detail.batch-encoded':
    'Position {{position}} of batch {{batch}} has its card already. Print single positions again with: batch reprint {{batch}} --position N -o FILE',
  'detail.batch-position': 'Batch {{batch}} has no position {{position}}',
  'detail.batch-position-out':
    'Position {{position}} (card {{cardSerial}}) is $t(life.{{state}}) and is not printed again. For a new card: card replace {{cardSerial}}',
  'detail.batch-printer':
    'The printer {{printer}} is set up for the layout {{other}}; the batch has {{layout}}.',
  'detail.batch-range': '"{{text}}" is no position. Write 7, or 7-12.',
  'detail.card-of-elsewhere': 'This is card {{cardSerial}}, which does not belong to this batch',
  'detail.batch-readers': 'Name one real reader, or virtual cards only; --reader may be repeated for these.',

  'column.batch': 'Batch',
  'column.layout': 'Layout',
  'column.made': 'Made',
  'column.positions': 'Positions',
  'column.encoded': 'Encoded',
  'column.position': 'Pos.',
  'column.place': 'Printed at',

  'batch.none': 'No batch was made yet.',
  'batch.made':
    'Batch {{batch}}: {{count}} cards of the theme {{theme}} are ordered. Print them with: batch print {{batch}} -o FILE, or encode them with: batch encode {{batch}} --reader pcsc',
  'batch.left-out': 'Left out: {{memberNumber}} ({{why}})',
  'batch.has-card': 'has a card of this theme',
  'batch.card-member-left': 'has left',
  'batch.card-member-suspended': 'is suspended',
  'batch.card-member-registered': 'is not approved yet',
  'batch.card-member-merged': 'was merged into another',
  'batch.printed':
    '{{count}} cards of batch {{batch}} are in {{file}}, {{pages}} pages. Encode them with: batch encode {{batch}} --reader pcsc',
  'batch.print-progress': 'Printing [{bar}] {percentage}% · {value} of {total} · {eta_formatted} left',
  'batch.place-a4': 'sheet {{sheet}}, place {{place}}',
  'batch.place-card': 'card {{place}} of the file',
  'batch.turn':
    '[{{done}}/{{total}}] Position {{position}}: {{memberNumber}} {{name}}{{place}}. Lay a blank card.',
  'batch.turn-torn': 'Taken away in the middle, to be laid again at any time: positions {{positions}}.',
  'batch.turn-only-torn':
    '[{{done}}/{{total}}] Only cards that were taken away are missing: positions {{positions}}.',
  'batch.tap-encoded': 'Position {{position}}: card {{cardSerial}} is made and read back (UID {{uid}}).',
  'batch.tap-finished':
    'Position {{position}}: card {{cardSerial}}, begun earlier, is finished and read back (UID {{uid}}).',
  'batch.tap-already': 'Position {{position}}: this is card {{cardSerial}}, made already. Take the next one.',
  'batch.tap-torn':
    'Position {{position}}: the card {{uid}} left too early. Lay this very card again at any time.',
  'batch.tap-spoilt':
    'Position {{position}}: the card {{uid}} is broken; throw it away. The position gets another card; in a printed batch print it again with: batch reprint',
  'batch.tap-set-aside': 'SET ASIDE the card {{uid}}: {{reason}} Position {{position}} stays open.',
  'batch.tap-not-needed': 'No position waits for a blank card: {{uid}} was left as it is.',
  'batch.tap-again': 'The card left before it was read. Lay it again.',
  'batch.ended-complete': 'Every position is done.',
  'batch.ended-no-more-cards': 'There are no more cards. The same command goes on where it stopped.',
  'batch.ended-no-card': 'Stopped. The same command goes on where it stopped.',
  'batch.state-begun': 'taken away in the middle',
  'batch.outdated': 'number changed: print again',
  'batch.head': 'Batch {{batch}}, theme {{theme}}, made {{made}} by {{who}}: {{state}}',
  'batch.is-open': 'open',
  'batch.is-closed': 'closed {{at}} by {{who}}',
  'batch.count': '{{state}}: {{count}}',
  'batch.set-aside-head': 'Cards that were set aside:',
  'batch.set-aside': '{{at}}  UID {{uid}}, at position {{position}}: {{reason}}',
  'set-aside.card-foreign': "it is somebody else's",
  'set-aside.card-of-other-member': 'it was issued to another member',
  'set-aside.card-full': 'there is no room left on it',
  'set-aside.card-locked': 'it is locked',
  'set-aside.card-damaged': 'it is damaged',
  'set-aside.card-authentication-failed': "it does not take this organisation's keys",
  'set-aside.card-write-failed': 'it did not keep what was written',
  'set-aside.card-unsupported': 'cards of its kind are not supported',
  'set-aside.card-not-as-issued': 'it does not hold what was issued',
  'set-aside.already-exists': 'it was made for somebody or something before',
  'set-aside.other': 'it could not be made',
  'batch.closed': 'Batch {{batch}} is closed. Given up: {{count}}.',
  'batch.report-file': 'The report of batch {{batch}} is in {{file}}.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.batch': 'Tidak ada gelombang {{batch}}. Lihat: batch list',
  'detail.batch-choice':
    'Beri daftar dengan --number-file, atau --state, --cohort dan --branch; jangan keduanya.',
  'detail.batch-closed': 'Gelombang {{batch}} sudah ditutup',
  'detail.batch-empty':
    'Tidak ada anggota yang boleh mendapat kartu bertema ini dan belum punya. Gelombang tidak dibuat.',
  'detail.batch-line':
    'Baris {{line}} pada {{path}} tidak menyebut anggota: "{{text}}". Gelombang tidak dibuat',
  'detail.batch-open':
    '{{count}} posisi gelombang {{batch}} masih terbuka. Isi kartunya, atau lepaskan dengan menyebut alasannya: --reason.',
  'detail.batch-encoded':
    'Posisi {{position}} gelombang {{batch}} sudah ada kartunya. Cetak ulang satu per satu dengan: batch reprint {{batch}} --position N -o BERKAS',
  'detail.batch-position': 'Gelombang {{batch}} tidak punya posisi {{position}}',
  'detail.batch-position-out':
    'Posisi {{position}} (kartu {{cardSerial}}) berkeadaan $t(life.{{state}}) dan tidak dicetak lagi. Untuk kartu baru: card replace {{cardSerial}}',
  'detail.batch-printer':
    'Pencetak {{printer}} diatur untuk tata letak {{other}}; gelombang ini memakai {{layout}}.',
  'detail.batch-range': '"{{text}}" bukan posisi. Tulis 7, atau 7-12.',
  'detail.card-of-elsewhere': 'Ini kartu {{cardSerial}}, yang bukan bagian gelombang ini',
  'detail.batch-readers':
    'Sebutkan satu pembaca nyata, atau kartu virtual saja; untuk kartu virtual --reader boleh diulang.',

  'column.batch': 'Gelombang',
  'column.layout': 'Tata letak',
  'column.made': 'Dibuat',
  'column.positions': 'Posisi',
  'column.encoded': 'Terisi',
  'column.position': 'Pos.',
  'column.place': 'Dicetak di',

  'batch.none': 'Belum ada gelombang.',
  'batch.made':
    'Gelombang {{batch}}: {{count}} kartu bertema {{theme}} dipesan. Cetak dengan: batch print {{batch}} -o BERKAS, atau isi dengan: batch encode {{batch}} --reader pcsc',
  'batch.left-out': 'Dilewati: {{memberNumber}} ({{why}})',
  'batch.has-card': 'sudah punya kartu bertema ini',
  'batch.card-member-left': 'sudah keluar',
  'batch.card-member-registered': 'belum disetujui',
  'batch.card-member-suspended': 'sedang dibekukan',
  'batch.card-member-merged': 'sudah digabung ke data lain',
  'batch.printed':
    '{{count}} kartu gelombang {{batch}} ada di {{file}}, {{pages}} halaman. Isi dengan: batch encode {{batch}} --reader pcsc',
  'batch.print-progress': 'Mencetak [{bar}] {percentage}% · {value} dari {total} · sisa {eta_formatted}',
  'batch.place-a4': 'lembar {{sheet}}, tempat {{place}}',
  'batch.place-card': 'kartu {{place}} pada berkas',
  'batch.turn':
    '[{{done}}/{{total}}] Posisi {{position}}: {{memberNumber}} {{name}}{{place}}. Letakkan kartu kosong.',
  'batch.turn-torn': 'Diangkat di tengah jalan, boleh diletakkan lagi kapan saja: posisi {{positions}}.',
  'batch.turn-only-torn': '[{{done}}/{{total}}] Tinggal kartu yang tadi diangkat: posisi {{positions}}.',
  'batch.tap-encoded':
    'Posisi {{position}}: kartu {{cardSerial}} jadi dan sudah dibaca kembali (UID {{uid}}).',
  'batch.tap-finished':
    'Posisi {{position}}: kartu {{cardSerial}}, yang dimulai tadi, selesai dan sudah dibaca kembali (UID {{uid}}).',
  'batch.tap-already': 'Posisi {{position}}: ini kartu {{cardSerial}}, sudah jadi. Ambil kartu berikutnya.',
  'batch.tap-torn':
    'Posisi {{position}}: kartu {{uid}} terlalu cepat diangkat. Letakkan kartu itu lagi kapan saja.',
  'batch.tap-spoilt':
    'Posisi {{position}}: kartu {{uid}} rusak; buang. Posisi ini mendapat kartu lain; bila gelombang sudah dicetak, cetak lagi dengan: batch reprint',
  'batch.tap-set-aside': 'SISIHKAN kartu {{uid}}: {{reason}} Posisi {{position}} tetap terbuka.',
  'batch.tap-not-needed': 'Tidak ada posisi yang menunggu kartu kosong: {{uid}} dibiarkan.',
  'batch.tap-again': 'Kartu diangkat sebelum terbaca. Letakkan lagi.',
  'batch.ended-complete': 'Semua posisi selesai.',
  'batch.ended-no-more-cards': 'Kartunya habis. Perintah yang sama melanjutkan dari sini.',
  'batch.ended-no-card': 'Berhenti. Perintah yang sama melanjutkan dari sini.',
  'batch.state-begun': 'diangkat di tengah jalan',
  'batch.outdated': 'nomor berubah: cetak lagi',
  'batch.head': 'Gelombang {{batch}}, tema {{theme}}, dibuat {{made}} oleh {{who}}: {{state}}',
  'batch.is-open': 'terbuka',
  'batch.is-closed': 'ditutup {{at}} oleh {{who}}',
  'batch.count': '{{state}}: {{count}}',
  'batch.set-aside-head': 'Kartu yang disisihkan:',
  'batch.set-aside': '{{at}}  UID {{uid}}, pada posisi {{position}}: {{reason}}',
  'set-aside.card-foreign': 'milik orang lain',
  'set-aside.card-of-other-member': 'sudah terbit untuk anggota lain',
  'set-aside.card-full': 'tidak ada tempat lagi di dalamnya',
  'set-aside.card-locked': 'terkunci',
  'set-aside.card-damaged': 'rusak',
  'set-aside.card-authentication-failed': 'tidak menerima kunci organisasi ini',
  'set-aside.card-write-failed': 'tidak menyimpan yang ditulis',
  'set-aside.card-unsupported': 'jenisnya tidak didukung',
  'set-aside.card-not-as-issued': 'isinya bukan yang diterbitkan',
  'set-aside.already-exists': 'sudah pernah dibuat untuk orang atau keperluan lain',
  'set-aside.other': 'tidak dapat dijadikan',
  'batch.closed': 'Gelombang {{batch}} ditutup. Dilepaskan: {{count}}.',
  'batch.report-file': 'Laporan gelombang {{batch}} ada di {{file}}.',
};
