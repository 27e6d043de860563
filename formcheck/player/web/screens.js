/* What the skeleton is laid over: the film, or, where there is none, a figure drawn from its outline.

Both keep time, and tell the time [s] of each picture they show to `onpicture`. */

const FIGURE = "#4B645A";
const STAGE = "#0C1311";

export class FilmScreen {
  /* `video` is in the page already; rejects if the browser cannot play the film. */
  static async open(video, url, onpicture) {
    const screen = new FilmScreen(video, onpicture);
    await new Promise((ready, fail) => {
      video.onloadeddata = () => (video.videoWidth ? ready() : fail(new Error("no picture")));
      video.onerror = () => fail(new Error("cannot be played"));
      video.src = url;
    });
    screen.watch();
    return screen;
  }

  constructor(video, onpicture) {
    Object.assign(this, { video, onpicture });
  }

  watch() {
    const { video } = this;
    const told = (_now, { mediaTime }) => {
      this.onpicture(mediaTime);
      this.handle = video.requestVideoFrameCallback(told);
    };
    if (video.requestVideoFrameCallback) this.handle = video.requestVideoFrameCallback(told);
    else video.ontimeupdate = () => this.onpicture(video.currentTime);
    video.onended = () => this.onended?.();
  }

  get playing() {
    return !this.video.paused && !this.video.ended;
  }

  get size() {
    return [this.video.videoWidth, this.video.videoHeight];
  }

  play(rate) {
    this.video.playbackRate = rate;
    return this.video.play().catch(() => {}); // a pause that comes too soon rejects it
  }

  pause() {
    this.video.pause();
  }

  seek(_i, t) {
    this.video.currentTime = t;
  }

  rate(rate) {
    this.video.playbackRate = rate;
  }

  paint() {} // the film paints itself

  close() {
    this.video.cancelVideoFrameCallback?.(this.handle);
    this.video.onended = this.video.onerror = this.video.onloadeddata = null;
    this.video.removeAttribute("src");
    this.video.load();
  }
}

export class FigureScreen {
  constructor(canvas, scenes, outlines, onpicture) {
    Object.assign(this, { context: canvas.getContext("2d"), scenes, outlines, onpicture });
    this.window = scenes.window();
    this.time = scenes.t[0];
    this.playing = false;
    this.speed = 1;
  }

  get size() {
    const [left, top, right, bottom] = this.window;
    return [right - left, bottom - top];
  }

  async play(rate) {
    this.speed = rate;
    this.playing = true;
    let before = performance.now();
    const step = (now) => {
      if (!this.playing) return;
      this.time += (this.speed * Math.max(0, now - before)) / 1000;
      before = now;
      if (this.time >= this.scenes.t.at(-1)) {
        this.time = this.scenes.t.at(-1);
        this.playing = false;
      }
      this.onpicture(this.time);
      if (this.playing) this.handle = requestAnimationFrame(step);
      else this.onended?.();
    };
    this.handle = requestAnimationFrame(step);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.handle);
  }

  seek(i) {
    this.time = this.scenes.t[i];
    this.onpicture(this.time);
  }

  rate(rate) {
    this.speed = rate;
  }

  paint(i) {
    paintFigure(this.context, this.outlines[i], this.window);
  }

  close() {
    this.pause();
  }
}

/* Fill the outline of a body over the whole canvas, as the window shows it. */
export function paintFigure(context, polygons, [left, top, right, bottom]) {
  const { width, height } = context.canvas;
  context.fillStyle = STAGE;
  context.fillRect(0, 0, width, height);
  const [sx, sy] = [width / (right - left), height / (bottom - top)];
  context.fillStyle = FIGURE;
  context.beginPath();
  for (const flat of polygons || []) {
    for (let k = 0; k < flat.length; k += 2) {
      const [x, y] = [sx * (flat[k] - left), sy * (flat[k + 1] - top)];
      if (k) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    context.closePath();
  }
  context.fill();
}
