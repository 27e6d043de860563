/* The readouts beside the picture, each drawn from a part of the status: HTML and SVG as text. */

import { icon } from "./icons.js";

const DONE_WORD = { done: "done", now: "now", next: "next" };
const ITEM_ICON = { done: "good", now: "doing", next: "todo" };
const RING = 2 * Math.PI * 150;

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/* Which of the layouts below the status asks for. */
export function layout(status) {
  if (status.checklist?.length) return "setup";
  if (status.gauge) return "gauge";
  return status.hold ? "hold" : "count";
}

export function readouts(status, headLeft = false) {
  const kind = layout(status);
  if (kind === "setup") return checklist(status.checklist) + (status.plan_view ? planView(status.plan_view, headLeft) : "");
  const numbers = count(status);
  const dots = pips(status.pips ?? []);
  if (kind === "gauge") return `<div class="numbers">${numbers}${dots}</div>${gauge(status.gauge)}`;
  if (kind === "hold") return numbers + ring(status.hold) + dots;
  return numbers + phase(status.phase) + dots;
}

function count({ count: done, of, sides, side }) {
  if (done == null) return "";
  const total = of ? `<span>of ${of}</span>` : "";
  const both = sides
    ? `<p class="sides">${["left", "right"].map((one) => `<span class="${one === side ? "on" : ""}">${one === "left" ? "Left" : "Right"} ${sides[one] ?? 0}</span>`).join("")}</p>`
    : "";
  return `<div class="count"><p class="big"><b>${done}</b>${total}</p>${both}</div>`;
}

function phase(name) {
  return name ? `<p class="phase">${escape(sentence(name))}</p>` : "";
}

function sentence(name) {
  const plain = name.replaceAll("_", " ");
  return plain[0].toUpperCase() + plain.slice(1);
}

/* The ring empties as the hold is done; without a goal it only shows the seconds. */
function ring({ held_s: held, of_s: goal, running }) {
  const left = goal == null ? Math.floor(held) : Math.max(0, Math.ceil(goal - held - 1e-6));
  const share = goal ? Math.max(0, Math.min(1, 1 - held / goal)) : 0;
  const label = goal == null ? `Held for ${left} seconds` : `Hold, ${left} seconds left`;
  const colour = running ? "var(--good)" : "var(--edge)";
  const digits = String(left).length > 2 ? 130 : 176;
  return `<svg class="ring" viewBox="0 0 360 360" role="img" aria-label="${label}">
<circle cx="180" cy="180" r="150" fill="none" stroke="var(--track)" stroke-width="34"/>
<circle cx="180" cy="180" r="150" fill="none" stroke="${colour}" stroke-width="34" stroke-dasharray="${share * RING} ${RING}"${running ? "" : ' stroke-opacity=".9"'} transform="rotate(-90 180 180)"/>
<text x="180" y="112" text-anchor="middle" font-size="48" font-weight="650" fill="var(--soft)">${running || !held ? "Hold" : "Paused"}</text>
<text x="180" y="${digits > 150 ? 262 : 248}" text-anchor="middle" font-size="${digits}" font-weight="700" fill="#fff" letter-spacing="-5">${left}</text></svg>`;
}

function pips(states) {
  if (!states.length) return "";
  return `<div class="pips" aria-hidden="true">${states.map((one) => `<i class="${one}">${icon(one)}</i>`).join("")}</div>`;
}

function checklist(items) {
  const rows = items.map(({ text, state }) => `<li class="${state}"${state === "now" ? ' aria-current="step"' : ""}>${icon(ITEM_ICON[state])}<span>${escape(text)}</span><small>${DONE_WORD[state]}</small></li>`);
  return `<ul class="checklist">${rows.join("")}</ul>`;
}

/* The person from above, as the picture has them: how they lie now, and how they should.

From the side the body lies across the picture, from the front the feet point to the camera. */
function planView({ turned_deg: turned = 0, view = "side", ok = false }, headLeft) {
  const wanted = view === "front" ? -90 : headLeft ? 180 : 0;
  const now = wanted + (headLeft ? -turned : turned);
  const colour = ok ? "var(--good)" : "var(--fault)";
  const body = (x, degrees, fill) => `<g transform="translate(${x} 104) rotate(${degrees})"><ellipse rx="56" ry="21" fill="${fill}"/><circle cx="64" r="16" fill="${fill}" stroke="var(--stage)" stroke-width="3"/></g>`;
  const camera = (x) => `<rect x="${x - 36}" y="184" width="72" height="22" rx="4" fill="var(--track)" stroke="var(--soft)" stroke-width="3"/><path d="M${x - 24} 182 ${x - 54} 52M${x + 24} 182 ${x + 54} 52" fill="none" stroke="var(--edge)" stroke-width="2.5" stroke-dasharray="5 7"/>`;
  const text = (x, words) => `<text x="${x}" y="24" text-anchor="middle" font-size="22" fill="var(--soft)">${words}</text>`;
  const left = ok ? 280 : 120;
  const target = ok ? "" : `${text(424, "Like this")}${camera(424)}${body(424, wanted, "var(--good)")}<path d="M246 108h56M284 90l20 18l-20 18" fill="none" stroke="var(--edge)" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`;
  const label = ok ? "Seen from above: this is right" : `Seen from above: turn until your ${view} faces the camera`;
  return `<svg class="plan" viewBox="0 0 560 216" role="img" aria-label="${label}">${text(left, "Now, from above")}${camera(left)}${body(left, now, colour)}${target}</svg>`;
}

/* To and fro around the person's own flat back; hatched is far enough. Values are -1 to 1. */
function gauge({ value, low, high, names: [lowName, highName], reached = [] }) {
  const [top, bottom, middle] = [70, 490, 280];
  const at = (one) => middle - Math.max(-1, Math.min(1, one)) * (middle - top);
  const y = value == null ? middle : at(value);
  const inHigh = value != null && value >= high;
  const inLow = value != null && value <= low;
  const tone = (on) => (on ? "var(--good)" : "var(--soft)");
  const zone = (from, to, on) => `<rect x="216" y="${from}" width="68" height="${to - from}" rx="12" fill="url(#hatch)" stroke="${on ? "var(--good)" : "#8FA39B"}" stroke-width="4"/>`;
  const end = (name, yText, on) => `<text x="192" y="${yText}" text-anchor="end" font-size="60" font-weight="700" fill="${tone(on)}">${escape(name)}</text>`;
  const back = (yBase, up, on) => `<path d="${up ? `M78 ${yBase + 52}V${yBase}C102 ${yBase - 44} 140 ${yBase - 44} 164 ${yBase}V${yBase + 52}M164 ${yBase}l18 24` : `M78 ${yBase + 52}V${yBase}C102 ${yBase + 34} 140 ${yBase + 34} 164 ${yBase}V${yBase + 52}M164 ${yBase}l18 -7`}" fill="none" stroke="${tone(on)}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"/><circle cx="184" cy="${up ? yBase + 33 : yBase - 10}" r="11" fill="${tone(on)}"/>`;
  const mark = (cy, on) => (on
    ? `<g transform="translate(225 ${cy - 25}) scale(2.1)"><circle cx="12" cy="12" r="10" fill="var(--good)"/><path d="M7.3 12.4l3.2 3.2 6.2-6.6" fill="none" stroke="var(--stage)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></g>`
    : `<circle cx="250" cy="${cy}" r="16" fill="none" stroke="#8FA39B" stroke-width="4"/>`);
  const label = value == null ? "Your back is not seen" : `Your back is ${inHigh ? `at ${highName}` : inLow ? `at ${lowName}` : "between the ends"}`;
  return `<svg class="gauge" viewBox="52 0 436 560" role="img" aria-label="${escape(label)}"><defs><pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="10" height="10" fill="#22312C"/><rect width="4" height="10" fill="#3F5A51"/></pattern></defs>
<rect x="216" y="${top}" width="68" height="${bottom - top}" rx="14" fill="#22312C"/>${zone(top, at(high), inHigh)}${zone(at(low), bottom, inLow)}
<rect x="226" y="${Math.min(y, middle)}" width="48" height="${Math.abs(y - middle)}" fill="var(--good)"/>
<path d="M190 ${middle}H310" stroke="#fff" stroke-width="5"/><text x="328" y="${middle - 6}" font-size="34" font-weight="650" fill="#fff">Your</text><text x="328" y="${middle + 30}" font-size="34" font-weight="650" fill="#fff">flat back</text>
${value == null ? "" : `<path d="M288 ${y}l42 -26v52z" fill="var(--good)" stroke="var(--stage)" stroke-width="3"/>`}
${end(highName, 142, inHigh)}${back(192, true, inHigh)}${end(lowName, 413, inLow)}${back(461, false, inLow)}
${mark(31, inHigh || reached.includes("high"))}${mark(526, inLow || reached.includes("low"))}</svg>`;
}
