/** What the secretariat is told of operators and the audit trail. */
export const en = {
  'detail.operator': 'There is no operator {{name}}. See: operator list',
  'detail.operator-known':
    'There is an operator {{name}} already. A name is given once; it comes back with: operator enable',
  'detail.operator-first':
    'The first operator must be a chair: nobody else could add the others. Write --role chair, or --role chair secretariat.',
  'detail.operator-no-role': 'An operator needs a role: --role secretariat, chair, treasurer or auditor.',
  'detail.operator-auditor-alone': "An auditor looks over the others' work and has no other role.",
  'detail.operator-last-chair':
    'This is the last chair. Add another one first: nobody could approve or add operators any more.',
  'detail.operator-last-secretariat':
    'This is the last one of the secretariat. Give somebody else that role first.',
  'detail.operator-disabled': '{{name}} is disabled already.',
  'detail.operator-working': '{{name}} is not disabled.',
  'detail.operator-none': 'No operator is registered, so nobody needs to log in. Begin with: operator add',
  'detail.operator-which': 'Which operator? Write the name behind the command.',
  'detail.operator-minutes': 'At most {{most}} minutes.',
  'detail.operator-role': '{{name}} has none of the roles for this ({{roles}})',
  'detail.operator-second':
    'this takes two people. A second person has to approve it: --approved-by NAME, other than {{name}}',
  'detail.operator-same-person': '{{name}} proposed this; somebody else has to approve it',
  'detail.operator-approver': '{{name}} is working here. Who approves gives the command: --operator NAME',
  'detail.audit-kind':
    '"{{text}}" is no kind of change. Kinds look like member, member-edited or card-issued.',
  'detail.audit-time': '"{{text}}" is no time. Write it like 2026-11-20 or 2026-11-20T17:00.',
  'detail.audit-csv-json': 'Give --csv or --json, not both.',

  'column.operator': 'Operator',
  'column.roles': 'Roles',
  'column.added': 'Since',

  'role.secretariat': 'secretariat',
  'role.chair': 'chair',
  'role.treasurer': 'treasurer',
  'role.auditor': 'auditor',

  'operator-state.working': 'working',
  'operator-state.locked': 'locked for a while',
  'operator-state.disabled': 'disabled',

  'operator.ask': 'The next question is for the passphrase of the operator {{name}}.',
  'operator.ask-new': 'Now {{name}} types a new passphrase, unseen by others.',
  'operator.none': 'No operator is registered: whoever can open this folder can do everything.',
  'operator.nobody': 'Nobody was logged in here.',
  'operator.logged-in':
    '{{name}} works here now ({{roles}}), until {{minutes}} minutes pass without a command.',
  'operator.logged-out': 'Logged out.',
  'operator.passphrase-changed': '{{name}} has a new passphrase, and is logged out everywhere.',
  'operator.added-first':
    '{{name}} is the first operator ({{roles}}). From now on every command asks who gives it: operator login, or --operator NAME.',
  'operator.added': '{{name}} is an operator now: {{roles}}.',
  'operator.edited': '{{name}} is now: {{roles}}.',
  'operator.disabled': '{{name}} is disabled and logged out everywhere.',
  'operator.enabled': '{{name}} works again: {{roles}}.',
  'operator.reset': '{{name}} has a new passphrase, and is logged out everywhere.',
  'operator.recovered':
    '{{name}} has a new passphrase and works again: {{roles}}. This stands in the audit trail for everybody to see.',
  'operator.session-idle': 'You were logged out, as nothing happened for a while.',
  'operator.session-age': 'You were logged out after eight hours.',
  'operator.session-clock': 'You were logged out because the clock of this computer was set back.',
  'operator.session-restart': 'You were logged out because the computer was started anew.',
  'operator.session-revoked': 'You were logged out: this operator was disabled or has a new passphrase.',

  'audit.by': '{{name}} ({{role}})',
  'audit.wrong': 'wrong passphrase, {{count}} in a row',
  'audit.approved': 'approved by {{name}}',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.operator': 'Tidak ada petugas {{name}}. Lihat: operator list',
  'detail.operator-known':
    'Sudah ada petugas {{name}}. Sebuah nama diberikan satu kali; ia kembali dengan: operator enable',
  'detail.operator-first':
    'Petugas pertama harus ketua: tidak ada orang lain yang dapat menambah petugas. Tulis --role chair, atau --role chair secretariat.',
  'detail.operator-no-role': 'Petugas perlu peran: --role secretariat, chair, treasurer, atau auditor.',
  'detail.operator-auditor-alone': 'Pengawas memeriksa pekerjaan orang lain dan tidak punya peran lain.',
  'detail.operator-last-chair':
    'Ini ketua yang terakhir. Tambah dulu ketua lain: kalau tidak, tidak ada lagi yang dapat menyetujui atau menambah petugas.',
  'detail.operator-last-secretariat':
    'Ini petugas sekretariat yang terakhir. Beri dulu peran itu kepada orang lain.',
  'detail.operator-disabled': '{{name}} sudah dinonaktifkan.',
  'detail.operator-working': '{{name}} tidak dinonaktifkan.',
  'detail.operator-none':
    'Belum ada petugas terdaftar, jadi tidak ada yang perlu masuk. Mulai dengan: operator add',
  'detail.operator-which': 'Petugas yang mana? Tulis namanya di belakang perintah.',
  'detail.operator-minutes': 'Paling lama {{most}} menit.',
  'detail.operator-role': '{{name}} tidak punya peran untuk ini ({{roles}})',
  'detail.operator-second':
    'ini harus dilakukan dua orang. Orang kedua harus menyetujui: --approved-by NAMA, bukan {{name}}',
  'detail.operator-same-person': '{{name}} yang mengusulkan; orang lain yang harus menyetujui',
  'detail.operator-approver':
    '{{name}} yang sedang bekerja di sini. Yang menyetujui harus memberi perintahnya sendiri: --operator NAMA',
  'detail.audit-kind': '"{{text}}" bukan jenis perubahan. Contohnya member, member-edited, atau card-issued.',
  'detail.audit-time': '"{{text}}" bukan waktu. Tulis seperti 2026-11-20 atau 2026-11-20T17:00.',
  'detail.audit-csv-json': 'Beri --csv atau --json, jangan keduanya.',

  'column.operator': 'Petugas',
  'column.roles': 'Peran',
  'column.added': 'Sejak',

  'role.secretariat': 'sekretariat',
  'role.chair': 'ketua',
  'role.treasurer': 'bendahara',
  'role.auditor': 'pengawas',

  'operator-state.working': 'aktif',
  'operator-state.locked': 'terkunci sebentar',
  'operator-state.disabled': 'nonaktif',

  'operator.ask': 'Pertanyaan berikut untuk frasa sandi petugas {{name}}.',
  'operator.ask-new': 'Sekarang {{name}} mengetik frasa sandi baru, tanpa dilihat orang lain.',
  'operator.none':
    'Belum ada petugas terdaftar: siapa pun yang dapat membuka folder ini dapat melakukan semuanya.',
  'operator.nobody': 'Tidak ada yang sedang masuk di sini.',
  'operator.logged-in':
    '{{name}} sekarang bekerja di sini ({{roles}}), sampai {{minutes}} menit berlalu tanpa perintah.',
  'operator.logged-out': 'Sudah keluar.',
  'operator.passphrase-changed': '{{name}} punya frasa sandi baru, dan sudah dikeluarkan di mana-mana.',
  'operator.added-first':
    '{{name}} petugas yang pertama ({{roles}}). Mulai sekarang setiap perintah menanyakan siapa yang memberinya: operator login, atau --operator NAMA.',
  'operator.added': '{{name}} sekarang petugas: {{roles}}.',
  'operator.edited': '{{name}} sekarang: {{roles}}.',
  'operator.disabled': '{{name}} dinonaktifkan dan dikeluarkan di mana-mana.',
  'operator.enabled': '{{name}} bekerja lagi: {{roles}}.',
  'operator.reset': '{{name}} punya frasa sandi baru, dan sudah dikeluarkan di mana-mana.',
  'operator.recovered':
    '{{name}} punya frasa sandi baru dan bekerja lagi: {{roles}}. Ini tercatat di jejak audit dan dapat dilihat semua orang.',
  'operator.session-idle': 'Anda dikeluarkan karena lama tidak ada perintah.',
  'operator.session-age': 'Anda dikeluarkan setelah delapan jam.',
  'operator.session-clock': 'Anda dikeluarkan karena jam komputer ini dimundurkan.',
  'operator.session-restart': 'Anda dikeluarkan karena komputer dinyalakan ulang.',
  'operator.session-revoked': 'Anda dikeluarkan: petugas ini dinonaktifkan atau punya frasa sandi baru.',

  'audit.by': '{{name}} ({{role}})',
  'audit.wrong': 'frasa sandi salah, {{count}} kali berturut-turut',
  'audit.approved': 'disetujui {{name}}',
};
