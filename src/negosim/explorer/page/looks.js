// Colours of Okabe and Ito as the figures of negosim have them, each with a hatching and a symbol beside it.

export const OUTCOMES = {
  agreement: { colour: "--green", hatch: "", symbol: "circle" },
  partial: { colour: "--sky", hatch: "/", symbol: "square" },
  collapse: { colour: "--vermillion", hatch: "\\", symbol: "times" },
  deadline: { colour: "--grey", hatch: ".", symbol: "diamond" },
};

const PARTIES = [
  { colour: "--blue", hatch: "", symbol: "circle" },
  { colour: "--orange", hatch: "/", symbol: "square" },
  { colour: "--purple", hatch: ".", symbol: "triangle" },
  { colour: "--green", hatch: "\\", symbol: "diamond" },
];

export const SUPPORT = { claims: "claims", codebook: "codebook", convention: "codebook", assumption: "assumption" };

/** The look of a party or mediator, by its place among them. */
export const ofParty = (index) => PARTIES[Math.max(0, index) % PARTIES.length];

export const colour = (look) => `var(${look.colour})`;

const LINES = { "/": "M-1,7L7,-1M-1,1L1,-1M5,7L7,5", "\\": "M-1,-1L7,7M-1,5L1,7M5,-1L7,1", ".": "M1.5,1.5h1.2v1.2h-1.2zM4.5,4.5h1.2v1.2h-1.2z" };

/** Give a drawing the fills of some looks; the names of the fills by name of the look. */
export function fills(svg, stem, looks) {
  const make = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const defs = make("defs", {});
  for (const [name, look] of Object.entries(looks)) {
    const tile = make("pattern", { id: `${stem}-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" });
    tile.append(make("rect", { width: 6, height: 6, fill: colour(look) }));
    if (look.hatch) {
      const dots = look.hatch === ".";
      tile.append(make("path", { d: LINES[look.hatch], fill: dots ? "var(--paper)" : "none", stroke: dots ? "none" : "var(--paper)", "stroke-width": 1.1 }));
    }
    defs.append(tile);
  }
  svg.prepend(defs);
}

/** The fill of a look within a drawing. */
export const fill = (stem, name) => `url(#${stem}-${name})`;
