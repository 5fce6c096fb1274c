import { computed, signal } from '@preact/signals';
import type { CounterView, OrderKind, TillState } from '../../src/web/protocol.ts';
import { get, post, RequestFailed } from './api.ts';
import { loadSession, session } from './session.ts';
import { keptLanguage, setLanguage } from './words.ts';

/** What the server says of the counter; null until it has said so. */
export const counter = signal<CounterView | null>(null);
export const till = signal<TillState | null>(null);
/** Whether the live events are coming. */
export const isOnline = signal(false);
/** What went wrong with the last thing that was asked; shown until the next one. */
export const fault = signal<RequestFailed | null>(null);

export type ViewName = 'sale' | 'topup' | 'card' | 'cases' | 'shift';
export const view = signal<ViewName>('sale');
export const isHelpOpen = signal(false);

// --- the amount that is being typed ------------------------------------------------------------------------------

const KEPT_DRAFT = 'kartu-draft';
const MAX_DIGITS = 9;

/** Kept by the window, so that a reload loses nothing that was typed. */
export const draftRupiah = signal(Number(sessionStorage.getItem(KEPT_DRAFT) ?? 0) || 0);

export function setDraft(amountRupiah: number): void {
  draftRupiah.value = amountRupiah;
  sessionStorage.setItem(KEPT_DRAFT, String(amountRupiah));
}

export function typeDigits(digits: string): void {
  const next = `${draftRupiah.value === 0 ? '' : draftRupiah.value}${digits}`;
  if (next.length <= MAX_DIGITS) setDraft(Number(next));
}

export function deleteDigit(): void {
  setDraft(Math.floor(draftRupiah.value / 10));
}

// --- the order under way -------------------------------------------------------------------------------------------

export const order = computed(() => till.value?.order ?? null);
/** An amount can be typed and confirmed: nothing is under way, or what was is over. */
export const isFree = computed(() => order.value === null);

/**
 * The name of the sale that is being made up. It stays the same until the server has taken the order, so that a
 * second click, or a second try after a lost answer, asks for the same sale and never for another one.
 */
let orderId: string | undefined;

async function ask(path: string, body: object): Promise<boolean> {
  fault.value = null;
  try {
    const answer = await post<TillState | { cases: unknown }>(path, body);
    if ('version' in answer) takeState(answer);
    return true;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.status === 401) await loadSession();
    fault.value = error;
    return false;
  }
}

/** Asks for what was typed, or (`resolve`) to finish what is unfinished on the card that lies there. */
export async function placeOrder(kind: OrderKind): Promise<void> {
  if (!isFree.value || (kind !== 'resolve' && draftRupiah.value < 1)) return;
  orderId ??= crypto.randomUUID();
  const card = till.value?.card?.placement ?? null;
  const amount = kind === 'resolve' ? {} : { amountRupiah: draftRupiah.value };
  if (await ask('/api/order', { id: orderId, kind, card, ...amount })) orderId = undefined;
}

/** Cancels what waits, or goes on to the next customer. */
export async function endOrder(): Promise<void> {
  const current = order.value;
  if (!current) return;
  const isOver =
    current.phase === 'done' && current.error === undefined && current.result?.outcome !== 'refused';
  if (isOver && current.kind !== 'resolve') setDraft(0);
  await ask('/api/order/withdraw', { id: current.id });
}

export async function setOrderAside(): Promise<void> {
  if (order.value && (await ask('/api/order/set-aside', { id: order.value.id }))) setDraft(0);
}

export async function closeCase(transfer: number): Promise<boolean> {
  return ask('/api/cases/close', { transfer });
}

export const tray = {
  lay: (card: string, leave: 'answered' | 'torn' | 'never') => ask('/api/tray/lay', { card, leave }),
  take: () => ask('/api/tray/take', {}),
  lose: (card: string, lost: boolean) => ask('/api/tray/lose', { card, lost }),
};

// --- live events ---------------------------------------------------------------------------------------------------

/** States come over two ways, answers and events: an older one never replaces a newer one. */
function takeState(state: TillState): void {
  if (till.value && isOnline.value && state.version < till.value.version) return;
  till.value = state;
}

const RETRY_MS = 1000;
let events: EventSource | undefined;

/** Listens as long as somebody is signed in at this window. */
export function listen(): void {
  events?.close();
  events = undefined;
  isOnline.value = false;
  if (!session.value?.who) return;
  const source = new EventSource('/api/events');
  events = source;
  source.addEventListener('state', (event) => {
    const isFirst = !isOnline.value;
    const state = JSON.parse(event.data) as TillState;
    // A server that was started anew counts from the beginning.
    if (isFirst) till.value = state;
    else takeState(state);
    isOnline.value = true;
  });
  source.addEventListener('error', () => {
    isOnline.value = false;
    if (source.readyState !== EventSource.CLOSED || source !== events) return;
    // Refused for good: the server may have been started anew, and asks who is there.
    setTimeout(() => void loadSession().then(listen), RETRY_MS);
  });
}

export async function loadCounter(): Promise<void> {
  try {
    const loaded = await get<CounterView>('/api/counter');
    counter.value = loaded;
    setLanguage(keptLanguage() ?? loaded.language);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    setTimeout(loadCounter, RETRY_MS);
  }
}
