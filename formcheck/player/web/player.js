/* The replay player in the page. Streamlit calls `mount` again at every rerun, so all state hangs on
the root node; a clip is fetched once, by its token. */

import { paint } from "../web/overlay.js";
import { icon } from "../web/icons.js";
import { findings, moments, table } from "./report.js";
import { Scenes } from "./scenes.js";
import { FigureScreen, FilmScreen, paintFigure } from "./screens.js";
import { Timeline } from "./timeline.js";
import { clock, spoken } from "./words.js";

const RATES = [1, 0.5, 0.25];
const ARROW_S = 0.5; // one press of an arrow key [s]
const THUMB = 640; // width of a small picture [px]
const KEYS = {
  " ": "play", k: "play", ",": "back", ".": "on", n: "next", p: "previous",
  arrowleft: "earlier", arrowright: "later", pageup: "repBefore", pagedown: "repAfter",
  home: "first", end: "last",
};

const SHELL = `
<div class="top">
  <section class="screen" aria-label="The clip">
    <div class="picture"><video muted playsinline hidden></video><canvas class="figure" hidden></canvas><canvas class="overlay"></canvas></div>
    <div class="controls">
      <button data-do="previous" aria-label="To the finding before" title="To the finding before (P)" aria-keyshortcuts="p">${icon("toPrevious")}</button>
      <button data-do="back" aria-label="One picture back" title="One picture back (,)" aria-keyshortcuts=",">${icon("back")}</button>
      <button data-do="play" class="play" aria-label="Play" title="Play (Space)" aria-keyshortcuts="Space">${icon("play")}</button>
      <button data-do="on" aria-label="One picture on" title="One picture on (.)" aria-keyshortcuts=".">${icon("on")}</button>
      <button data-do="next" aria-label="To the next finding" title="To the next finding (N)" aria-keyshortcuts="n">${icon("toNext")}</button>
      <output class="clock"></output>
      <div class="rates" role="group" aria-label="Speed">${RATES.map((rate) => `<button data-rate="${rate}" aria-pressed="${rate === 1}">${icon("tick", 2.6)}${rate}×</button>`).join("")}</div>
    </div>
  </section>
  <section class="card says"></section>
</div>
<section class="card time" aria-label="Timeline">
  <div class="curve"><label>Curve<select></select></label><p class="meaning"></p></div>
  <div class="lanes">
    <div class="names" aria-hidden="true"></div>
    <div class="slider" role="slider" tabindex="0" aria-label="Time in the clip" aria-orientation="horizontal"><div class="scroll"><div class="still"></div><div class="track"></div></div></div>
  </div>
  <p class="keys">Arrow keys seek, comma and full stop step one picture, N and P go to the next and last finding, Space plays.</p>
</section>
<section class="card reps"></section>
<section class="card worst"></section>
<p class="trouble" role="alert" hidden></p>`;

export function mount({ data, parentElement }) {
  const root = parentElement.querySelector(".replay");
  if (root.player?.data.token !== data.token) {
    root.player?.close();
    root.player = new Player(root, data);
    root.player.open();
  }
  return () => root.player.close();
}

class Player {
  constructor(root, data) {
    Object.assign(this, { root, data, rate: 1, frame: 0, closed: false });
    root.innerHTML = SHELL;
    root.dataset.state = "opening";
    root.dataset.small = data.small ? "yes" : "no";
    root.onclick = (event) => this.clicked(event);
    root.onkeydown = (event) => this.key(event);
    this.overlay = this.find(".overlay").getContext("2d");
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  async fetched(what) {
    const answer = await fetch(`${this.data.base}/formcheck/replay/${this.data.token}/${what}`);
    if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
    return answer.json();
  }

  async open() {
    try {
      const [story, track] = await Promise.all([this.fetched("story"), this.fetched("track")]);
      this.story = story;
      this.scenes = new Scenes(track);
      this.screen = await this.chosenScreen();
    } catch (error) {
      console.warn(error);
      this.trouble("This clip is no longer here. Open it again.");
      return;
    }
    if (this.closed) {
      this.screen.close();
      return;
    }
    this.screen.onended = () => this.changed();
    this.told();
    this.timeline = new Timeline(this.find(".time"), this.story, this.scenes, (t) => this.seek(t));
    this.timeline.fit();
    this.go(this.story.worst[0]?.worst.frame ?? this.scenes.nearest(this.story.rows[0]?.peak ?? this.scenes.t[0]));
    this.root.dataset.state = "ready";
    if (!this.data.small) this.thumbs();
  }

  /* The film where the browser plays it, else a figure. */
  async chosenScreen() {
    const [video, figure] = [this.find("video"), this.find(".figure")];
    const onpicture = (t) => this.show(this.scenes.nearest(t));
    if (this.data.film) {
      try {
        const url = `${this.data.base}/formcheck/replay/${this.data.token}/film`;
        const screen = await FilmScreen.open(video, url, onpicture);
        this.window = [0, 0, ...this.scenes.size];
        video.hidden = false;
        this.shape(this.scenes.size);
        return screen;
      } catch (error) {
        console.warn("drawn, as the film", error.message);
      }
    }
    const outlines = await this.fetched("outlines");
    const screen = new FigureScreen(figure, this.scenes, outlines, onpicture);
    this.window = screen.window;
    figure.hidden = false;
    this.shape(screen.size);
    return screen;
  }

  shape([width, height]) {
    this.ratio = width / height;
    this.find(".picture").style.setProperty("--ratio", this.ratio);
    this.root.dataset.upright = this.ratio < 1 ? "yes" : "no";
    const scale = 1280 / Math.max(width, height);
    for (const canvas of [this.find(".overlay"), this.find(".figure")]) {
      Object.assign(canvas, { width: Math.round(scale * width), height: Math.round(scale * height) });
    }
  }

  told() {
    this.root.dataset.film = this.find("video").hidden ? "no" : "yes";
    this.find(".says").innerHTML = findings(this.story);
    this.find(".reps").innerHTML = table(this.story);
    this.find(".worst").innerHTML = moments(this.story, Math.max(1.2, this.ratio));
    this.find(".reps").hidden = !this.story.rows.length;
    this.find(".worst").hidden = this.data.small || !this.story.worst.length;
    const slider = this.find(".slider");
    slider.setAttribute("aria-valuemin", this.story.start_s);
    slider.setAttribute("aria-valuemax", this.story.end_s);
  }

  trouble(text) {
    this.root.dataset.state = "trouble";
    for (const part of this.root.querySelectorAll(":scope > :not(.trouble)")) part.hidden = true;
    Object.assign(this.find(".trouble"), { hidden: false, textContent: text });
  }

  // -- what is seen now ---------------------------------------------------------------------------

  /* Show everything of frame `i`: overlay, cursor, words. */
  show(i) {
    this.frame = i;
    this.screen.paint(i);
    this.scene = this.scenes.at(i, this.window);
    paint(this.overlay, this.scene, { phone: this.root.clientWidth < 440 });
    this.timeline.show(i);
    const t = this.scenes.t[i];
    const { story } = this;
    this.find(".clock").textContent = clock(t - story.start_s, story.end_s - story.start_s);
    this.light(t);
    Object.assign(this.root.dataset, { frame: i, time: t, value: this.timeline.value ?? "" });
    if (!this.screen.playing || Math.abs(t - (this.saidAt ?? -9)) > 1) this.say(t, i);
  }

  /* Tell screen readers where this is; not thirty times a second. */
  say(t, i) {
    this.saidAt = t;
    const curve = this.story.curves[this.timeline.curve];
    const slider = this.find(".slider");
    slider.setAttribute("aria-valuenow", t);
    slider.setAttribute("aria-valuetext", spoken(this.story, t, curve?.values[i] ?? null, curve));
  }

  light(t) {
    const row = this.story.rows.find(({ start, end }) => start <= t && t <= end);
    const number = String(row?.number ?? "");
    if (number === this.root.dataset.rep) return;
    this.root.dataset.rep = number;
    for (const line of this.root.querySelectorAll("tr[data-rep]")) line.classList.toggle("lit", line.dataset.rep === number);
    for (const [i, { kind, times }] of this.story.found.entries()) {
      const here = row && kind === "fault" && times.some((at) => row.start <= at && at <= row.end);
      this.find(`[data-found="${i}"]`).classList.toggle("lit", Boolean(here));
    }
  }

  changed() {
    const button = this.find('[data-do="play"]');
    const on = this.screen.playing;
    button.innerHTML = icon(on ? "pause" : "play");
    button.setAttribute("aria-label", on ? "Pause" : "Play");
    button.title = on ? "Pause (Space)" : "Play (Space)";
    this.root.dataset.playing = on;
  }

  // -- what is asked for --------------------------------------------------------------------------

  /* Go to frame `i`. The cursor goes at once; a film's overlay waits for its picture. */
  go(i) {
    const wanted = Math.min(this.scenes.count - 1, Math.max(0, i));
    this.frame = wanted;
    this.timeline.show(wanted);
    this.screen.seek(wanted, this.scenes.inside(wanted));
    if (!this.find("video").requestVideoFrameCallback) this.show(wanted);
    else if (!this.scene) this.show(wanted); // nothing was painted yet
  }

  seek(t) {
    this.go(this.scenes.nearest(t));
  }

  async play() {
    if (this.screen.playing) this.screen.pause();
    else {
      if (this.frame >= this.scenes.count - 1) this.go(0);
      await this.screen.play(this.rate);
    }
    this.changed();
  }

  step(by) {
    if (this.screen.playing) {
      this.screen.pause();
      this.changed();
    }
    this.go(this.frame + by);
  }

  /* The next finding of the timeline, or the one before. */
  jump(way) {
    const now = this.scenes.t[this.frame];
    const times = this.story.marks.map(({ t }) => t).sort((a, b) => a - b);
    const beyond = way > 0 ? times.find((t) => t > now + 0.05) : times.findLast((t) => t < now - 0.05);
    if (beyond !== undefined) this.seek(beyond);
  }

  rep(way) {
    const now = this.scenes.t[this.frame];
    const { rows } = this.story;
    const row = way > 0 ? rows.find(({ start }) => start > now) : rows.findLast(({ end }) => end < now);
    if (row) this.seek(row.peak);
  }

  do(what) {
    const { story } = this;
    const now = this.scenes.t[this.frame];
    switch (what) {
      case "play": this.play(); break;
      case "back": this.step(-1); break;
      case "on": this.step(1); break;
      case "next": this.jump(1); break;
      case "previous": this.jump(-1); break;
      case "earlier": this.seek(now - ARROW_S); break;
      case "later": this.seek(now + ARROW_S); break;
      case "repBefore": this.rep(-1); break;
      case "repAfter": this.rep(1); break;
      case "first": this.seek(story.start_s); break;
      case "last": this.seek(story.end_s); break;
    }
  }

  clicked(event) {
    if (!this.timeline) return;
    const at = (name) => event.target.closest?.(`[data-${name}]`)?.getAttribute(`data-${name}`);
    if (at("do")) this.do(at("do"));
    else if (at("rate")) this.setRate(Number(at("rate")));
    else if (at("found")) this.goFound(Number(at("found")));
    else if (at("frame-shown")) this.look(this.scenes.t[at("frame-shown")]);
    else if (at("rep") && !event.target.closest(".time")) this.look(this.story.rows[at("rep") - 1].peak);
  }

  /* Pressed again, the next place of the same finding. */
  goFound(i) {
    const { times } = this.story.found[i];
    const now = this.scenes.t[this.frame];
    const here = times.findIndex((t) => Math.abs(t - now) < 0.05);
    this.look(times[(here + 1) % times.length]);
  }

  /* Seek, and bring the picture back into sight. */
  look(t) {
    this.seek(t);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { top, bottom } = this.find(".picture").getBoundingClientRect();
    if (top < 60 || bottom > innerHeight) this.find(".screen").scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  setRate(rate) {
    this.rate = rate;
    this.screen.rate(rate);
    for (const button of this.root.querySelectorAll("[data-rate]")) button.setAttribute("aria-pressed", Number(button.dataset.rate) === rate);
  }

  key(event) {
    const name = KEYS[event.key.toLowerCase()];
    if (!name || !this.timeline || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("select") || (event.key === " " && event.target.closest("button, summary"))) return;
    event.preventDefault();
    event.stopPropagation(); // some of them are Streamlit's own shortcuts
    this.do(name);
  }

  // -- small pictures -----------------------------------------------------------------------------

  async thumbs() {
    const pictures = [...this.root.querySelectorAll("[data-frame-shown] canvas")];
    const film = this.root.dataset.film === "yes" && pictures.length ? await this.secondFilm() : null;
    for (const canvas of pictures) {
      if (this.closed) break;
      const frame = Number(canvas.parentElement.dataset.frameShown);
      Object.assign(canvas, { width: THUMB, height: Math.round(THUMB / this.ratio) });
      const picture = document.createElement("canvas");
      Object.assign(picture, { width: canvas.width, height: canvas.height });
      const under = picture.getContext("2d");
      if (film) {
        await shownAt(film, this.scenes.inside(frame));
        under.drawImage(film, 0, 0, picture.width, picture.height);
      } else paintFigure(under, this.screen.outlines[frame], this.window);
      const over = document.createElement("canvas");
      Object.assign(over, { width: canvas.width, height: canvas.height });
      paint(over.getContext("2d"), this.scenes.at(frame, this.window), { phone: true });
      const context = canvas.getContext("2d");
      context.drawImage(picture, 0, 0);
      context.drawImage(over, 0, 0);
    }
    film?.removeAttribute("src");
    this.root.dataset.thumbs = pictures.length;
  }

  async secondFilm() {
    const film = document.createElement("video");
    film.muted = true;
    film.src = this.find("video").src;
    await new Promise((done) => { film.onloadeddata = film.onerror = done; });
    return film;
  }

  close() {
    this.closed = true;
    this.screen?.close();
    this.timeline?.close();
  }
}

function shownAt(film, t) {
  const done = new Promise((resolve) => { film.onseeked = film.onerror = resolve; });
  film.currentTime = t;
  return done;
}
