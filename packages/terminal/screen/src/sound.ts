import { signal } from '@preact/signals';

const KEPT = 'kartu-sound';
export const isSoundOn = signal(localStorage.getItem(KEPT) !== 'off');

export function switchSound(): void {
  isSoundOn.value = !isSoundOn.value;
  localStorage.setItem(KEPT, isSoundOn.value ? 'on' : 'off');
}

export type Sound = 'paid' | 'refused' | 'unfinished';

/** Frequency in hertz, beginning and length in seconds: up for paid, low and twice for refused, thrice for "again". */
const TONES: Readonly<Record<Sound, readonly (readonly [number, number, number])[]>> = {
  paid: [
    [660, 0, 0.12],
    [990, 0.12, 0.22],
  ],
  refused: [
    [196, 0, 0.22],
    [165, 0.28, 0.34],
  ],
  unfinished: [
    [440, 0, 0.14],
    [440, 0.22, 0.14],
    [440, 0.44, 0.14],
  ],
};

let audio: AudioContext | undefined;

/** Browsers let a page sound only after somebody has touched it: called at each touch and key. */
export function wakeSound(): void {
  if (!isSoundOn.value) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

/** Plays a sound made on the spot; remembers it on the page, where tests (and the deaf) find it. */
export function play(sound: Sound): void {
  document.documentElement.dataset['sound'] = sound;
  if (!isSoundOn.value || !audio || audio.state !== 'running') return;
  const start = audio.currentTime;
  for (const [frequency, at, length] of TONES[sound]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = sound === 'refused' ? 'square' : 'sine';
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(0.25, start + at + 0.01);
    volume.gain.linearRampToValueAtTime(0, start + at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + length + 0.02);
  }
}
