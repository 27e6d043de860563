/* The camera: choosing it, opening it, losing it. */

const KEPT = "formcheck.camera";
const WANTED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 60 } };
const SLEPT_MS = 4000; // a picture so late: the computer slept, or the camera hung

/* Why there is no picture; `code` is a key of TROUBLE in words.js. */
export class CameraError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const CODES = {
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing",
  OverconstrainedError: "missing", NotReadableError: "in_use", AbortError: "in_use",
};

/* The cameras there are; without names before the person has allowed one. */
export async function cameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
}

export function chosenCamera() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function chooseCamera(id) {
  try {
    localStorage.setItem(KEPT, id);
  } catch { /* not kept between visits then */ }
}

/* A camera as a source of pictures.

`onLost(code)` is called when it ends or falls silent, `onFrame(picture, width, height, timeMs)` for each. */
export class Camera {
  constructor(video) {
    this.video = video;
    this.inFlight = 2; // one on its way while one is being looked at
    this.live = true;
  }

  async open(onLost) {
    this.close();
    this.stream = await request(chosenCamera());
    const [track] = this.stream.getVideoTracks();
    track.onended = () => this.stream && onLost("unplugged");
    track.onmute = () => this.stream && onLost("silent");
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  start(onFrame, onGap) {
    let last = -Infinity;
    const { stream, video } = this;
    const next = (now, { captureTime, presentationTime }) => {
      if (this.stream !== stream) return;
      video.requestVideoFrameCallback(next);
      const time = captureTime ?? presentationTime ?? now;
      if (time - last > SLEPT_MS && last > 0) onGap(time - last);
      last = time;
      onFrame(video, video.videoWidth, video.videoHeight, time);
    };
    video.requestVideoFrameCallback(next);
  }

  /* Ask the camera itself for fewer pictures: those that nobody looks at cost time too. */
  limit(fps) {
    const [track] = this.stream?.getVideoTracks() ?? [];
    track?.applyConstraints({ ...WANTED, frameRate: { max: fps } }).catch(() => {});
  }

  /* A camera needs no answers to give the next picture. */
  answered() {}

  close() {
    const { stream } = this;
    this.stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }
}

async function request(id) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraError(globalThis.isSecureContext ? "missing" : "insecure");
  }
  const ask = (video) => navigator.mediaDevices.getUserMedia({ video, audio: false });
  try {
    if (!id) return await ask(WANTED);
    // The one chosen last time may be gone: any other is better than none.
    return await ask({ ...WANTED, deviceId: { exact: id } }).catch((error) => {
      if (CODES[error.name] === "missing") return ask(WANTED);
      throw error;
    });
  } catch (error) {
    throw new CameraError(CODES[error.name] ?? "missing");
  }
}
