/** What is said of backups of a counter. */
export const en = {
  'backup.progress': 'Copied {{percent}} %',
  'backup.made':
    'The books up to entry {{entry}} are in {{file}}. Whoever has the file reads them: keep it as you keep the counter.',
  'backup.restored':
    'The books up to entry {{entry}} are in {{folder}}. They can be verified, shown and settled. This counter takes no cards any more: to sell again, run request and setup in a new folder.',
  'detail.counter-restored':
    'These books came out of a backup: they can be read, verified and settled, and nothing is added to them.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'backup.progress': 'Tersalin {{percent}} %',
  'backup.made':
    'Buku sampai entri {{entry}} ada di {{file}}. Siapa pun yang memegang berkas ini dapat membacanya: simpan seperti komputer gerai.',
  'backup.restored':
    'Buku sampai entri {{entry}} ada di {{folder}}. Buku dapat diperiksa, dilihat, dan disetorkan. Gerai ini tidak menerima kartu lagi: untuk berjualan, jalankan request dan setup di folder baru.',
  'detail.counter-restored':
    'Buku ini berasal dari cadangan: dapat dibaca, diperiksa, dan disetorkan, tetapi tidak ditambah.',
};
