/* Says lines aloud, with beeps; never keeps a backlog, and is content with beeps where there is no voice.

What a line may do to the one being said was decided elsewhere: `interrupts` stops it, a count
replaces a count, a second of a countdown the second before it; any other line that comes too early
waits, and only the newest of them. */

const KEPT = "formcheck.voice";
const TONES = { // [Hz, s from now, s long]
  tick: [[880, 0, 0.07]],
  good: [[660, 0, 0.1], [990, 0.11, 0.14]],
  warn: [[330, 0, 0.16], [330, 0.22, 0.16]],
  done: [[523, 0, 0.14], [659, 0.16, 0.14], [784, 0.32, 0.3]],
};
const WORDLESS = { count: "tick", hold: "tick", cue: "warn", setup: "warn", praise: "good", info: "tick", stop: "warn" };
const NUMBERS = new Set(["count", "hold"]);
const LONGEST_MS = 12000; // some browsers never tell that an utterance ended

export class Voice {
  constructor(synth = globalThis.speechSynthesis) {
    this.synth = synth;
    this.settings = { muted: false, voice: null, rate: 1, ...read() };
    this.current = this.waiting = null;
    this.broken = !synth;
  }

  /* The voices that speak English, those on this computer first; none is sent text over the network. */
  voices() {
    const all = this.synth?.getVoices() ?? [];
    const english = all.filter((voice) => voice.lang.toLowerCase().startsWith("en") && voice.localService);
    return english.length ? english : all.filter((voice) => voice.localService);
  }

  /* Whether lines are spoken; if not there are beeps and the words on the screen. */
  get speaks() {
    return !this.broken && this.voices().length > 0;
  }

  set(changes) {
    Object.assign(this.settings, changes);
    write(this.settings);
    if (this.settings.muted) this.silence();
  }

  /* Wake the sound while the person presses a button: browsers let no page make noise before. */
  wake() {
    if (!this.audio && globalThis.AudioContext) this.audio = new AudioContext();
    this.audio?.resume();
    this.broken = !this.synth;
  }

  say(line) {
    if (this.settings.muted) return;
    if (line.beep || !this.speaks) this.beep(line.beep ?? WORDLESS[line.kind]);
    if (!line.text || !this.speaks) return;
    const stale = NUMBERS.has(line.kind) && this.current?.kind === line.kind;
    const replaces = line.interrupts || stale;
    if (this.current && !replaces) {
      this.waiting = line;
      return;
    }
    this.waiting = null;
    if (this.current) this.synth.cancel();
    this.utter(line);
  }

  utter(line) {
    const words = new SpeechSynthesisUtterance(line.text);
    const chosen = this.voices().find((voice) => voice.voiceURI === this.settings.voice);
    words.voice = chosen ?? this.voices()[0];
    words.lang = words.voice?.lang ?? "en";
    words.rate = this.settings.rate;
    this.current = line;
    clearTimeout(this.timer);
    const over = () => this.current === line && this.next();
    words.onend = over;
    words.onerror = ({ error }) => {
      if (error === "canceled" || error === "interrupted") return over();
      this.broken = true; // from here on the words on the screen, and a beep for each
      this.beep(WORDLESS[line.kind]);
      return over();
    };
    this.timer = setTimeout(over, LONGEST_MS);
    this.synth.speak(words);
  }

  next() {
    clearTimeout(this.timer);
    const line = this.waiting;
    this.current = this.waiting = null;
    if (line) this.utter(line);
  }

  silence() {
    clearTimeout(this.timer);
    this.current = this.waiting = null;
    this.synth?.cancel();
  }

  beep(name) {
    const { audio } = this;
    if (!name || this.settings.muted || audio?.state !== "running") return;
    for (const [hertz, from, length] of TONES[name] ?? []) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const start = audio.currentTime + from;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.0001, start); // ramps, so that nothing clicks
      volume.gain.exponentialRampToValueAtTime(0.2, start + 0.01);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + length);
    }
  }

  close() {
    this.silence();
    this.audio?.close();
    this.audio = null;
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // nothing kept, or storage is switched off
  }
}

function write(settings) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(settings));
  } catch { /* not kept between visits then */ }
}
