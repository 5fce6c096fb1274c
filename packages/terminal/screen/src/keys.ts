import { addScanned } from './cart.ts';
import { deleteDigit, draftRupiah, setDraft, typeDigits } from './draft.ts';
import { who } from './session.ts';
import {
  clearDraft,
  endOrder,
  goTo,
  isFree,
  isHelpOpen,
  order,
  placeOrder,
  type ViewName,
  view,
} from './state.ts';
import { language, setLanguage } from './words.ts';

/** The function keys of the counter's parts, as the help page lists them. */
export const VIEW_KEYS: Readonly<Record<string, ViewName>> = {
  F1: 'sale',
  F2: 'topup',
  F3: 'card',
  F4: 'cases',
  F5: 'transactions',
  F6: 'shift',
  F7: 'more',
};

/** A scanner types a code faster than any hand, and ends it with Enter. */
const SCANNER_GAP_MS = 50;
const SCANNER_LENGTH = 6;

const scan = { code: '', lastMs: 0, draftBefore: 0 };

/** Keys of the whole window; what is typed into a field, or answers a dialog, is left to it. */
export function onKey(event: KeyboardEvent): void {
  if (!who.value) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (VIEW_KEYS[event.key]) {
    event.preventDefault();
    goTo(VIEW_KEYS[event.key]!);
    return;
  }
  if (event.key === 'F9') {
    event.preventDefault();
    setLanguage(language.value === 'en' ? 'id' : 'en');
    return;
  }
  if (isOccupied(event.target) || document.querySelector('dialog[open]')) return;
  if (event.key === '?') isHelpOpen.value = true;
  else if (event.key.length === 1 && /[\x20-\x7e]/.test(event.key)) onCharacter(event);
  else if (event.key === 'Enter') onEnter(event);
  else if (event.key === 'Backspace' && isAmountView() && isFree.value) deleteDigit();
  else if (event.key === 'Escape') onEscape();
}

/** What was touched keeps no focus: the next Enter would press it again instead of charging. */
export function onClick(event: MouseEvent): void {
  const isByHand = event.detail > 0;
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (isByHand && button instanceof HTMLElement) button.blur();
}

function isAmountView(): boolean {
  return view.value === 'sale' || view.value === 'topup';
}

function onCharacter(event: KeyboardEvent): void {
  const nowMs = event.timeStamp;
  if (nowMs - scan.lastMs > SCANNER_GAP_MS) {
    scan.code = '';
    scan.draftBefore = draftRupiah.value;
  }
  scan.code += event.key;
  scan.lastMs = nowMs;
  if (!/^\d$/.test(event.key) || !isAmountView()) return;
  // The next customer's amount ends what is shown of the last one.
  if (order.value?.phase === 'done') void endOrder();
  if (isFree.value) typeDigits(event.key);
}

function onEnter(event: KeyboardEvent): void {
  const isScan = scan.code.length >= SCANNER_LENGTH && event.timeStamp - scan.lastMs <= SCANNER_GAP_MS;
  const { code, draftBefore } = scan;
  scan.code = '';
  if (isScan) {
    event.preventDefault();
    setDraft(draftBefore);
    view.value = 'sale';
    if (isFree.value) addScanned(code);
    return;
  }
  // A button that has the focus is pressed by Enter on its own.
  if (event.target instanceof HTMLElement && event.target.closest('button, a, summary')) return;
  event.preventDefault();
  if (order.value?.phase === 'done') void endOrder();
  else if (isAmountView()) void placeOrder(view.value === 'topup' ? 'topup' : 'sale');
}

function onEscape(): void {
  const phase = order.value?.phase;
  if (phase === 'waiting' || phase === 'refused' || phase === 'done') void endOrder();
  else if (!phase && isAmountView()) clearDraft();
}

function isOccupied(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}
