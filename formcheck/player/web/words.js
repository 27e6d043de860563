/* Times and text for people. */

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/* "6.0 of 13.0 s", or "1:06.0 of 10:00 min" for long clips. */
export function clock(t, end) {
  if (end < 100) return `${t.toFixed(1)} of ${end.toFixed(1)} s`;
  const minutes = (value, digits) => `${Math.floor(value / 60)}:${(value % 60).toFixed(digits).padStart(digits ? 4 : 2, "0")}`;
  return `${minutes(t, 1)} of ${minutes(Math.floor(end), 0)} min`;
}

/* What a screen reader says of a moment. */
export function spoken(story, t, value, curve) {
  const parts = [`${t.toFixed(1)} seconds of ${story.end_s.toFixed(1)}`];
  const row = story.rows.find((one) => one.start <= t && t <= one.end);
  const phase = story.phases.find((one) => one.start <= t && t < one.end);
  const gone = story.dropped.find(([start, end]) => start <= t && t <= end);
  if (row) parts.push(`${story.thing} ${row.number}`);
  if (gone) parts.push(`not counted: ${gone[2]}`);
  if (phase) parts.push(phase.name);
  if (value !== null && curve) parts.push(`${curve.title} ${Math.round(value)}${curve.unit === "°" ? " degrees" : curve.unit}`);
  if (row?.faults.length) parts.push(row.faults.join(", "));
  if (row?.unsure.length) parts.push(`cannot judge ${row.unsure.join(", ")}`);
  if (story.unseen.some(([start, end]) => start <= t && t < end)) parts.push("nobody seen");
  return parts.join(", ");
}
