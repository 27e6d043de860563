/* The live view: always dark, read from three metres, one thing said at a time.

It paints what it is told and reports what is pressed; it decides nothing. */

import { icon } from "./icons.js";
import { paint, paintLost } from "./overlay.js";
import { escape, layout, readouts } from "./readouts.js";
import { BUTTONS } from "./words.js";

const FINEST = 1280; // longer side of what is painted over the picture [px]
const LEAST_STRIP_MS = 2500; // a strip that changes faster cannot be read
const URGENT = new Set(["fault", "stop", "lost"]);
const KEYS = { m: "mute", " ": "pause", h: "hurts", s: "skip" };
const STRIP_ICON = { good: "good", unsure: "unsure", lost: "lost", stop: "stop", setup: "doing", next: "doing", fault: "fault" };

const LIVE = `
<div class="grid">
  <header class="bar"><h1 class="title"></h1><small class="note"></small>
    <button class="end" data-press="end" aria-label="End the set" title="End the set">${icon("end", 2.4)}</button></header>
  <div class="controls" role="toolbar" aria-label="While you exercise">
    <button data-press="mute" aria-pressed="false" aria-keyshortcuts="m"><i></i><span></span> <kbd>M</kbd></button>
    <button data-press="skip" aria-keyshortcuts="s">${icon("skip")}<span>Skip</span> <kbd>S</kbd></button>
    <button data-press="pause" aria-keyshortcuts="Space"><i></i><span></span> <kbd>Space</kbd></button>
    <button class="hurts" data-press="hurts" aria-keyshortcuts="h">${icon("stop")}<span>It hurts</span> <kbd>H</kbd></button>
    <button class="first" data-press="leave" hidden>${icon("good")}<span>See how it went</span></button>
  </div>
  <div class="picture"><video muted playsinline aria-label="You, as the camera sees you"></video><canvas aria-hidden="true"></canvas>
    <p class="badge" role="status" hidden></p><p class="rate"></p>
    <section class="trouble" role="alertdialog" aria-labelledby="trouble-title" aria-describedby="trouble-text" hidden></section></div>
  <div class="panel"></div>
  <p class="heard" aria-live="polite"></p>
  <div class="strip" role="status" aria-live="polite"></div>
</div>`;

export class Stage {
  /* Opens over the whole page; `press(name)` is called for buttons and keys. */
  constructor(parent, press, { mirrored }) {
    this.mirrored = mirrored;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "stage";
    this.dialog.tabIndex = -1;
    this.dialog.innerHTML = LIVE;
    this.press = press;
    parent.append(this.dialog);
    this.video = this.find("video");
    this.context = this.find("canvas").getContext("2d");
    this.shown = {};
    this.dialog.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-press]");
      if (button) this.press(button.dataset.press);
    });
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.video.classList.toggle("mirrored", mirrored);
    this.paused(false);
    this.dialog.showModal();
    this.dialog.focus();
  }

  find(selector) {
    return this.dialog.querySelector(selector);
  }

  close() {
    clearTimeout(this.later);
    this.dialog.remove();
  }

  /* The size of the pictures sent, on which the body is painted. */
  shape(width, height) {
    this.size = [width, height];
    this.find(".picture").style.setProperty("--ratio", width / height);
  }

  key(event) {
    const name = KEYS[event.key.toLowerCase()];
    const onButton = event.target.closest?.("button");
    if (!name || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === " " && onButton) return; // it presses that button
    event.preventDefault();
    event.stopPropagation();
    this.press(name);
  }

  get phone() {
    return this.dialog.clientWidth <= 700;
  }

  /* Paint the body over the picture; the size is that of the pictures sent. */
  scene(scene, status) {
    const { canvas } = this.context;
    const size = scene?.size ?? this.size;
    // As fine as it is shown, also over a coarse picture; finer lines would only cost time.
    const shown = Math.min(FINEST, canvas.clientWidth * devicePixelRatio || FINEST);
    const fine = Math.max(1, shown / Math.max(...size));
    const [width, height] = size.map((side) => Math.round(side * fine));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const setup = Boolean(status.checklist?.length);
    if (scene) this.headLeft = headLeft(scene) !== this.mirrored;
    if (status.stage === "lost") paintLost(this.context, this);
    else paint(this.context, scene, { mirrored: this.mirrored, phone: this.phone, setup });
  }

  /* Show a status; only what changed is touched, so that screen readers hear only that. */
  status(status) {
    const setup = layout(status) === "setup";
    this.text(".title", setup ? `Getting ready: ${(status.title ?? "").toLowerCase()}` : status.title ?? "");
    this.text(".note", status.side ? `${status.side} side` : "");
    this.dialog.dataset.layout = layout(status);
    this.dialog.dataset.stage = status.stage;
    this.html(".panel", readouts(status, this.headLeft));
    this.text(".heard", status.count ? `${status.count}${status.of ? ` of ${status.of}` : ""}` : "");
    this.html(".badge", status.badge ? `${icon("unsure", 2.2)}<span>${escape(status.badge)}</span>` : "");
    this.find(".badge").hidden = !status.badge;
    this.paused(status.stage === "paused");
    this.find('[data-press="skip"]').hidden = !(setup || status.sides || status.side);
    this.find('[data-press="pause"]').hidden = setup;
    this.strip(status.strip);
  }

  /* The set is over: nothing is left to press but this. */
  over() {
    for (const name of ["skip", "pause", "hurts", "end"]) this.find(`[data-press="${name}"]`).hidden = true;
    this.find('[data-press="leave"]').hidden = false;
  }

  /* One strip at a time, long enough to be read; what is urgent does not wait. */
  strip(strip) {
    const now = performance.now();
    const left = LEAST_STRIP_MS - (now - (this.stripAt ?? -Infinity));
    clearTimeout(this.later);
    if (!strip) return;
    const html = stripHtml(strip);
    if (html === this.shown[".strip"]) return;
    if (left > 0 && !URGENT.has(strip.state)) {
      this.later = setTimeout(() => this.strip(strip), left);
      return;
    }
    const box = this.find(".strip");
    box.className = `strip ${strip.state}`;
    box.setAttribute("aria-live", strip.state === "stop" ? "assertive" : "polite");
    box.dataset.long = strip.text.split(" ").length > 4 ? (strip.text.length > 42 ? "very" : "yes") : "";
    this.html(".strip", html);
    this.stripAt = now;
  }

  paused(on) {
    this.html('[data-press="pause"] i', icon(on ? "play" : "pause"));
    this.text('[data-press="pause"] span', on ? "Go on" : "Pause");
  }

  muted(on) {
    this.html('[data-press="mute"] i', icon(on ? "mute" : "sound"));
    this.text('[data-press="mute"] span', on ? "Sound on" : "Mute");
    this.find('[data-press="mute"]').setAttribute("aria-pressed", on);
  }

  rate(text) {
    this.text(".rate", text);
  }

  /* Say what went wrong outside the exercise and offer what can be done; null takes it away. */
  settle(trouble) {
    const box = this.find(".trouble");
    box.hidden = !trouble;
    if (!trouble) return;
    const buttons = trouble.buttons.map((name, i) => `<button data-press="${name}"${i ? "" : ' class="first"'}>${icon(BUTTONS[name][0])}<span>${BUTTONS[name][1]}</span></button>`);
    box.innerHTML = `<h2 id="trouble-title">${escape(trouble.title)}</h2><p id="trouble-text">${escape(trouble.text)}</p><div class="row">${buttons.join("")}</div>`;
  }

  text(selector, words) {
    if (this.shown[selector] === words) return;
    this.shown[selector] = words;
    this.find(selector).textContent = words;
  }

  html(selector, html) {
    if (this.shown[selector] === html) return;
    this.shown[selector] = html;
    this.find(selector).innerHTML = html;
  }
}

/* Whether the head lies to the left of the hips in the filmed picture. */
function headLeft({ joints }) {
  const x = (part) => joints.find((joint) => joint.part === part)?.at[0] ?? 0;
  return x("EAR") < x("HIP");
}

function stripHtml({ state, text, word, arrow }) {
  const small = state === "fault" && arrow ? icon("fault") : "";
  return `<div class="sign">${icon(arrow ?? STRIP_ICON[state] ?? "good", 2.8)}<b>${small}${escape(word)}</b></div><p>${escape(text)}</p>`;
}
