// Everything that a visitor moved, chose or opened; the same as what stands in the address.

import { known } from "./known.js";

export const STAGES = [200, 1000, 5000];
export const TABS = ["see", "ask", "propose", "keep"];

const EMPTY = () => ({
  set: {},
  what_ifs: [],
  seed: null,
  runs: 5000,
  x: null,
  y: null,
  tab: "see",
  ask: null,
  run: null,
  round: null,
  fork: null,
  levels: {},
  against: null,
});

export const state = EMPTY();
const listeners = [];

/** Call a function whenever something changes, with the set of what changed. */
export const watch = (listener) => listeners.push(listener);

/** Change the state, and the address with it; `quiet` makes no entry of its own in the history. */
export function change(patch, { quiet = false } = {}) {
  const changed = new Set(
    Object.keys(patch).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(patch[key])),
  );
  if (!changed.size) return;
  Object.assign(state, patch);
  write(quiet);
  for (const listener of listeners) listener(changed);
}

/** The view, as the server takes it. */
export function view(of = state) {
  const found = { set: of.set, what_ifs: of.what_ifs };
  if (of.seed !== null && of.seed !== undefined) found.seed = of.seed;
  return found;
}

export const moved = (of = state) => Object.keys(of.set).length + of.what_ifs.length > 0;

const safe = (text) => encodeURIComponent(text).replaceAll("%20", "+").replaceAll("%2F", "/");
const plain = (text) => decodeURIComponent(text.replaceAll("+", " "));

function written(value) {
  if (typeof value !== "string") return String(value);
  return value === "" || value === "true" || value === "false" || value.startsWith("'") || !Number.isNaN(Number(value))
    ? `'${value}`
    : value;
}

function read(text) {
  if (text.startsWith("'")) return text.slice(1);
  if (text === "true" || text === "false") return text === "true";
  return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

const pairs = (table) =>
  Object.entries(table)
    .map(([key, value]) => `${safe(key)}:${safe(written(value))}`)
    .join(";");

function table(text, as = read) {
  const found = {};
  for (const part of text.split(";")) {
    const at = part.indexOf(":");
    if (at > 0) found[plain(part.slice(0, at))] = as(plain(part.slice(at + 1)));
  }
  return found;
}

function askText(ask) {
  if (ask.outcome) return `outcome:${safe(ask.outcome)}`;
  if (ask.blocker) return `blocker:${ask.blocker.map(safe).join(":")}`;
  if (ask.package !== undefined) return `package:${ask.package}`;
  return `where:${Object.entries(ask.where)
    .map(([issue, levels]) => `${safe(issue)}=${levels.map(safe).join("|")}`)
    .join(";")}`;
}

function askOf(text) {
  const at = text.indexOf(":");
  const [kind, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === "outcome") return { outcome: plain(rest) };
  if (kind === "blocker" && rest.includes(":")) return { blocker: rest.split(":").slice(0, 2).map(plain) };
  if (kind === "package" && Number.isInteger(Number(rest))) return { package: Number(rest) };
  if (kind !== "where") return null;
  const where = {};
  for (const part of rest.split(";")) {
    const [issue, levels] = part.split("=");
    if (levels) where[plain(issue)] = levels.split("|").map(plain);
  }
  return Object.keys(where).length ? { where } : null;
}

/** The fragment of the address that stands for a state. */
export function fragment(of = state) {
  const parts = [];
  const base = EMPTY();
  if (Object.keys(of.set).length) parts.push(`set=${pairs(of.set)}`);
  if (of.what_ifs.length) parts.push(`whatif=${of.what_ifs.map(safe).join(",")}`);
  if (of.against) parts.push(`a=${safe(fragment({ ...EMPTY(), ...of.against }))}`);
  for (const key of ["seed", "runs", "x", "y", "tab", "run", "round"]) {
    if (of[key] !== base[key] && of[key] !== null) parts.push(`${key}=${safe(String(of[key]))}`);
  }
  if (of.fork) parts.push(`fork=${of.fork.round};${pairs(of.fork.set)}`);
  if (of.ask) parts.push(`ask=${askText(of.ask)}`);
  if (Object.keys(of.levels).length)
    parts.push(
      `levels=${Object.entries(of.levels)
        .map(([issue, level]) => `${safe(issue)}:${safe(level)}`)
        .join(";")}`,
    );
  return parts.join("&");
}

/** The state that a fragment stands for; parts that cannot be read are left out and added to `left`. */
export function parsed(text, left = []) {
  const found = EMPTY();
  for (const part of text.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 1) {
      if (part) left.push(part);
      continue;
    }
    const [key, value] = [part.slice(0, at), part.slice(at + 1)];
    try {
      if (key === "set") found.set = table(value);
      else if (key === "levels") found.levels = table(value, String);
      else if (key === "whatif") found.what_ifs = value.split(",").map(plain).filter(Boolean);
      else if (key === "a") found.against = view(parsed(plain(value), left));
      else if (key === "fork" && /^\d+;/.test(value))
        found.fork = { round: Number.parseInt(value, 10), set: table(value) };
      else if (key === "ask") found.ask = askOf(value);
      else if (key === "x" || key === "y") found[key] = plain(value);
      else if (key === "tab" && TABS.includes(value)) found.tab = value;
      else if (key === "runs" && STAGES.includes(Number(value))) found.runs = Number(value);
      else if (["seed", "run", "round"].includes(key) && /^\d{1,15}$/.test(value)) found[key] = Number(value);
      else left.push(part);
      if (key === "ask" && !found.ask) left.push(part);
    } catch {
      left.push(part); // an address that was cut off: the rest of it still counts
    }
  }
  return found;
}

let later = 0;

/** Write the address: at once, or when a slider rests, since a browser bounds how often an address may change. */
function write(quiet) {
  clearTimeout(later);
  if (quiet) later = setTimeout(() => put("replaceState"), 200);
  else put("pushState");
}

function put(how) {
  const text = fragment();
  if (`#${text}` === location.hash || (!text && !location.hash)) return;
  history[how](null, "", `${location.pathname}${location.search}${text ? `#${text}` : ""}`);
}

/** Take the state from the address, at the beginning and when the visitor goes back; return what was left out. */
export function load() {
  const left = [];
  const next = known(parsed(location.hash, left), left);
  const changed = new Set(Object.keys(next).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(next[key])));
  Object.assign(state, next);
  if (changed.size) for (const listener of listeners) listener(changed);
  if (left.length) put("replaceState");
  return left;
}
