/* The scenes of a clip, unpacked one at a time; formcheck/player/track.py packed them. */

const STATES = { g: "good", f: "fault", u: "unsure" };

export class Scenes {
  constructor(track) {
    this.track = track;
    this.t = track.t;
    this.size = track.size;
  }

  get count() {
    return this.t.length;
  }

  /* The frame whose time lies nearest to `t` [s]; times may be spaced unevenly. */
  nearest(t) {
    let [low, high] = [0, this.t.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.t[middle] < t) low = middle + 1;
      else high = middle;
    }
    return low > 0 && t - this.t[low - 1] <= this.t[low] - t ? low - 1 : low;
  }

  /* A time well inside frame `i`, so that a film shows that picture and not its neighbour. */
  inside(i) {
    const next = this.t[i + 1] ?? this.t[i] + 1 / 30;
    return this.t[i] + 0.4 * (next - this.t[i]);
  }

  /* The scene of frame `i` as overlay.js paints it, seen through a window; null where nobody is. */
  at(i, [left, top, right, bottom] = [0, 0, ...this.size]) {
    const row = this.track.frames[i];
    if (!row) return null;
    const { px, parts, chains, texts } = this.track;
    const [xy, lines, joints, back, own, target, tag, box] = row;
    const points = (flat) => {
      const found = [];
      for (let k = 0; k < flat.length; k += 2) found.push([flat[k] / px - left, flat[k + 1] / px - top]);
      return found;
    };
    const place = Object.fromEntries(points(xy).map((at, k) => [parts[k], at]));
    const links = chains.flatMap((chain) => chain.slice(1).map((part, k) => [chain[k], part]));
    const [from, to, start, tip] = target ? points(target) : [];
    return {
      size: [right - left, bottom - top],
      lines: links.map(([a, b], k) => ({ parts: [a, b], at: [place[a], place[b]], state: STATES[lines[k]] })),
      joints: parts.map((part, k) => ({ part, at: place[part], state: STATES[joints[k]] })),
      back: { at: back.length > 1 ? points(back.slice(1)) : [place.HIP, place.SHOULDER], state: STATES[back[0]] },
      own_back: own ? points(own) : null,
      target: target ? { at: [from, to], arrow: [start, tip] } : null,
      tag: tag ? { text: texts[tag[0]], at: points(tag.slice(1))[0], state: "fault" } : null,
      box: box ? points(box).flat() : null,
    };
  }

  /* The window in which all of the body is seen in every frame, with some room around it [px]. */
  window() {
    const boxes = this.track.frames.filter((row) => row && row[7]).map((row) => row[7].map((v) => v / this.track.px));
    if (!boxes.length) return [0, 0, ...this.size];
    const [width, height] = this.size;
    const room = 0.06 * Math.max(width, height);
    let [left, top, right, bottom] = [0, 1, 2, 3].map((side) => {
      const sorted = boxes.map((box) => box[side]).sort((a, b) => a - b);
      return sorted[Math.round((sorted.length - 1) * (side < 2 ? 0.01 : 0.99))];
    });
    [left, top, right, bottom] = [left - room, top - room, right + room, bottom + room];
    const lacking = Math.max(0, (right - left) / 1.9 - (bottom - top)) / 2; // no flatter strip than this
    return [left, top - lacking, right, bottom + lacking];
  }
}
