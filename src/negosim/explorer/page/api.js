// Questions to the server. One visitor is one browser tab; the server keeps visitors apart by this name.

const session = (() => {
  const kept = sessionStorage.getItem("negosim-session");
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const name = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("negosim-session", name);
  return name;
})();

const token = new URLSearchParams(location.search).get("token");

/** What the server refused, with the problems it told. */
export class Refused extends Error {
  constructor(status, problems) {
    super(problems.map(told).join(" "));
    this.status = status;
    this.problems = problems;
  }
}

export function told({ where, expected, received, hint }) {
  const said = [where && `${where}:`, expected && `expected ${expected}`, received !== undefined && received !== "" && `received ${received}`].filter(Boolean);
  return `${said.join(" ")}${hint ? ` (${hint})` : ""}.`;
}

async function fetched(path, { method = "GET", body, signal } = {}) {
  const headers = { "X-Session": session };
  if (token) headers["X-Token"] = token;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, [{ where: "connection", expected: "an answer of the program", received: "none", hint: "is negosim explore still running?" }]);
  }
  if (answer.ok) return answer;
  const problems = await answer.json().then((said) => said.problems, () => null);
  throw new Refused(answer.status, problems ?? [{ where: path, expected: "an answer", received: `status ${answer.status}` }]);
}

export const get = async (path, signal) => (await fetched(path, { signal })).json();

export const post = async (path, body, signal) => (await fetched(path, { method: "POST", body, signal })).json();

export const drop = (path) => fetched(path, { method: "DELETE" });

/** Ask for a file and save it under the name that the server gives. */
export async function download(body) {
  const answer = await fetched("/api/download", { method: "POST", body });
  const name = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? `negosim.${body.kind}`;
  save(await answer.blob(), name);
  return name;
}

/** Save bytes as a file. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
