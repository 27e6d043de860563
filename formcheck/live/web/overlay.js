/* Paints a scene, which formcheck/pictures/scene.py made, over a picture of the person.

Good is a solid line with round joints, a fault a thick one with a triangle, what cannot be judged a
dotted one with hollow squares: never by colour alone. Widths are px of a picture whose longer side
is 960 px; every line has a dark casing. The same file serves the live view and the replay. */

export const COLOURS = {
  stage: "#0C1311", white: "#FFFFFF", good: "#7CE8D0", fault: "#FFB657", unsure: "#CDD2F5",
};
const FONT = '"Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Liberation Sans", Arial, sans-serif';
const WIDTHS = { good: 6, fault: 11, unsure: 5 };
const BACK = 12;
const CASING = 2.5;
const PHONE_LINES = 1.5; // a picture 360 px wide shows 6 px of 960 as two: too thin

/* Paint `scene` over the whole canvas of `context`, whatever the canvas's size; null clears it.

`mirrored` flips it left to right, words excepted; `phone` drops words and thickens lines;
`setup` shows the box around the body in place of the body. */
export function paint(context, scene, { mirrored = false, phone = false, setup = false } = {}) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  if (!scene) return;
  const pen = penFor(context, scene.size, mirrored, phone);
  if (setup) {
    if (scene.box) drawBox(pen, scene);
    return;
  }
  for (const state of ["unsure", "good", "fault"]) { // what matters most lies on top
    for (const line of scene.lines) if (line.state === state) limb(pen, line.at, state);
  }
  if (scene.back) drawBack(pen, scene.back);
  if (scene.own_back) dots(pen, scene.own_back, COLOURS.white, 5);
  if (scene.target) dashes(pen, scene.target.at);
  for (const joint of scene.joints) drawJoint(pen, joint);
  if (scene.target?.arrow) drawArrow(pen, scene.target.arrow);
  if (scene.tag && !phone) drawTag(pen, scene.tag, scene.target?.arrow?.[1]);
}

/* Paint the corner brackets that stand for "I cannot see you". */
export function paintLost(context, { phone = false } = {}) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const pen = penFor(context, [width, height], false, phone);
  const inset = 0.08 * Math.min(width, height);
  corners(pen, [inset, inset, width - inset, height - inset], COLOURS.white, 1.6 * inset);
}

/* What to draw with: the context, px per px of a 960 px picture, and where points of the frame lie. */
function penFor(context, [frameWidth, frameHeight], mirrored, phone) {
  const { width, height } = context.canvas;
  const px = Math.max(width, height) / 960;
  const [sx, sy] = [width / frameWidth, height / frameHeight];
  const place = ([x, y]) => [mirrored ? width - sx * x : sx * x, sy * y];
  Object.assign(context, { lineCap: "round", lineJoin: "round" });
  return { context, px, line: phone ? PHONE_LINES * px : px, place };
}

function trace({ context }, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
}

function stroke({ context }, colour, width, alpha = 1) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  context.stroke();
  context.globalAlpha = 1;
}

/* A solid line of the frame, cased. */
function solid(pen, points, colour, width) {
  trace(pen, points.map(pen.place));
  stroke(pen, COLOURS.stage, (width + 2 * CASING) * pen.line, 0.75);
  stroke(pen, colour, width * pen.line);
}

/* A line of cased dots, `width` wide. */
function dots(pen, points, colour, width) {
  trace(pen, points.map(pen.place));
  pen.context.setLineDash([0.01, 2.8 * width * pen.line]);
  stroke(pen, COLOURS.stage, (width + 1.6 * CASING) * pen.line, 0.75);
  stroke(pen, colour, width * pen.line);
  pen.context.setLineDash([]);
}

function dashes(pen, points) {
  trace(pen, points.map(pen.place));
  pen.context.lineCap = "butt";
  stroke(pen, COLOURS.stage, 9 * pen.line, 0.6);
  pen.context.setLineDash([14 * pen.line, 12 * pen.line]);
  stroke(pen, COLOURS.white, 4.5 * pen.line);
  pen.context.setLineDash([]);
  pen.context.lineCap = "round";
}

function limb(pen, points, state) {
  if (state === "unsure") dots(pen, points, COLOURS.unsure, WIDTHS.unsure);
  else solid(pen, points, COLOURS[state], WIDTHS[state]);
}

function drawBack(pen, { at, state }) {
  if (state === "unsure") dots(pen, at, COLOURS.unsure, WIDTHS.unsure);
  else solid(pen, at, COLOURS[state], BACK);
  // A contour has no joint that could carry the triangle.
  if (state === "fault" && at.length > 2) drawJoint(pen, { at: at[at.length >> 1], state });
}

function drawJoint(pen, { at, state }) {
  const [x, y] = pen.place(at);
  const { context, line } = pen;
  context.beginPath();
  if (state === "good") context.arc(x, y, 9 * line, 0, 2 * Math.PI);
  else if (state === "unsure") context.rect(x - 8 * line, y - 8 * line, 16 * line, 16 * line);
  else trace(pen, [[x, y - 20 * line], [x + 22 * line, y + 17 * line], [x - 22 * line, y + 17 * line]]);
  context.closePath();
  if (state === "unsure") stroke(pen, COLOURS.stage, 7 * line, 0.75);
  context.fillStyle = state === "unsure" ? COLOURS.stage : COLOURS[state];
  context.fill();
  stroke(pen, state === "unsure" ? COLOURS.unsure : COLOURS.stage, 3.5 * line);
}

/* From where a joint is to where it should go. */
function drawArrow(pen, [from, to]) {
  const [[x0, y0], [x1, y1]] = [pen.place(from), pen.place(to)];
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!length) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [back, wide] = [22 * pen.line, 20 * pen.line];
  const wing = (side) => [x1 - back * ux - side * wide * uy, y1 - back * uy + side * wide * ux];
  const start = [x0 + 22 * pen.line * ux, y0 + 22 * pen.line * uy]; // clear of the triangle
  for (const [colour, width] of [[COLOURS.stage, 17], [COLOURS.fault, 9]]) {
    if (length > 34 * pen.line) {
      trace(pen, [start, [x1, y1]]);
      stroke(pen, colour, width * pen.line);
    }
    trace(pen, [wing(1), [x1, y1], wing(-1)]);
    stroke(pen, colour, width * pen.line);
  }
}

/* A word beside a point, clear of the arrow that goes to `tip`. */
function drawTag(pen, { text, at, state }, tip = at) {
  const { context, px } = pen;
  context.font = `650 ${32 * px}px ${FONT}`;
  context.textBaseline = "middle";
  const mark = state === "good" ? 0 : 44 * px;
  const [w, h] = [context.measureText(text).width + mark + 32 * px, 50 * px];
  const [left, top] = pen.place([at[0], Math.min(at[1], tip[1])]);
  const [x, y] = beside(context.canvas, left, top, w, h, px);
  context.fillStyle = "rgba(12, 19, 17, .88)";
  context.beginPath();
  context.roundRect(x, y, w, h, 9 * px);
  context.fill();
  if (mark) drawMark(context, state, x + 32 * px, y + h / 2, px);
  context.fillStyle = COLOURS[state];
  context.fillText(text, x + 16 * px + mark, y + h / 2 + px);
}

/* Above and to the right of a point, or wherever the picture has room for it. */
function beside({ width, height }, x, y, w, h, px) {
  const margin = 8 * px;
  const above = y - h - 30 * px;
  const top = above > margin ? above : y + 46 * px;
  const clamp = (value, most) => Math.max(margin, Math.min(most - margin, value));
  return [clamp(x - 8 * px, width - w), clamp(top, height - h)];
}

function drawMark(context, state, x, y, px) {
  context.strokeStyle = context.fillStyle = COLOURS[state];
  context.lineWidth = 3 * px;
  context.beginPath();
  if (state === "fault") {
    context.moveTo(x, y - 14 * px);
    context.lineTo(x + 16 * px, y + 13 * px);
    context.lineTo(x - 16 * px, y + 13 * px);
    context.closePath();
    context.fill();
    context.fillStyle = COLOURS.stage;
    context.fillRect(x - 1.7 * px, y - 5 * px, 3.4 * px, 9 * px);
    context.fillRect(x - 1.7 * px, y + 6.5 * px, 3.4 * px, 3.4 * px);
  } else {
    context.setLineDash([5 * px, 4 * px]);
    context.strokeRect(x - 12 * px, y - 12 * px, 24 * px, 24 * px);
    context.setLineDash([]);
  }
}

/* The box around the body; its corners are good once all of it is inside the picture. */
function drawBox(pen, { box: [left, top, right, bottom], size: [width, height] }) {
  const ring = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]];
  dashes(pen, ring);
  const edge = 0.01 * Math.max(width, height);
  const inside = left > edge && top > edge && right < width - edge && bottom < height - edge;
  const [[x0, y0], [x1, y1]] = [pen.place([left, top]), pen.place([right, bottom])];
  const arm = Math.min(46 * pen.px, 0.3 * Math.abs(x1 - x0), 0.3 * Math.abs(y1 - y0));
  if (inside) corners(pen, [Math.min(x0, x1), y0, Math.max(x0, x1), y1], COLOURS.good, arm);
}

function corners(pen, [left, top, right, bottom], colour, arm) {
  for (const [x, dx] of [[left, arm], [right, -arm]]) {
    for (const [y, dy] of [[top, arm], [bottom, -arm]]) {
      for (const [ink, width] of [[COLOURS.stage, 15], [colour, 10]]) {
        trace(pen, [[x, y + dy], [x, y], [x + dx, y]]);
        stroke(pen, ink, width * pen.line, ink === COLOURS.stage ? 0.75 : 1);
      }
    }
  }
}
