/* One set, from Start to its summary: pictures to the engine, its answers to the eye and the ear. */

import { Camera } from "./camera.js";
import { Clip } from "./clip.js";
import { Connection } from "./socket.js";
import { Stage } from "./stage.js";
import { TROUBLE, counted } from "./words.js";

const QUALITY = 0.8;
const EARLY = 0.3; // a picture so much of the usual time before its turn is taken: cameras are not exact
const LINGER_MS = 4000; // the last words stay this long before the page shows what happened
const RENEW_MS = 2000;
const FREED_MS = 800; // a set that has just ended gives its place back within this time
const BEFORE = new Set(["setup", "countdown", "ready"]);
const READY = { stage: "setup", title: "", strip: { state: "setup", word: "Set up", text: "One moment" } };

/* `options`: {start, address, clip or null, voice}; `ended(result)` is called once, when it is over. */
export class Lesson {
  constructor(parent, { start, address, clip, voice, renew }, ended) {
    Object.assign(this, { voice, ended, parent, renew });
    this.stage = new Stage(parent, (name) => this.press(name), { mirrored: !clip });
    this.source = clip ? new Clip(this.stage.video, clip) : new Camera(this.stage.video);
    this.connection = new Connection(address, start, this.source.inFlight, this);
    this.canvas = document.createElement("canvas");
    // Each picture is read back at once, which is quickest from plain memory.
    this.picture = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    this.show({ ...READY, title: start.title ?? "" });
    this.roundTrips = [];
    this.answers = [];
    this.asked = { long_side: 640, fps: 30 };
    this.stage.muted(voice.settings.muted);
    this.hide = () => this.visibility();
    this.plugged = () => ["missing", "unplugged", "silent"].includes(this.trouble) && this.film();
    document.addEventListener("visibilitychange", this.hide);
    navigator.mediaDevices?.addEventListener("devicechange", this.plugged);
  }

  /* Start, unless a set is running in another tab: two voices at once help nobody. */
  async begin() {
    const free = await (navigator.locks ? onlyHere((done) => { this.release = done; }) : true);
    if (free) await this.film();
    else this.trip("elsewhere");
  }

  /* Open the camera, and once there is a picture, the way to the engine. */
  async film() {
    if (this.opening || this.closed) return;
    this.opening = true;
    try {
      await this.source.open((code) => this.trip(code));
    } catch ({ code }) {
      this.trip(code ?? "missing");
      return;
    } finally {
      this.opening = false;
    }
    if (this.closed) {
      this.source.close();
      return;
    }
    const had = this.trouble;
    this.recover();
    if (!this.connection.socket) {
      this.fit();
      this.connection.open();
    } else if (!this.connection.started) {
      this.trip("server");
    } else if (had) {
      this.connection.tell({ type: "resume" });
    }
    // No pictures come from a page that is hidden; that was said already.
    const late = (ms) => performance.now() - ms > (this.shownAt ?? 0) && this.trip("asleep");
    this.source.start((...picture) => this.take(...picture), late, () => this.press("end"));
  }

  /* Choose the size of the pictures sent; once counting has begun it stays: a set is one recording. */
  fit() {
    const { videoWidth: width, videoHeight: height } = this.stage.video;
    const scale = Math.min(1, this.asked.long_side / Math.max(width, height));
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.stage.shape(this.canvas.width, this.canvas.height);
  }

  /* Follow what the engine asks for, because it is slow; a clip waits for its answers anyway. */
  slow(ask) {
    if (!this.source.live) return;
    if (ask.fps !== this.asked.fps) this.source.limit(ask.fps);
    this.asked.fps = ask.fps;
    if (ask.long_side >= this.asked.long_side || !BEFORE.has(this.status.stage)) return;
    this.asked.long_side = ask.long_side;
    this.fit();
  }

  /* A new picture: the newest waits for its turn, an older one that waited is forgotten. */
  take(picture, fullWidth, fullHeight, time) {
    const { width, height } = this.canvas;
    const scale = Math.min(width / fullWidth, height / fullHeight); // a phone may be turned meanwhile
    const [w, h] = [fullWidth * scale, fullHeight * scale];
    if (this.source.live && !this.isDue(time)) return;
    if (w < width - 1 || h < height - 1) this.picture.clearRect(0, 0, width, height);
    this.picture.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
    this.newest = time;
    this.forward();
  }

  /* Whether a picture's turn has come, so that in the long run there are as many as were asked for. */
  isDue(time) {
    const step = 1000 / this.asked.fps;
    if (time < this.due - EARLY * step) return false;
    this.due = Math.max((this.due ?? time) + step, time);
    return true;
  }

  forward() {
    if (this.newest == null || this.encoding || !this.connection.ready) return;
    const time = this.newest;
    this.newest = null;
    this.encoding = true;
    this.canvas.toBlob((jpeg) => {
      this.encoding = false;
      if (!jpeg || this.closed) return;
      if (this.connection.ready) this.connection.send(time, jpeg);
      else if (this.newest == null) this.newest = time; // the line broke meanwhile: the same picture later
      this.forward();
    }, "image/jpeg", QUALITY);
  }

  /* -- what the connection tells -- */

  answered(message, roundTrip) {
    const { type, status, scene, say = [], ask } = message;
    if (ask) this.slow(ask);
    for (const line of say) {
      this.said = [...(this.said ?? []), line.text];
      this.voice.say(line);
    }
    if (status) this.show(status);
    if (type === "frame" && !message.dropped) {
      this.stage.scene(scene, this.status);
      this.measure(roundTrip);
    }
    this.forward();
    if (roundTrip != null) this.source.answered();
    if (type === "done") this.finish(message);
  }

  broken() {
    if (!this.trouble) this.trip("server");
  }

  back() {
    if (["server", "token"].includes(this.trouble)) this.recover();
    else if (this.trouble) this.connection.tell({ type: "pause" });
    this.source.answered(); // it never will be
  }

  /* The page has a new token: the server was started again. */
  readmitted() {
    clearInterval(this.renewal);
    if (["server", "token"].includes(this.trouble)) this.connection.reopen();
  }

  refused(code, text) {
    this.trip(code, { title: "I cannot start this set", text, buttons: ["leave"] });
    // After a restart the page knows no new token before it is asked to look for one.
    if (code === "token" && !this.closed) this.renewal = setInterval(this.renew, RENEW_MS);
  }

  /* -- what the person sees -- */

  show(status) {
    this.status = status;
    this.stage.status(status);
  }

  measure(roundTrip) {
    const now = performance.now();
    this.answers = [...this.answers.filter((at) => now - at < 2000), now];
    this.roundTrips = [...this.roundTrips.slice(-59), roundTrip];
    if (now - (this.ratedAt ?? 0) < 500) return;
    this.ratedAt = now;
    const seconds = Math.max(0.5, (now - this.answers[0]) / 1000);
    const here = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    const where = here ? "Stays on this computer" : `Goes to ${location.hostname} only`;
    const rate = Math.round((this.answers.length - 1) / seconds);
    this.stage.rate(`${rate} fps, ${Math.round(median(this.roundTrips))} ms. ${where}`);
  }

  /* Something outside the exercise went wrong: stop the clock and say so. */
  trip(code, trouble = TROUBLE[code]) {
    if (this.closed || this.result || this.trouble === code) return;
    this.trouble = code;
    this.connection.tell({ type: "pause" });
    const text = typeof trouble.text === "function" ? trouble.text(counted(this.status)) : trouble.text;
    this.stage.settle({ ...trouble, text });
    if (trouble.say) this.voice.say({ text: trouble.say, kind: "info", beep: "warn", interrupts: true });
  }

  recover() {
    this.trouble = null;
    this.stage.settle(null);
  }

  visibility() {
    if (document.hidden) {
      if (!this.trouble && this.connection.started) this.trip("hidden");
    } else {
      this.shownAt = performance.now();
      if (this.trouble === "hidden") this.press("resume");
    }
  }

  /* -- what the person presses -- */

  press(name) {
    const { connection, voice } = this;
    if (name === "mute") {
      voice.set({ muted: !voice.settings.muted });
      this.stage.muted(voice.settings.muted);
    } else if (name === "pause") {
      const paused = this.trouble || this.status.stage === "paused";
      if (paused) this.press("resume");
      else connection.tell({ type: "pause" });
    } else if (name === "resume") {
      if (this.trouble && !["hidden", "asleep"].includes(this.trouble)) return;
      this.recover();
      connection.tell({ type: "resume" });
    } else if (name === "skip" || name === "hurts") {
      connection.tell({ type: name });
    } else if (name === "again") {
      this.film();
    } else if (name === "end") {
      this.end();
    } else if (name === "leave" || name === "clip") {
      this.leave({ wants: name === "clip" ? "clip" : null });
    }
  }

  /* Ask for the summary; leave without it when nobody answers. */
  end() {
    if (this.result || !this.connection.started) {
      this.leave({});
      return;
    }
    this.connection.tell({ type: "stop" });
  }

  finish({ summary, recording, status }) {
    this.result = { summary, recording, said: this.said ?? [], stage: status?.stage ?? "done" };
    this.source.close();
    this.stage.settle(null);
    this.stage.over();
    this.connection.close();
    // After "it hurts" the words stay until the person is ready to look.
    if (status?.stage !== "stopped") this.linger = setTimeout(() => this.leave({}), LINGER_MS);
  }

  leave({ wants = null }) {
    if (this.closed) return;
    this.close();
    this.ended(this.result ?? null, wants);
  }

  close() {
    this.closed = true;
    this.release?.();
    clearInterval(this.renewal);
    clearTimeout(this.linger);
    document.removeEventListener("visibilitychange", this.hide);
    navigator.mediaDevices?.removeEventListener("devicechange", this.plugged);
    this.connection.close();
    this.source.close();
    this.stage.close();
  }
}

/* Hold the browser's one place for a live set; `hold` gets what gives it back. */
function onlyHere(hold) {
  const signal = AbortSignal.timeout(FREED_MS);
  return new Promise((answer) => {
    navigator.locks.request("formcheck.live", { signal }, () => {
      answer(true);
      return new Promise(hold);
    }).catch(() => answer(false));
  });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
