/** What the secretariat is told by what helps when something does not work. */
export const en = {
  'detail.trace-file': 'There is a file {{path}} already; give --trace another name',
  'detail.apdu-secret':
    'This command carries a key or password. Others can read command lines: write it into a file, and give that with --file.',
  'detail.apdu-none': 'There is no command to send. Write it in hexadecimal, for example FFCA000000.',
  'detail.apdu-hex': 'A command is {{min}} to {{max}} bytes in hexadecimal, for example FFCA000000.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.trace-file': 'Berkas {{path}} sudah ada; beri --trace nama lain',
  'detail.apdu-secret':
    'Perintah ini memuat kunci atau kata sandi. Baris perintah dapat dibaca orang lain: tulis di berkas, lalu beri berkasnya dengan --file.',
  'detail.apdu-none': 'Tidak ada perintah yang dikirim. Tulis secara heksadesimal, misalnya FFCA000000.',
  'detail.apdu-hex': 'Perintah terdiri dari {{min}} sampai {{max}} bita heksadesimal, misalnya FFCA000000.',
};
