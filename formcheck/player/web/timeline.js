/* The timeline: a curve with its limits, phases as ramps, repetitions, and what was found.

Drawn anew when its width or its curve changes; a cursor and the light on the repetition under it
follow the picture. What names and measures the lanes stands still while a long clip scrolls. It is
one slider for keyboards and screen readers. */

import { icon } from "../web/icons.js";
import { escape } from "./words.js";

const CURVE = 132;
const LANE = 26;
const GAP = 14;
const LINE = 26;
const MOST_LINES = 5;
const TEXT = '600 14px "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Liberation Sans", Arial, sans-serif';
const MARKS = { fault: "fault", unsure: "unsure", dropped: "lost", camera: "camera" };
const pen = document.createElement("canvas").getContext("2d");

export class Timeline {
  constructor(root, story, scenes, seek) {
    Object.assign(this, { root, story, scenes, seek, curve: 0 });
    [this.start, this.end] = [story.start_s, Math.max(story.end_s, story.start_s + 0.1)];
    this.box = root.querySelector(".track");
    this.still = root.querySelector(".still");
    this.names = root.querySelector(".names");
    this.choice = root.querySelector(".curve select");
    this.choice.innerHTML = story.curves.map(({ title }, i) => `<option value="${i}">${escape(title)}</option>`).join("");
    this.choice.parentElement.hidden = story.curves.length < 2;
    this.choice.onchange = () => {
      this.curve = Number(this.choice.value);
      this.draw();
    };
    this.box.onpointerdown = (event) => this.grab(event);
    this.box.onpointermove = (event) => { if (this.held) this.goTo(event); };
    this.box.onpointerup = this.box.onpointercancel = () => { this.held = false; };
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.box.parentElement);
  }

  close() {
    this.resized.disconnect();
  }

  /* As wide as there is room; a long clip is wider and scrolls. */
  fit() {
    const room = this.box.parentElement.clientWidth;
    if (!room || room === this.room) return;
    this.room = room;
    this.narrow = this.root.clientWidth < 640;
    this.width = Math.max(room, (this.end - this.start) * (this.narrow ? 5 : 8));
    this.draw();
  }

  x(t) {
    const edge = 10;
    return edge + ((t - this.start) / (this.end - this.start)) * (this.width - 2 * edge);
  }

  t(x) {
    const edge = 10;
    const share = (x - edge) / (this.width - 2 * edge);
    return this.start + Math.min(1, Math.max(0, share)) * (this.end - this.start);
  }

  grab(event) {
    if (event.button) return;
    const mark = event.target.closest("[data-go]");
    this.box.parentElement.parentElement.focus?.({ preventScroll: true });
    if (mark) {
      this.seek(Number(mark.dataset.go));
      return;
    }
    this.held = true;
    this.box.setPointerCapture(event.pointerId);
    this.goTo(event);
  }

  goTo(event) {
    this.seek(this.t(event.clientX - this.box.getBoundingClientRect().left));
  }

  draw() {
    if (!this.width) return;
    const { story } = this;
    const curve = story.curves[this.curve];
    const lines = this.packed();
    const gap = this.narrow ? GAP + 12 : GAP; // room for the name of the lane above it
    const phases = CURVE + 8 + gap;
    const reps = phases + LANE + gap;
    const found = reps + LANE + gap;
    const axis = found + lines.length * LINE + 6;
    const height = axis + 26;
    this.box.style.width = `${this.width}px`;
    this.box.innerHTML = `<svg width="${this.width}" height="${height}" aria-hidden="true">
      ${this.shades()}${this.unseen()}${curve ? this.curveSvg(curve) : ""}
      <g class="cursor"><path d="M0 4V${axis - 2}"/><circle r="7"/></g>
      ${story.phases.map((phase) => this.phase(phase, phases)).join("")}
      ${story.rows.map((row) => this.rep(row, reps)).join("")}${story.dropped.map((one) => this.dropped(one, reps)).join("")}
      ${this.axis(axis)}
      ${lines.map((line, i) => line.map((mark) => this.mark(mark, found + i * LINE)).join("")).join("")}
    </svg>`;
    this.still.innerHTML = `<svg width="${this.room}" height="${height}" aria-hidden="true">
      ${curve ? this.figures(curve) + this.words(curve) : ""}
      ${this.narrow ? this.above(phases, reps, found, lines.length) : ""}
    </svg>`;
    this.cursor = this.box.querySelector(".cursor");
    this.named(phases, reps, found, lines.length);
    if (this.frame !== undefined) this.show(this.frame);
  }

  get counted() {
    return this.story.thing === "hold" ? "Holds" : "Repetitions";
  }

  /* The names of the lanes above them, on a narrow page. */
  above(phases, reps, found, lines) {
    const lanes = [[phases, "Phases"], [reps, this.counted], ...(lines ? [[found, "Found"]] : [])];
    return lanes.map(([top, name]) => `<text class="quiet" x="0" y="${top - 6}">${name}</text>`).join("");
  }

  /* The names of the lanes beside them, and what the curve means. */
  named(phases, reps, found, lines) {
    const curve = this.story.curves[this.curve];
    const lanes = [[phases + LANE / 2, "Phases"], [reps + LANE / 2, this.counted]];
    if (lines) lanes.push([found + LINE / 2, "Found"]);
    this.names.innerHTML = curve ? lanes.concat([[18, `${curve.title}`]]).map(([top, name]) => `<span style="top:${top}px">${escape(name)}</span>`).join("") : "";
    this.root.querySelector(".meaning").textContent = curve ? `${curve.title} [${curve.unit.trim()}]: ${curve.meaning}.` : "";
  }

  shades() {
    const rect = ({ start, end }, name) => `<rect class="${name}" x="${this.x(start)}" y="6" width="${Math.max(0, this.x(end) - this.x(start))}" height="${CURVE - 6}"/>`;
    return this.story.rows.map((row) => rect(row, `shade rep-${row.number}`)).join("")
      + this.story.dropped.map(([start, end]) => rect({ start, end }, "shade gone")).join("");
  }

  unseen() {
    return this.story.unseen.map(([start, end]) => {
      const wide = this.x(end) - this.x(start);
      const words = wide > 90 ? `<text class="unsure" x="${this.x(start) + wide / 2}" y="${CURVE / 2}" text-anchor="middle">nobody seen</text>` : "";
      return `<rect class="unseen" x="${this.x(start)}" y="6" width="${wide}" height="${CURVE - 6}"/>${words}`;
    }).join("");
  }

  y(value, [low, high]) {
    return 6 + (CURVE - 12) * (1 - (value - low) / (high - low));
  }

  curveSvg({ values, range, limits, band }) {
    const across = (value, kind) => `<path class="${kind}" d="M0 ${this.inside(value, range)}H${this.width}"/>`;
    const parts = [];
    if (band) {
      const [high, low] = [band[1] ?? range[1], band[0] ?? range[0]].map((value) => this.inside(value, range));
      if (low > high) parts.push(`<rect class="band" x="0" y="${high}" width="${this.width}" height="${low - high}"/>`);
    }
    for (const value of this.ticks(range)) parts.push(across(value, "grid"));
    for (const { value, kind } of limits) parts.push(across(value, `limit ${kind}`));
    parts.push(`<path class="line" d="${this.path(values, range)}"/><path class="edge" d="M0 ${CURVE + 4}H${this.width}"/>`);
    return parts.join("");
  }

  /* Where a value stands, or the edge that it lies beyond. */
  inside(value, range) {
    return Math.min(CURVE, Math.max(4, this.y(value, range)));
  }

  /* What the limits mean, on the side of the line that is meant, where there is room for it. */
  words({ range, limits }) {
    let last = 0;
    return [...limits].sort((a, b) => b.value - a.value).map(({ value, kind, text, below }) => {
      const y = this.inside(value, range);
      const [over, under] = [y - 5, y + 16];
      last = (below && under < CURVE) || over < last + 15 ? under : over;
      return `<text class="word ${kind}" x="${this.room - 12}" y="${last}" text-anchor="end">${escape(text)}</text>`;
    }).join("");
  }

  figures({ range, unit }) {
    return this.ticks(range).map((value) => {
      const shown = `${Number(value.toPrecision(6))}`.replace("-", "−");
      return `<text class="quiet" x="2" y="${this.y(value, range) - 4}">${shown}${unit}</text>`;
    }).join("");
  }

  /* Round values, about three; none so high that its figure would not be seen. */
  ticks([low, high]) {
    const rough = (high - low) / 3;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find((one) => one * power >= rough);
    const values = [];
    for (let value = Math.ceil(low / step) * step; this.y(value, [low, high]) > 14; value += step) values.push(value);
    return values;
  }

  /* The curve, through gaps of up to 0.3 s; of crowded points the lowest and highest are kept. */
  path(values, range) {
    const { t } = this.scenes;
    const crowd = Math.max(1, Math.ceil(values.length / (1.5 * this.width)));
    let d = "";
    let last = -Infinity;
    for (let i = 0; i < values.length; i += crowd) {
      const inside = [];
      for (let k = i; k < Math.min(i + crowd, values.length); k += 1) if (values[k] !== null) inside.push(k);
      if (!inside.length) continue;
      const low = inside.reduce((a, b) => (values[b] < values[a] ? b : a));
      const high = inside.reduce((a, b) => (values[b] > values[a] ? b : a));
      for (const k of [...new Set([Math.min(low, high), Math.max(low, high)])]) {
        d += `${t[k] - last > 0.3 ? "M" : "L"}${this.x(t[k]).toFixed(1)} ${this.y(values[k], range).toFixed(1)}`;
        last = t[k];
      }
    }
    return d;
  }

  phase({ start, end, name, shape, tone }, top) {
    const [x0, x1, high, low] = [this.x(start), this.x(end), top, top + LANE];
    const lift = low - 3;
    const corners = `${x0},${shape === "rises" ? lift : high} ${x1},${shape === "falls" ? lift : high} ${x1},${low} ${x0},${low}`;
    const fits = width(name) + 8 < x1 - x0;
    const middle = shape === "rises" ? x0 + 0.66 * (x1 - x0) : shape === "falls" ? x0 + 0.34 * (x1 - x0) : (x0 + x1) / 2;
    const room = shape === "level" ? fits : width(name) + 8 < 0.68 * (x1 - x0);
    return `<polygon class="phase ${tone}" points="${corners}"/>${room ? `<text class="on-${tone}" x="${middle}" y="${low - 8}" text-anchor="middle">${escape(name)}</text>` : ""}`;
  }

  rep({ number, start, end, peak, details, faults }, top) {
    const [x0, x1] = [this.x(start) + 1, this.x(end) - 1];
    const wide = Math.max(3, x1 - x0);
    const detail = details.find((one) => width(`${number}  ${one}`) + 20 < wide) ?? "";
    const alone = width(String(number)) + 6 < wide;
    const words = detail
      ? `<text class="number" x="${x0 + 9}" y="${top + 18}">${number}</text><text x="${x1 - 9}" y="${top + 18}" text-anchor="end">${escape(detail)}</text>`
      : alone ? `<text class="number" x="${(x0 + x1) / 2}" y="${top + 18}" text-anchor="middle">${number}</text>` : "";
    return `<g class="rep rep-${number}${faults.length ? " faulty" : ""}" data-go="${peak}" data-rep="${number}"><title>${escape(`${this.story.thing} ${number}${faults.length ? `: ${faults.join(", ")}` : ""}`)}</title><rect x="${x0}" y="${top}" width="${wide}" height="${LANE}" rx="4"/>${words}</g>`;
  }

  dropped([start, end, reason], top) {
    const [x0, x1] = [this.x(start) + 1, this.x(end) - 1];
    return `<g class="gone" data-go="${(start + end) / 2}"><title>${escape(`not counted: ${reason}`)}</title><rect x="${x0}" y="${top}" width="${Math.max(3, x1 - x0)}" height="${LANE}" rx="4"/></g>`;
  }

  mark({ t, kind, text, left, words }, top) {
    const x = left ?? this.x(t) - 9;
    const label = words ? `<text x="${x + 24}" y="${top + 17}">${escape(text)}</text>` : "";
    return `<g class="mark ${kind}" data-go="${t}"><title>${escape(text)}</title><rect class="hit" x="${x - 3}" y="${top}" width="${24 + (words ? width(text) : 0)}" height="${LINE}"/><svg x="${x}" y="${top + 3}" width="19" height="19" viewBox="0 0 24 24">${icon(MARKS[kind], 2.2)}</svg>${label}</g>`;
  }

  /* Lines of marks, none overlapping; what does not fit keeps its icon and loses its words. */
  packed() {
    const lines = [];
    const ends = [];
    for (const mark of this.story.marks) {
      const at = this.x(mark.t) - 9;
      let placed = false;
      for (const words of this.narrow ? [false] : [true, false]) {
        const wide = words ? 34 + width(mark.text) : 22;
        if (words && wide > this.width) continue;
        const left = Math.max(0, Math.min(at, this.width - wide));
        let line = ends.findIndex((end) => end <= left);
        if (line < 0 && ends.length < MOST_LINES) line = ends.push(0) - 1;
        if (line < 0 || (words && Math.abs(left - at) > 160)) continue;
        (lines[line] ??= []).push({ ...mark, left, words });
        ends[line] = left + wide;
        placed = true;
        break;
      }
      if (!placed) lines.at(-1)?.push({ ...mark, left: at, words: false });
    }
    return lines;
  }

  axis(top) {
    const span = this.end - this.start;
    const most = this.width / (this.narrow ? 56 : 62);
    const step = [1, 2, 5, 10, 15, 30, 60, 120, 300].find((one) => span / one <= most) ?? 600;
    const parts = [];
    for (let t = Math.ceil(this.start / step) * step; t <= this.end + 1e-6; t += step) {
      const x = this.x(t);
      const anchor = x < 14 ? "start" : x > this.width - 22 ? "end" : "middle";
      parts.push(`<path class="tick" d="M${x} ${top}v5"/><text class="quiet" x="${anchor === "start" ? 0 : anchor === "end" ? this.width : x}" y="${top + 21}" text-anchor="${anchor}">${step < 60 ? `${t} s` : `${t / 60} min`}</text>`);
    }
    return parts.join("");
  }

  /* Put the cursor on a frame. */
  show(i) {
    this.frame = i;
    this.value = null;
    if (!this.cursor) return;
    const t = this.scenes.t[i];
    const x = this.x(t);
    this.cursor.setAttribute("transform", `translate(${x} 0)`);
    const curve = this.story.curves[this.curve];
    const value = curve?.values[i] ?? null;
    const dot = this.cursor.querySelector("circle");
    dot.style.display = value === null ? "none" : "";
    if (value !== null) dot.setAttribute("cy", this.y(value, curve.range));
    this.value = value;
    const now = this.story.rows.find((row) => row.start <= t && t <= row.end)?.number;
    if (now !== this.now) {
      for (const one of this.box.querySelectorAll(".lit")) one.classList.remove("lit");
      this.now = now;
    }
    if (now !== undefined) for (const one of this.box.querySelectorAll(`.rep-${now}`)) one.classList.add("lit");
    this.follow(x);
  }

  follow(x) {
    const view = this.box.parentElement;
    if (this.held || view.scrollWidth <= view.clientWidth) return;
    if (x < view.scrollLeft + 30 || x > view.scrollLeft + view.clientWidth - 60) view.scrollLeft = x - view.clientWidth / 3;
  }
}

function width(text) {
  pen.font = TEXT;
  return pen.measureText(text).width;
}
