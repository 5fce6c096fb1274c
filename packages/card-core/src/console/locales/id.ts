import type { en } from './en.ts';

/** What people are told, in Bahasa Indonesia. A test holds the keys and gaps to those of the English catalogue. */
export const id: Readonly<Record<keyof typeof en, string>> = {
  'error.internal-error':
    'Terjadi kesalahan di dalam program: {{message}}. Tidak ada yang hilang; mohon laporkan.',
  'error.usage': '{{message}}',
  'error.amount-invalid':
    '"{{text}}" bukan jumlah yang sah. Tulis rupiah bulat di atas 0, misalnya 12500 atau 12.500.',
  'error.member-number-invalid': '"{{text}}" bukan nomor anggota. Bentuknya seperti {{example}}.',
  'error.not-found': '{{message}}.',
  'error.already-exists': '{{message}}.',
  'error.refused': 'Ditolak: {{message}}.',
  'error.not-permitted': 'Tidak diizinkan: {{message}}.',
  'error.unresolved': 'Belum selesai: kartu terlalu cepat diangkat. Tempelkan lagi kartu yang sama.',
  'error.reader-none':
    'Tidak ada pembaca kartu nirsentuh. Pasang pembaca lalu coba lagi; `kartu-issuer doctor` memberi tahu apa yang kurang.',
  'error.reader-ambiguous':
    'Ada lebih dari satu pembaca: {{names}}. Sebutkan yang mana, misalnya --reader "pcsc:{{example}}".',
  'error.reader-unknown': 'Tidak ada pembaca bernama "{{name}}". Yang terpasang: {{names}}.',
  'error.reader-lost': 'Pembaca kartu terlepas. Pasang lagi lalu ulangi perintahnya; tidak ada yang hilang.',
  'error.reader-unsupported': 'Pembaca ini tidak dapat meneruskan yang diperlukan kartu: {{message}}.',
  'error.daemon-absent': 'Layanan PC/SC tidak berjalan. Jalankan: sudo systemctl start pcscd.socket',
  'error.pcsc-not-built':
    'Dukungan pembaca kartu belum terpasang. Jalankan: sudo apt-get install libpcsclite-dev g++ make python3, lalu npm start satu kali.',
  'error.no-card': 'Tidak ada kartu. Letakkan kartu di atas pembaca lalu coba lagi.',
  'error.reader-failed':
    'Pembaca tidak melakukan yang diminta: {{message}}. Angkat kartu, letakkan lagi, lalu ulangi perintahnya.',
  'error.printer-unreachable':
    'Printer tidak menjawab ({{printer}}). Pastikan printer menyala, ada kertas, dan tersambung. Transaksi tidak bergantung padanya; struk dapat dicetak lagi nanti.',
  'error.card-removed':
    'Kartu terlalu cepat diangkat. Letakkan lagi kartu yang sama lalu ulangi perintahnya.',
  'error.card-changed': 'Ini kartu yang lain. Letakkan lagi kartu yang pertama.',
  'error.card-unsupported':
    'Jenis kartu ini tidak didukung: {{message}}. Pakai MIFARE Classic 1K atau 4K, NTAG213, 215, atau 216.',
  'error.card-foreign': 'Kartu ini milik pihak atau organisasi lain: {{message}}. Pakai kartu kosong.',
  'error.card-blank': 'Kartu ini masih kosong: belum diterbitkan. Sekretariat yang menerbitkannya.',
  'error.card-of-other-member':
    'Kartu ini sudah diterbitkan untuk anggota lain ({{memberNumber}}). Pakai kartu kosong.',
  'error.card-full': 'Ruang kosong di kartu ini tidak cukup: {{message}}. Pakai kartu kosong.',
  'error.card-locked': 'Kartu ini terkunci: {{message}}. Pakai kartu lain.',
  'error.card-damaged': 'Kartu ini rusak: {{message}}. Sisihkan dan pakai kartu lain.',
  'error.card-authentication-failed':
    'Kartu tidak menerima kunci organisasi ini. Kartu asing, atau kuncinya telah diubah.',
  'error.card-write-failed':
    'Kartu tidak menyimpan yang dituliskan. Letakkan lagi lalu ulangi perintahnya; bila terulang, sisihkan kartunya.',
  'error.card-not-as-issued': 'Isi kartu tidak sama dengan yang diterbitkan: {{message}}.',
  'error.image-invalid': 'Berkas ini bukan citra kartu yang dapat dipakai: {{message}}.',
  'error.data-missing': 'Belum ada data di {{path}}. {{message}}',
  'error.data-exists': 'Sudah ada data di {{path}}. Pilih folder lain; tidak ada yang diubah.',
  'error.data-read-only':
    'Folder data tidak dapat ditulisi ({{message}}). Periksa pemilik dan izinnya; tidak ada yang diubah.',
  'error.data-full':
    'Disk folder data penuh atau bermasalah ({{message}}). Kosongkan ruang lalu ulangi perintahnya; tidak ada yang hilang.',
  'error.data-newer':
    'Data di {{path}} dibuat oleh versi yang lebih baru ({{found}}; versi ini mengenal {{known}}). Pakai versi itu; tidak ada yang diubah.',
  'error.data-busy': 'Program lain sedang memakai data ini: {{message}}. Tunggu sebentar lalu coba lagi.',
  'error.data-damaged': 'Data rusak: {{message}}. Berhenti memakainya dan pulihkan cadangan terakhir.',
  'error.passphrase-wrong': 'Frasa sandi salah.',
  'error.operator-missing':
    'Belum ada yang menyatakan siapa yang bekerja di sini. Masuk dengan: kartu-issuer operator login NAMA; atau tulis --operator NAMA sebelum perintahnya.',
  'error.operator-wrong': 'Nama atau frasa sandi petugas salah.',
  'error.operator-locked': 'Terlalu banyak frasa sandi yang salah. Tunggu {{seconds}} detik, lalu coba lagi.',
  'error.passphrase-missing':
    'Frasa sandi diperlukan. Beri --passphrase-file BERKAS, isi KARTU_PASSPHRASE_FILE, atau jalankan di tempat yang dapat bertanya.',
  'error.pin-wrong': 'Nama atau PIN salah.',
  'error.pin-locked': 'Terlalu banyak PIN salah: {{message}}.',
  'error.signature-invalid':
    'Ada tanda tangan yang tidak sah: {{message}}. Jangan pakai berkas ini; minta lagi.',
  'error.certificate-invalid':
    'Ada sertifikat yang tidak sah: {{message}}. Minta bundel baru dari sekretariat.',
  'error.file-unreadable': 'Berkas {{path}} tidak dapat dibaca: {{message}}.',
  'error.file-invalid': 'Ini bukan berkas yang diperlukan: {{message}}.',
  'error.file-for-another-organisation':
    'Berkas ini dari organisasi lain ({{organisation}}). Gerai ini terdaftar pada organisasi yang berbeda; tidak ada yang diubah.',
  'error.file-for-another-terminal':
    'Berkas ini dibuat untuk gerai lain. Minta yang dibuat dari permintaan gerai ini sendiri.',
  'error.record-invalid': 'Ada catatan yang tidak sah: {{message}}.',
  'error.theme-invalid': 'Tema tidak dapat dipakai: {{message}}.',
  'prompt.passphrase': 'Frasa sandi',
  'prompt.new-passphrase': 'Frasa sandi baru (sedikitnya 10 huruf)',
  'prompt.repeat-passphrase': 'Frasa sandi yang sama sekali lagi',
  'prompt.passphrase-short': 'Sedikitnya 10 huruf.',
  'prompt.passphrase-differs': 'Tidak sama. Sekali lagi.',
  'wait.card': 'Letakkan kartu di atas pembaca "{{reader}}" …',
};
