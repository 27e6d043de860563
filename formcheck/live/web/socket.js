/* The way to the engine and back: pictures up, answers down, and coming back after an interruption. */

const BACK_OFF_MS = [300, 700, 1500, 3000, 5000];
const SILENT_MS = 15000; // no answer for so long: the line is dead, whatever it says
const PASSING = new Set(["bad_frame", "server"]); // after any other error trying again would not help

/* One set's connection, with at most `inFlight` pictures that have no answer yet.

`listener` has `answered(message, roundTripMs)`, `broken()`, `back()`, `refused(code, text)`. */
export class Connection {
  constructor(address, start, inFlight, listener) {
    Object.assign(this, { address, start, inFlight, listener });
    this.sentAt = [];
    this.attempt = 0;
    this.over = false;
  }

  open() {
    const socket = new WebSocket(this.address());
    this.socket = socket;
    this.sentAt = [];
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.tell({ ...this.start, ...(this.set ? { continues: this.set } : {}) });
    socket.onmessage = ({ data }) => socket === this.socket && this.read(JSON.parse(data));
    socket.onclose = () => socket === this.socket && this.lost();
    this.heard();
  }

  get ready() {
    return this.started && this.socket?.readyState === WebSocket.OPEN && this.sentAt.length < this.inFlight;
  }

  /* Send one picture, taken at `timeMs` on the clock of its source. */
  send(timeMs, jpeg) {
    const head = new DataView(new ArrayBuffer(8));
    head.setFloat64(0, timeMs, true);
    this.sentAt.push(performance.now());
    this.socket.send(new Blob([head.buffer, jpeg]));
  }

  tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  read(message) {
    this.heard();
    const { type, code, text } = message;
    let roundTrip = null;
    if (type === "frame" || code === "bad_frame") roundTrip = performance.now() - this.sentAt.shift();
    if (type === "error" && code !== "bad_frame") {
      if (PASSING.has(code)) return; // the line is closed next, and opened again
      this.close();
      this.listener.refused(code, text);
      return;
    }
    this.set = message.set ?? this.set;
    if (!this.started) {
      this.started = true;
      if (this.attempt) this.listener.back();
      this.attempt = 0;
    }
    if (type === "done") this.over = true;
    this.listener.answered(message, roundTrip);
  }

  heard() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (this.sentAt.length || !this.started) this.socket.close();
      else this.heard();
    }, SILENT_MS);
  }

  lost() {
    clearTimeout(this.silence);
    this.started = false;
    if (this.over) return;
    this.listener.broken();
    const pause = BACK_OFF_MS[Math.min(this.attempt, BACK_OFF_MS.length - 1)];
    this.attempt += 1;
    this.retry = setTimeout(() => this.open(), pause);
  }

  /* Begin anew at once, where the address has changed. */
  reopen() {
    this.close();
    this.over = false;
    this.started = false;
    this.attempt = Math.max(1, this.attempt);
    this.open();
  }

  /* End for good; what was told before still arrives. */
  close() {
    this.over = true;
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.socket?.close(1000);
  }
}
