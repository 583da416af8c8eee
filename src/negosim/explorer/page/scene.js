// The case as the server tells it, and the titles of its parts.

import { words } from "./dom.js";

export const scene = { parties: [], mediators: [], issues: [], what_ifs: [], settings: [], controls: [], parameters: [], signed: [] };
const controls = new Map();

/** Take what the server says of the case. */
export function open(said) {
  Object.assign(scene, said);
  said.controls.forEach(know);
  scene.settings = [...said.mediators.filter(({ styles }) => styles?.length).map(style), ...said.settings];
  const titles = said.what_ifs.map(({ title }) => title);
  for (const each of said.what_ifs) each.short = shortened(each.title, titles);
}

/** The style of a mediator as a setting; empty is as the case has it. */
const style = ({ name, title, styles, style: coded, likely }) => ({
  key: `${name}.style`,
  title: `Style of ${title}`,
  kind: "choice",
  value: coded ?? "",
  options: [
    ...(coded ? [] : [{ value: "", title: likely ? `drawn (mostly ${likely})` : "drawn" }]),
    ...styles.map((each) => (typeof each === "string" ? { value: each, title: words(each) } : each)),
  ],
});

/** A title without the words with which all of them begin. */
function shortened(title, titles) {
  const parts = (text) => text.split(/\s+/);
  const bare = (word) => word?.replace(/[,:;]$/, "");
  let common = 0;
  const most = titles.length > 1 ? Math.min(...titles.map((each) => parts(each).length)) - 1 : 0;
  while (common < most && titles.every((each) => bare(parts(each)[common]) === bare(parts(title)[common]))) common += 1;
  const rest = parts(title).slice(common).join(" ");
  return rest[0].toUpperCase() + rest.slice(1);
}

/** Remember a parameter that was found by search. */
export const know = (control) => void controls.set(control.key, control);

export const control = (key) => controls.get(key);

export const issue = (name) => scene.issues.find((each) => each.name === name);

export const issueTitle = (name) => issue(name)?.title ?? words(name);

export const levelTitle = (of, name) => issue(of)?.levels.find((each) => each.name === name)?.title ?? words(name);

export const partyTitle = (name) =>
  [...scene.parties, ...scene.mediators].find((each) => each.name === name)?.title ?? words(name);

export const partyIndex = (name) => scene.parties.findIndex((each) => each.name === name);

export const settingTitle = (key) => scene.settings.find((each) => each.key === key)?.title;

export const keyTitle = (key) => controls.get(key)?.title ?? settingTitle(key) ?? words(key);

export const whatIfTitle = (name) => scene.what_ifs.find((each) => each.name === name)?.short ?? words(name);

/** The levels of a package in words, the issues in their order. */
export function packageWords(levels) {
  return scene.issues
    .filter(({ name }) => levels[name] !== undefined)
    .map(({ name, title }) => `${title}: ${levelTitle(name, levels[name])}`);
}

/** A change of the view in words: `Israel: premium on no deal = 0.1`, `Hamas: act “talks” is not real`. */
export function setWords(key, value, said) {
  const title = keyTitle(key);
  if (!title.endsWith(" is real")) return `${title} = ${said}`;
  return Number(value) === 0 ? title.replace(/ is real$/, " is not real") : Number(value) === 1 ? title : `${title}: ${said}`;
}

/** What is chosen, in words. */
export function askWords(ask) {
  if (ask.outcome) return `Runs that ended in ${words(ask.outcome)}`;
  if (ask.blocker)
    return `Runs without agreement in which ${partyTitle(ask.blocker[0])} refused last over ${issueTitle(ask.blocker[1])}`;
  if (ask.package !== undefined) return `Runs that agreed on package ${ask.package}`;
  const terms = Object.entries(ask.where).map(
    ([name, levels]) => `${issueTitle(name)}: ${levels.map((level) => levelTitle(name, level)).join(" or ")}`,
  );
  return `Runs that agreed on ${terms.join("; ")}`;
}
