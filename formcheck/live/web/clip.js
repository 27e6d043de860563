/* A film in place of a camera.

It plays as it was filmed where the engine keeps up, and stands still where it does not: every
picture is sent, once and in order, so that every machine, however slow, judges the same film. */

const STALLED_MS = 1000; // a play and a pause may cross; after so long the picture is asked for again

export class Clip {
  constructor(video, { url, fps, pictures }) {
    Object.assign(this, { video, url, fps, pictures });
    this.inFlight = 1;
    this.live = false;
  }

  async open() {
    if (!globalThis.VideoFrame) throw Object.assign(new Error("clip"), { code: "clip" });
    this.video.src = this.url;
    await new Promise((ready, fail) => {
      this.video.onloadeddata = ready;
      this.video.onerror = () => fail(Object.assign(new Error("clip"), { code: "clip" }));
    });
  }

  start(onFrame, _onGap, onEnd) {
    Object.assign(this, { onFrame, onEnd, next: 0, waits: false, running: true });
    this.video.onended = () => !this.waits && this.look();
    this.video.onseeked = () => this.look(); // to the picture that is shown already, nothing else tells
    this.stalls = setInterval(() => this.nudge(), STALLED_MS);
    this.watch();
    this.seek();
  }

  watch() {
    this.video.requestVideoFrameCallback(() => {
      if (!this.running) return;
      this.watch();
      this.look();
    });
  }

  /* Take the picture that is shown if its turn has come; go back for one that was missed. */
  look() {
    if (!this.running || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const picture = this.picture();
    if (!picture) return;
    const shown = Math.round((picture.timestamp * this.fps) / 1e6);
    if (this.waits || this.next >= this.pictures) {
      if (shown >= this.next) this.video.pause();
    } else if (shown === this.next) {
      const time = Math.round((1000 * this.next) / this.fps); // as the film itself has it [ms]
      this.next += 1;
      this.waits = true;
      this.onFrame(picture, picture.displayWidth, picture.displayHeight, time);
      if (this.next < this.pictures) this.play();
    } else if (shown > this.next || this.video.ended) {
      this.video.pause();
      this.seek();
    } else {
      this.play();
    }
    picture.close();
  }

  /* The picture that is shown, which knows which it is: the film may have gone on. None for a moment
  after a seek, which the state does not tell; the next picture or a nudge looks again. */
  picture() {
    try {
      return new VideoFrame(this.video);
    } catch {
      return null;
    }
  }

  /* The picture on its way was answered, or is lost together with its answer. */
  answered() {
    this.waits = false;
    if (!this.running) return;
    if (this.next < this.pictures) {
      this.look();
    } else {
      this.running = false;
      clearInterval(this.stalls);
      this.onEnd();
    }
  }

  /* Ask again for a picture that has not come. */
  nudge() {
    if (!this.waits && this.next === this.stoodAt) this.seek();
    this.stoodAt = this.next;
  }

  seek() {
    this.video.currentTime = (this.next + 0.5) / this.fps;
  }

  play() {
    if (this.video.paused) this.video.play().catch(() => {}); // a pause may come first
  }

  close() {
    this.running = false;
    clearInterval(this.stalls);
    this.video.onended = this.video.onseeked = this.video.onloadeddata = this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
  }
}
