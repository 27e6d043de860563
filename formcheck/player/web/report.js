/* Beside and below the pictures: what was found, each repetition, the worst moments. */

import { icon } from "../web/icons.js";
import { escape } from "./words.js";

const ICONS = { fault: "fault", unsure: "unsure", dropped: "lost", camera: "camera", good: "good" };

/* What was found, as buttons that take the player there. */
export function findings({ summary, found, limits, filming, rows, thing }) {
  const list = found.map(({ kind, text, where, cue }, i) => `<li><button class="finding ${kind}" data-found="${i}">
    ${icon(ICONS[kind], 2.2)}<b>${escape(text)}</b><span>${escape(where)}</span>${cue ? `<small>${escape(cue)}</small>` : ""}</button></li>`);
  if (rows.length && !found.some(({ kind }) => kind === "fault")) {
    list.unshift(`<li class="finding good still">${icon("good")}<b>Good</b><span>${escape(thing)}s counted: ${rows.length}</span></li>`);
  }
  return `<h2>What the clip shows</h2><p class="summary">${escape(summary)}</p><ul class="found">${list.join("")}</ul>
    <details class="limits"><summary>${icon("unsure", 2)}<span>What a camera cannot judge here</span></summary><ul>${items(limits)}</ul></details>
    <details class="filming"><summary>${icon("camera", 2)}<span>How to film it better</span></summary><ul>${items(filming)}</ul></details>`;
}

function items(texts) {
  return texts.map((text) => `<li>${escape(text)}</li>`).join("");
}

/* One row for each repetition or hold; its number is a button that takes the player there. Below
them, how far the person went, against their own rest and the guideline. */
export function table({ table: { first, heads, rows, notes }, range, thing }) {
  if (!rows.length) return "";
  const chips = ({ faults, unsure }) => [
    ...faults.map((name) => `<i class="chip fault">${icon("fault", 2.2)}${escape(name)}</i>`),
    ...(unsure.length ? [`<i class="chip unsure">${icon("unsure", 2.2)}cannot judge: ${escape(unsure.join(", "))}</i>`] : []),
  ].join("") || `<i class="chip good">${icon("good", 2.2)}good</i>`;
  const body = rows.map((row) => `<tr data-rep="${row.number}"><th scope="row"><button data-rep="${row.number}" aria-label="Show ${escape(thing)} ${row.number}">${row.number}</button></th><td class="chips">${chips(row)}</td>${row.cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`);
  return `<h2>Each ${escape(thing)}</h2><div class="scroll"><table><thead><tr><th scope="col">${escape(first)}</th><th scope="col">Found</th>${heads.map((head) => `<th scope="col">${escape(head)}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>
    ${notes.map((note) => `<p class="note">${escape(note)}</p>`).join("")}
    ${range.length ? `<h3>Your range</h3><p class="range">${escape(range.join(" "))}</p>` : ""}`;
}

/* The worst moment of each fault, as a picture, beside what to aim for. */
export function moments({ worst }, ratio) {
  const style = `style="aspect-ratio: ${ratio}"`;
  const shown = ({ caption, frame, svg }, kind, words) => `<figure>
    ${svg ? `<div class="drawn" ${style}>${svg}</div>` : `<button data-frame-shown="${frame}" ${style} aria-label="${escape(`Show ${caption}`)}"><canvas></canvas></button>`}
    <figcaption><b class="${kind}">${icon(kind, 2.2)}${escape(caption)}</b><span>${escape(words)}</span></figcaption></figure>`;
  const pairs = worst.map((one) => `<div class="pair">${shown(one.worst, "fault", one.limit ? `Counts as a fault: ${one.limit}.` : "")}${one.better ? shown(one.better, "good", one.cue) : ""}</div>`);
  return `<h2>Worst moments, and what to aim for</h2><div class="moments">${pairs.join("")}</div>`;
}
