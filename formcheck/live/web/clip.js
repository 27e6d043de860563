/* A film in place of a camera: picture by picture, at most as fast as it was filmed.

The next picture comes when the one before was answered, so that every machine, however slow, looks
at the same pictures. */

export class Clip {
  constructor(video, { url, fps, pictures }) {
    Object.assign(this, { video, url, fps, pictures });
    this.mirrored = false;
  }

  async open() {
    this.video.src = this.url;
    await new Promise((ready, fail) => {
      this.video.onloadeddata = ready;
      this.video.onerror = () => fail(Object.assign(new Error("clip"), { code: "clip" }));
    });
  }

  start(onFrame, _onGap, onEnd) {
    Object.assign(this, { onFrame, onEnd, next: 0, began: performance.now(), running: true });
    this.step();
  }

  async step() {
    const number = this.next;
    if (!this.running || number < 0) return;
    if (number >= this.pictures) {
      this.running = false;
      this.onEnd();
      return;
    }
    this.next = -1; // until the answer
    const shownAt = this.began + (1000 * number) / this.fps;
    await wait(shownAt - performance.now());
    await this.seek(number);
    if (!this.running) return;
    this.number = number;
    this.onFrame(this.video, Math.round((1000 * number) / this.fps)); // as the film itself has it [ms]
  }

  answered() {
    if (this.next >= 0 || this.number === undefined) return;
    this.next = this.number + 1;
    this.number = undefined;
    this.step();
  }

  seek(number) {
    const time = (number + 0.5) / this.fps;
    const seeked = new Promise((done) => { this.video.onseeked = done; });
    this.video.currentTime = time;
    return seeked;
  }

  close() {
    this.running = false;
    this.video.onseeked = this.video.onloadeddata = this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
  }
}

function wait(ms) {
  return new Promise((done) => { setTimeout(done, Math.max(0, ms)); });
}
