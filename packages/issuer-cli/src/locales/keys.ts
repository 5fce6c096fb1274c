/** What the secretariat is told of keys, backups and revoked counters. */
export const en = {
  'detail.organisation-key-away':
    "The organisation's key is not in this folder: it was put into a file. Give that file with --organisation-key FILE.",
  'detail.organisation-key-other': 'the file holds the key of another organisation',
  'detail.key-numbers': 'All {{max}} numbers for keys of this kind are used up.',
  'detail.rotate-what':
    '"{{text}}" is not a key that can be rotated. Write "issuing" (what signs cards) or "set" (what access keys of cards are derived from).',
  'detail.rotate-set-alone':
    "A new key set does not need the organisation's key. Leave out --organisation-key.",
  'detail.p12-passphrase':
    'The passphrase of a .p12 file may only hold plain letters (A to Z), digits, blanks and signs, because programs differ in how they write others.',
  'detail.p12-invalid': 'it is not a .p12 file with one Ed25519 key, or it is damaged',
  'detail.backup-invalid': 'it is not a backup of kartu-issuer, or it is damaged. Nothing was written',
  'detail.backup-name':
    'The file "{{name}}" in the data folder cannot be backed up. Rename it to plain letters, digits, dots and dashes, or move it away.',
  'detail.skip-numbers':
    'There are not {{jump}} member numbers left to leave out, only {{left}}. Give a smaller --skip-numbers that still covers every number given since the backup. Nothing was written',
  'detail.revoke-reason': 'Say why with --reason, in 1 to {{max}} characters.',
  'detail.revoke-since': '"{{text}}" is not a moment in the past. Write it like 2026-11-20T17:00.',
  'detail.revoked':
    'Counter {{terminal}} is revoked, for good. Set the counter up anew; it gets a new number.',
  'detail.revoked-already': 'Counter {{terminal}} is revoked already',

  'detail.card-renew-unfinished': 'Card {{cardSerial}} is not finished. Finish it first: card recover',
  'renew.renewed':
    'Card {{cardSerial}} of {{memberNumber}} has access keys of key set {{toKeySet}} now, no longer of {{fromKeySet}}.',
  'renew.resumed':
    'The interrupted renewal of card {{cardSerial}} of {{memberNumber}} is finished: key set {{toKeySet}}.',
  'renew.newest':
    'Card {{cardSerial}} of {{memberNumber}} has access keys of key set {{toKeySet}} already, the newest.',

  'column.issuing-key': 'Issuing key',
  'column.key-set': 'Key set',
  'card.key-set': 'Its access keys are those of key set {{keySet}}.',
  'inspect.key-set': 'key set',
  'column.from': 'From',
  'column.cards': 'Cards',
  'column.reason': 'Reason',

  'terminal.revoked': 'Counter {{terminal}} is REVOKED since {{since}}: {{reason}}',
  'keys.state-current': 'in use',
  'keys.state-older': 'older, still valid',
  'keys.state-expired': 'EXPIRED',
  'keys.state-revoked': 'REVOKED',
  'keys.organisation': '{{name}}, organisation {{id}}\nSHA-256 of its public key: {{fingerprint}}',
  'keys.ask-organisation': "The next question is for the passphrase of the organisation's .p12 file.",
  'keys.ask-backup': 'The next question is for the passphrase of the backup.',
  'keys.renewal-never': 'Older cards get the keys of set {{toKeySet}} at the desk alone: card renew.',
  'keys.renewal-tags':
    'Older NTAGs get the keys of set {{toKeySet}} at their next tap, MIFARE Classic cards at the desk: card renew.',
  'keys.renewal-all': 'Older cards get the keys of set {{toKeySet}} at their next tap.',
  'keys.renewal-waits':
    'Counters renew older cards to set {{toKeySet}} once each of them has a fresh bundle. Missing at: {{terminals}}.',
  'terminal.renews':
    'With it the counter gives older cards the access keys of set {{toKeySet}} at their next tap.',
  'terminal.renews-later':
    'It does not renew older cards yet: these counters need a fresh bundle first, then this one again: {{terminals}}.',
  'keys.rotated-issuing':
    'Issuing key {{number}} signs from now on. Cards of older keys stay valid. Give every counter a fresh bundle before cards of the new key come to it: kartu-issuer terminal bundle NUMBER -o FILE. Make a new backup.',
  'keys.rotated-set':
    'New cards get key set {{number}}. Cards of older sets stay valid. Give every counter a fresh bundle before new cards come to it: kartu-issuer terminal bundle NUMBER -o FILE. Make a new backup.',
  'keys.exported-public':
    '{{count}} files are in {{folder}}: public keys and certificates, nothing secret. docs/card-format.md §8 verifies cards with them.',
  'keys.jwks':
    'The public keys of {{count}} counters are in {{file}}: nothing secret. Publish it at your address, and again when a counter is added or revoked.',
  'keys.exported-ca':
    '{{count}} files are in {{folder}}: X.509 certificates and the revocation list, nothing secret. The list holds for 30 days. Check a counter with: openssl verify -CAfile organisation-ca.pem -untrusted issuer-1-ca.pem terminal-1.crt.pem',
  'keys.exported':
    "The organisation's key is in {{file}}, and still in the data folder. Check the file with: openssl pkcs12 -in FILE -nodes -noout",
  'keys.exported-removed':
    "The organisation's key is in {{file}} and no longer in the data folder. Keep two copies in two safes: without it no new issuing key can be made. Older backups still hold the key.",
  'keys.backed-up':
    'Backup of {{count}} files: {{file}}. SHA-256: {{sha256}}. Keep its passphrase apart from it, and try it now and then: kartu-issuer --data NEW-FOLDER keys restore FILE',
  'keys.restored':
    '{{organisation}} is back in {{folder}}, as it was at {{madeAt}}. So that nothing is given twice, the next numbers are above: members {{member}}, cards {{serial}}, bundles {{bundle}}. What was done since the backup is missing: enter it again, repeat revocations, and give every counter a fresh bundle. Never work with the old folder again.',
  'keys.revoked-earlier':
    'Counter {{terminal}} is revoked. What it signs after {{since}} is refused by every counter that has a fresh bundle: make them now, with kartu-issuer terminal bundle NUMBER -o FILE. If somebody else may have its keys, also run: kartu-issuer keys rotate set',
  'keys.revoked-none':
    'Counter {{terminal}} is revoked with all its records, from {{since}} and before. Cards that it served last are refused until the secretariat has settled them. Make every other counter a fresh bundle now, with kartu-issuer terminal bundle NUMBER -o FILE. If somebody else may have its keys, also run: kartu-issuer keys rotate set',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.organisation-key-away':
    'Kunci organisasi tidak ada di folder ini: sudah dipindahkan ke berkas. Beri berkas itu dengan --organisation-key BERKAS.',
  'detail.organisation-key-other': 'berkas itu berisi kunci organisasi lain',
  'detail.key-numbers': 'Semua {{max}} nomor untuk kunci jenis ini sudah terpakai.',
  'detail.rotate-what':
    '"{{text}}" bukan kunci yang dapat diganti. Tulis "issuing" (penanda tangan kartu) atau "set" (asal kunci akses kartu).',
  'detail.rotate-set-alone': 'Set kunci baru tidak memerlukan kunci organisasi. Hapus --organisation-key.',
  'detail.p12-passphrase':
    'Frasa sandi berkas .p12 hanya boleh memuat huruf biasa (A sampai Z), angka, spasi, dan tanda baca, karena program lain menulis huruf lain secara berbeda.',
  'detail.p12-invalid': 'bukan berkas .p12 dengan satu kunci Ed25519, atau rusak',
  'detail.backup-invalid': 'bukan cadangan kartu-issuer, atau rusak. Tidak ada yang ditulis',
  'detail.backup-name':
    'Berkas "{{name}}" di folder data tidak dapat dicadangkan. Ganti namanya dengan huruf biasa, angka, titik, dan tanda hubung, atau pindahkan.',
  'detail.skip-numbers':
    'Tidak ada lagi {{jump}} nomor anggota yang dapat dilewati, hanya {{left}}. Beri --skip-numbers yang lebih kecil, tetapi tetap mencakup semua nomor yang diberikan sejak cadangan dibuat. Tidak ada yang ditulis',
  'detail.revoke-reason': 'Sebutkan alasannya dengan --reason, 1 sampai {{max}} huruf.',
  'detail.revoke-since': '"{{text}}" bukan waktu yang sudah lewat. Tulis seperti 2026-11-20T17:00.',
  'detail.revoked':
    'Gerai {{terminal}} sudah dicabut untuk selamanya. Siapkan gerai itu dari awal; nomornya akan baru.',
  'detail.revoked-already': 'Gerai {{terminal}} sudah dicabut',

  'detail.card-renew-unfinished': 'Kartu {{cardSerial}} belum selesai. Selesaikan dulu: card recover',
  'renew.renewed':
    'Kartu {{cardSerial}} milik {{memberNumber}} kini memakai set kunci {{toKeySet}}, bukan {{fromKeySet}} lagi.',
  'renew.resumed':
    'Penggantian kunci kartu {{cardSerial}} milik {{memberNumber}} yang terputus sudah selesai: set kunci {{toKeySet}}.',
  'renew.newest':
    'Kartu {{cardSerial}} milik {{memberNumber}} sudah memakai set kunci {{toKeySet}}, yang terbaru.',

  'column.issuing-key': 'Kunci penerbit',
  'column.key-set': 'Set kunci',
  'card.key-set': 'Kunci aksesnya dari set kunci {{keySet}}.',
  'inspect.key-set': 'set kunci',
  'column.from': 'Sejak',
  'column.cards': 'Kartu',
  'column.reason': 'Alasan',

  'terminal.revoked': 'Gerai {{terminal}} DICABUT sejak {{since}}: {{reason}}',
  'keys.state-current': 'dipakai',
  'keys.state-older': 'lama, tetap berlaku',
  'keys.state-expired': 'KEDALUWARSA',
  'keys.state-revoked': 'DICABUT',
  'keys.organisation': '{{name}}, organisasi {{id}}\nSHA-256 kunci publiknya: {{fingerprint}}',
  'keys.ask-organisation': 'Pertanyaan berikut tentang frasa sandi berkas .p12 organisasi.',
  'keys.ask-backup': 'Pertanyaan berikut tentang frasa sandi cadangan.',
  'keys.renewal-never': 'Kartu lama mendapat kunci set {{toKeySet}} di meja saja: card renew.',
  'keys.renewal-tags':
    'NTAG lama mendapat kunci set {{toKeySet}} saat ditempelkan berikutnya, MIFARE Classic di meja: card renew.',
  'keys.renewal-all': 'Kartu lama mendapat kunci set {{toKeySet}} saat ditempelkan berikutnya.',
  'keys.renewal-waits':
    'Gerai memperbarui kartu lama ke set {{toKeySet}} setelah semua gerai mendapat bundel baru. Belum: {{terminals}}.',
  'terminal.renews':
    'Dengan ini gerai memberi kartu lama kunci akses set {{toKeySet}} saat ditempelkan berikutnya.',
  'terminal.renews-later':
    'Gerai belum memperbarui kartu lama: gerai berikut perlu bundel baru dahulu, lalu gerai ini sekali lagi: {{terminals}}.',
  'keys.rotated-issuing':
    'Mulai sekarang kunci penerbit {{number}} yang menandatangani. Kartu berkunci lama tetap berlaku. Beri setiap gerai bundel baru sebelum kartu berkunci baru sampai di sana: kartu-issuer terminal bundle NOMOR -o BERKAS. Buat cadangan baru.',
  'keys.rotated-set':
    'Kartu baru memakai set kunci {{number}}. Kartu dengan set lama tetap berlaku. Beri setiap gerai bundel baru sebelum kartu baru sampai di sana: kartu-issuer terminal bundle NOMOR -o BERKAS. Buat cadangan baru.',
  'keys.exported-public':
    '{{count}} berkas ada di {{folder}}: kunci publik dan sertifikat, tidak ada rahasia. docs/card-format.md §8 memeriksa kartu dengannya.',
  'keys.jwks':
    'Kunci publik {{count}} gerai ada di {{file}}: tidak ada rahasia. Terbitkan di alamat organisasi, dan ulangi bila ada gerai yang ditambah atau dicabut.',
  'keys.exported-ca':
    '{{count}} berkas ada di {{folder}}: sertifikat X.509 dan daftar pencabutan, tidak ada rahasia. Daftar itu berlaku 30 hari. Periksa gerai dengan: openssl verify -CAfile organisation-ca.pem -untrusted issuer-1-ca.pem terminal-1.crt.pem',
  'keys.exported':
    'Kunci organisasi ada di {{file}}, dan masih ada di folder data. Periksa berkasnya dengan: openssl pkcs12 -in BERKAS -nodes -noout',
  'keys.exported-removed':
    'Kunci organisasi ada di {{file}} dan tidak lagi di folder data. Simpan dua salinan di dua brankas: tanpa itu kunci penerbit baru tidak dapat dibuat. Cadangan lama masih memuat kunci itu.',
  'keys.backed-up':
    'Cadangan {{count}} berkas: {{file}}. SHA-256: {{sha256}}. Simpan frasa sandinya terpisah, dan cobalah sesekali: kartu-issuer --data FOLDER-BARU keys restore BERKAS',
  'keys.restored':
    '{{organisation}} kembali ada di {{folder}}, seperti keadaannya pada {{madeAt}}. Agar tidak ada yang diberikan dua kali, nomor berikutnya di atas: anggota {{member}}, kartu {{serial}}, bundel {{bundle}}. Yang dikerjakan sesudah cadangan itu hilang: masukkan lagi, ulangi pencabutan, dan beri setiap gerai bundel baru. Jangan pernah memakai folder lama lagi.',
  'keys.revoked-earlier':
    'Gerai {{terminal}} dicabut. Yang ditandatanganinya sesudah {{since}} ditolak setiap gerai yang punya bundel baru: buat sekarang, dengan kartu-issuer terminal bundle NOMOR -o BERKAS. Jika kuncinya mungkin di tangan orang lain, jalankan juga: kartu-issuer keys rotate set',
  'keys.revoked-none':
    'Gerai {{terminal}} dicabut beserta semua catatannya, dari {{since}} dan sebelumnya. Kartu yang terakhir dilayaninya ditolak sampai diselesaikan sekretariat. Buat bundel baru untuk semua gerai lain sekarang, dengan kartu-issuer terminal bundle NOMOR -o BERKAS. Jika kuncinya mungkin di tangan orang lain, jalankan juga: kartu-issuer keys rotate set',
};
