import { computed, signal } from '@preact/signals';
import type { CounterView, TillState } from '../../src/web/protocol.ts';
import { get, post, RequestFailed } from './api.ts';
import { cart, clearCart } from './cart.ts';
import { bankReference, draftRupiah, fault, merchant, setDraft } from './draft.ts';
import { loadSession, session } from './session.ts';
import { keptLanguage, setLanguage } from './words.ts';

/** What the server says of the counter; null until it has said so. */
export const counter = signal<CounterView | null>(null);
export const till = signal<TillState | null>(null);
/** Whether the live events are coming. */
export const isOnline = signal(false);
export type ViewName = 'sale' | 'topup' | 'card' | 'cases' | 'transactions' | 'shift' | 'more';
export const view = signal<ViewName>('sale');
/** What of the last part (More) is looked at; null: its list. */
export const morePart = signal<string | null>(null);
/** Goes to a part of the counter; the last one begins with its list. */
export function goTo(name: ViewName): void {
  view.value = name;
  morePart.value = null;
}
export const isHelpOpen = signal(false);

// --- the order under way -------------------------------------------------------------------------------------------

/** The order that this window has done with: it is not shown while the server is still being told so. */
const endedId = signal<string | null>(null);
let ending: Promise<unknown> = Promise.resolve();

export const order = computed(() => {
  const current = till.value?.order ?? null;
  return current?.id === endedId.value ? null : current;
});
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

/** What is asked of a card: what was typed or put together, or something that is chosen from a list. */
type Asked =
  | 'sale'
  | 'topup'
  | 'resolve'
  | { readonly kind: 'dues'; readonly periods: readonly string[] }
  | { readonly kind: 'event' | 'attend'; readonly event: string };

/** Asks for what was typed or put together, or (`resolve`) to finish what is unfinished on the card that lies there. */
export async function placeOrder(asked: Asked): Promise<void> {
  const wanted = typeof asked === 'string' ? wantedOf(asked) : asked;
  if (!isFree.value || !wanted) return;
  await ending;
  orderId ??= crypto.randomUUID();
  const card = till.value?.card?.placement ?? null;
  if (await ask('/api/order', { id: orderId, card, ...wanted })) orderId = undefined;
}

function wantedOf(kind: 'sale' | 'topup' | 'resolve'): object | undefined {
  if (kind === 'resolve') return { kind };
  if (kind === 'sale' && cart.value.size > 0) {
    return { kind: 'articles', items: [...cart.value].map(([code, count]) => ({ code, count })) };
  }
  if (draftRupiah.value < 1) return undefined;
  const amount = { kind, amountRupiah: draftRupiah.value };
  if (kind === 'sale') return merchant.value ? { ...amount, merchant: merchant.value } : amount;
  return bankReference.value ? { ...amount, bankReference: bankReference.value } : amount;
}

/** The next customer begins with nothing. */
export function clearDraft(): void {
  setDraft(0);
  clearCart();
  merchant.value = null;
  bankReference.value = null;
}

/** Cancels what waits, or goes on to the next customer; what is typed from now on is for him. */
export async function endOrder(): Promise<void> {
  const current = order.value;
  if (!current) return;
  const isOver =
    current.phase === 'done' && current.error === undefined && current.result?.outcome !== 'refused';
  if (isOver && current.kind !== 'resolve' && current.kind !== 'assert') clearDraft();
  if (current.phase === 'done') await leave(current.id, '/api/order/withdraw');
  else await ask('/api/order/withdraw', { id: current.id });
}

/** Others are served while the card is waited for. */
export async function setOrderAside(): Promise<void> {
  const current = order.value;
  if (!current) return;
  clearDraft();
  await leave(current.id, '/api/order/set-aside');
}

/** This window has done with the order at once; the server is told meanwhile, and shown again if it knows better. */
async function leave(id: string, path: string): Promise<void> {
  endedId.value = id;
  const told = ask(path, { id });
  ending = told;
  if (!(await told)) endedId.value = null;
}

export async function closeCase(transfer: number): Promise<boolean> {
  return ask('/api/cases/close', { transfer });
}

/** Of two cards at once a reader hears neither. */
export const hasSeveralCards = computed(
  () => (till.value?.tray ?? []).filter(({ isOnReader }) => isOnReader).length > 1,
);

export const tray = {
  lay: (card: string, leave: 'answered' | 'torn' | 'never') => ask('/api/tray/lay', { card, leave }),
  take: (card: string) => ask('/api/tray/take', { card }),
  lose: (card: string, lost: boolean) => ask('/api/tray/lose', { card, lost }),
  unplug: (unplugged: boolean) => ask('/api/tray/unplug', { unplugged }),
};

// --- live events ---------------------------------------------------------------------------------------------------

/** States come over two ways, answers and events: an older one never replaces a newer one. */
export function takeState(state: TillState): void {
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
    if (isFirst) {
      // A server that was started anew counts from the beginning, and shows again what it found.
      endedId.value = null;
      till.value = state;
    } else takeState(state);
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
