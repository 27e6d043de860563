/* The component in the page: camera, voice and Start; a set then opens over everything.

Streamlit calls `mount` again at every rerun, so all state hangs on the root node. */

import { cameras, chooseCamera, chosenCamera } from "./camera.js";
import { icon } from "./icons.js";
import { Lesson } from "./lesson.js";
import { escape } from "./readouts.js";
import { Voice } from "./voice.js";

const RATES = [[0.8, "Slower"], [1, "Usual"], [1.2, "Faster"]];
const TEST_LINE = { text: "Hips a little higher.", kind: "cue", beep: null, interrupts: true };

const AFTER = "Then no hands needed: I talk you through it.";

const PANEL = `
<button class="start">${icon("play")}<span>Start</span></button>
<p class="after"></p>
<button class="demo">${icon("camera")}<span>No camera? Try it with a sample clip</span></button>
<div class="choices">
  <label>Camera<select class="camera"></select></label>
  <label>Voice<select class="voice"></select></label>
  <label>Speed<select class="speed"></select></label>
  <button class="try">${icon("speech")}<span>Hear it</span></button>
  <label class="switch"><input type="checkbox" class="aloud"><span>Speak aloud</span></label>
</div>
<p class="voiceless" role="status" hidden>This browser has no voice of its own: I beep, and write in large letters.</p>`;

export function mount({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".formcheck");
  root.formcheck ??= new Panel(root);
  root.formcheck.update(data, setStateValue);
  return () => root.formcheck.close();
}

class Panel {
  constructor(root) {
    this.root = root;
    this.voice = new Voice();
    root.innerHTML = PANEL;
    this.find(".start").onclick = () => this.begin(null);
    this.find(".demo").onclick = () => this.begin(this.data.clip);
    this.find(".camera").onchange = ({ target }) => chooseCamera(target.value);
    this.find(".voice").onchange = ({ target }) => this.voice.set({ voice: target.value });
    this.find(".speed").onchange = ({ target }) => this.voice.set({ rate: Number(target.value) });
    this.find(".aloud").onchange = ({ target }) => this.voice.set({ muted: !target.checked });
    this.find(".try").onclick = () => {
      this.voice.wake();
      this.voice.say(TEST_LINE);
    };
    this.refresh = () => this.choices();
    this.voice.synth?.addEventListener("voiceschanged", this.refresh);
    navigator.mediaDevices?.addEventListener("devicechange", this.refresh);
    this.refresh();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  update(data, setStateValue) {
    const before = this.data;
    Object.assign(this, { data, setStateValue });
    const renewed = before && before.token !== data.token;
    // Whoever chose another exercise, far down the page, wants to start it.
    if (before && before.start.exercise !== data.start.exercise) this.find(".start").focus();
    if (renewed) this.lesson?.readmitted();
    this.find(".demo").hidden = !data.clip;
    this.find(".after").textContent = `${data.amount} ${AFTER}`.trim();
  }

  /* Offer what there is: voices come late, cameras come and go. */
  async choices() {
    const { voice } = this;
    const voices = voice.voices();
    options(this.find(".voice"), voices.map((one) => [one.voiceURI, one.name]), voice.settings.voice);
    options(this.find(".speed"), RATES, voice.settings.rate);
    this.find(".aloud").checked = !voice.settings.muted;
    this.find(".voiceless").hidden = voice.speaks;
    for (const name of [".voice", ".speed"]) this.find(name).parentElement.hidden = !voice.speaks;
    this.find(".try").hidden = !voice.speaks;
    const found = await cameras();
    const names = found.map((one, i) => [one.deviceId, one.label || `Camera ${i + 1}`]);
    options(this.find(".camera"), names, chosenCamera());
    this.find(".camera").parentElement.hidden = found.length < 2;
  }

  begin(clip) {
    if (this.lesson) return;
    this.voice.wake();
    const { start } = this.data;
    const set = {
      start: { ...start, type: "start", demo: clip?.name ?? null },
      address: () => this.address(),
      clip,
      voice: this.voice,
      renew: () => this.setStateValue("asked", Date.now()), // lets the page run again
    };
    this.lesson = new Lesson(this.root, set, (result, wants) => this.ended(result, wants));
    this.lesson.begin();
  }

  /* With the page's own token: a new one after the server came back. */
  address() {
    const base = new URL(`${this.data.base}/formcheck/live`, location.origin);
    base.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    base.searchParams.set("token", this.data.token);
    return base;
  }

  ended(result, wants) {
    this.lesson = null;
    this.refresh();
    if (wants === "clip") {
      this.begin(this.data.clip);
      return;
    }
    if (result) this.setStateValue("result", result);
    this.find(".start").focus();
  }

  close() {
    this.lesson?.close();
    this.voice.synth?.removeEventListener("voiceschanged", this.refresh);
    navigator.mediaDevices?.removeEventListener("devicechange", this.refresh);
    this.voice.close();
    delete this.root.formcheck;
  }
}

function options(select, pairs, chosen) {
  const html = pairs.map(([value, name]) => `<option value="${escape(value)}"${String(value) === String(chosen) ? " selected" : ""}>${escape(name)}</option>`).join("");
  if (select.innerHTML !== html) select.innerHTML = html;
}
