/** What the secretariat is told by what helps when something does not work. */
export const en = {
  'detail.trace-file': 'There is a file {{path}} already; give --trace another name',
  'detail.apdu-secret':
    'This command carries a key or password. Others can read command lines: write it into a file, and give that with --file.',
  'detail.apdu-none': 'There is no command to send. Write it in hexadecimal, for example FFCA000000.',
  'detail.apdu-hex': 'A command is {{min}} to {{max}} bytes in hexadecimal, for example FFCA000000.',

  'doctor.clock-ok': 'the clock says {{now}} UTC',
  'doctor.clock-early': 'the clock says {{now}} UTC, which is before this program was made',
  'doctor.clock-early-advice': 'Set the clock right, best by network time, before anything is signed.',
  'detail.clock-back':
    'The clock of this computer says {{now}}, but the last change was made at {{last}}. Set the clock right first. If it was ahead then, and is right now: kartu-issuer clock accept --reason TEXT',
  'clock.accepted': 'The present time counts again, {{now}}; the last change was dated {{last}}.',
  'doctor.clock-back': 'the clock says {{now}} UTC, but the last change was made at {{last}} UTC',
  'doctor.clock-back-advice':
    'The clock was set back, or was ahead then. Set it right before anything is signed.',
  'doctor.disk-ok': '{{free}} MB of disk are free',
  'doctor.disk-low': 'only {{free}} MB of disk are free',
  'doctor.disk-low-advice': 'Make room: at least {{needed}} MB, more for printing.',
  'doctor.disk-unknown': 'the free disk space could not be read',
  'doctor.permissions-ok': 'only this user may read the data',
  'doctor.permissions-open': 'other users may read {{path}}',
  'doctor.permissions-open-advice': 'Take that from them: chmod go-rwx "{{path}}"',
  'doctor.permissions-denied': 'this user may not write to {{path}}',
  'doctor.permissions-denied-advice':
    'Work as the user who owns the folder, or give it to this one: chown -R USER "{{path}}"',
  'doctor.permissions-unknown': 'there is no data folder to look at',
  'doctor.database-ok': 'the registry is whole',
  'doctor.database-bad': 'the registry does not open or is damaged ({{fault}})',
  'doctor.database-bad-advice':
    'Make a copy of the folder as it is, then restore the last backup into a new folder: keys restore.',
  'diagnose.done':
    '{{file}} can be sent to whoever helps. It holds versions, readers, counts and the kinds of the last errors; no names, numbers of members, or keys. Look it through first: it is plain text.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.trace-file': 'Berkas {{path}} sudah ada; beri --trace nama lain',
  'detail.apdu-secret':
    'Perintah ini memuat kunci atau kata sandi. Baris perintah dapat dibaca orang lain: tulis di berkas, lalu beri berkasnya dengan --file.',
  'detail.apdu-none': 'Tidak ada perintah yang dikirim. Tulis secara heksadesimal, misalnya FFCA000000.',
  'detail.apdu-hex': 'Perintah terdiri dari {{min}} sampai {{max}} bita heksadesimal, misalnya FFCA000000.',

  'doctor.clock-ok': 'jam menunjukkan {{now}} UTC',
  'doctor.clock-early': 'jam menunjukkan {{now}} UTC, sebelum program ini dibuat',
  'doctor.clock-early-advice':
    'Betulkan jam, sebaiknya dengan waktu jaringan, sebelum ada yang ditandatangani.',
  'detail.clock-back':
    'Jam komputer ini menunjukkan {{now}}, padahal perubahan terakhir dicatat pada {{last}}. Betulkan dulu jamnya. Bila waktu itu jamnya terlalu maju dan sekarang benar: kartu-issuer clock accept --reason TEKS',
  'clock.accepted': 'Waktu sekarang berlaku lagi, {{now}}; perubahan terakhir bertanggal {{last}}.',
  'doctor.clock-back': 'jam menunjukkan {{now}} UTC, padahal perubahan terakhir tercatat {{last}} UTC',
  'doctor.clock-back-advice':
    'Jam dimundurkan, atau waktu itu terlalu maju. Betulkan sebelum ada yang ditandatangani.',
  'doctor.disk-ok': '{{free}} MB diska masih kosong',
  'doctor.disk-low': 'hanya {{free}} MB diska yang masih kosong',
  'doctor.disk-low-advice': 'Kosongkan sedikitnya {{needed}} MB, lebih untuk mencetak.',
  'doctor.disk-unknown': 'ruang diska tidak dapat dibaca',
  'doctor.permissions-ok': 'hanya pengguna ini yang dapat membaca data',
  'doctor.permissions-open': 'pengguna lain dapat membaca {{path}}',
  'doctor.permissions-open-advice': 'Cabut hak itu: chmod go-rwx "{{path}}"',
  'doctor.permissions-denied': 'pengguna ini tidak boleh menulis ke {{path}}',
  'doctor.permissions-denied-advice':
    'Bekerjalah sebagai pemilik folder, atau berikan kepada pengguna ini: chown -R PENGGUNA "{{path}}"',
  'doctor.permissions-unknown': 'tidak ada folder data untuk diperiksa',
  'doctor.database-ok': 'registri utuh',
  'doctor.database-bad': 'registri tidak terbuka atau rusak ({{fault}})',
  'doctor.database-bad-advice':
    'Salin folder apa adanya, lalu pulihkan cadangan terakhir ke folder baru: keys restore.',
  'diagnose.done':
    '{{file}} dapat dikirim kepada yang membantu. Isinya versi, pembaca kartu, jumlah, dan jenis galat terakhir; tanpa nama, nomor anggota, atau kunci. Periksa dulu: isinya teks biasa.',
};
