/* Line drawings, 24 x 24, in the colour of their text; `--hole` is the ground seen through a solid one. */

const HOLE = 'stroke="var(--hole)"';

const DRAWN = {
  good: `<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/><path d="M7.3 12.4l3.2 3.2 6.2-6.6" ${HOLE} stroke-width="2.4"/>`,
  fault: `<path d="M12 2.8 22.6 21.2H1.4z" fill="currentColor" stroke-width="1.6"/><path d="M12 9.4v5.2" ${HOLE} stroke-width="2.6"/><circle cx="12" cy="18" r="1.4" fill="var(--hole)" stroke="none"/>`,
  unsure: '<rect x="3" y="3" width="18" height="18" rx="2" stroke-dasharray="4.5 3.5"/><path d="M9.2 9.3a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.1-1.5 2.2"/><circle cx="12" cy="17.2" r=".6" fill="currentColor"/>',
  lost: '<path d="M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M9 9l6 6M15 9l-6 6"/>',
  stop: '<path d="M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2zM8.5 12h7"/>',
  now: '<circle cx="12" cy="12" r="9" stroke-width="4"/>',
  todo: '<circle cx="12" cy="12" r="9" stroke-width="1.6"/>',
  doing: `<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/><path d="M7 12h9M12.5 8l4 4-4 4" ${HOLE} stroke-width="2.4"/>`,
  up: '<path d="M12 21V4M5 11l7-7 7 7"/>',
  down: '<path d="M12 3v17M5 13l7 7 7-7"/>',
  left: '<path d="M21 12H4M11 5l-7 7 7 7"/>',
  right: '<path d="M3 12h17M13 5l7 7-7 7"/>',
  turn_left: '<path d="M20 21v-7.5a6 6 0 0 0-6-6H4M9.5 2 4 7.5 9.5 13"/>',
  turn_right: '<path d="M4 21v-7.5a6 6 0 0 1 6-6h10M14.5 2 20 7.5 14.5 13"/>',
  sound: '<path d="M3.5 9.5v5H7l5 4.5V5L7 9.5z" fill="currentColor"/><path d="M15.5 8.8a4.5 4.5 0 0 1 0 6.4M18 6a8.5 8.5 0 0 1 0 12"/>',
  mute: '<path d="M3.5 9.5v5H7l5 4.5V5L7 9.5z" fill="currentColor"/><path d="M16 9.5l5 5M21 9.5l-5 5"/>',
  pause: '<path d="M8 5v14M16 5v14" stroke-width="3.4"/>',
  play: '<path d="M7 4.5v15l12-7.5z" fill="currentColor"/>',
  skip: '<path d="M6 5.5v13l9-6.5zM18.5 5.5v13"/>',
  end: '<path d="M6 6l12 12M18 6L6 18"/>',
  camera: '<path d="M3 7h12v10H3zM15 11l6-3.5v9L15 13z"/>',
  back: '<path d="M15 5l-7 7 7 7"/>',
  on: '<path d="M9 5l7 7-7 7"/>',
  toPrevious: '<path d="M6 5v14M18 5.5v13L9.500 12z"/>',
  toNext: '<path d="M18 5v14M6 5.5v13l8.500-6.5z"/>',
  tick: '<path d="M5 12.5l4.500 4.500L19 7.500"/>',
  speech: '<path d="M4 4.5h16v11h-9l-4.500 4v-4H4z"/>',
};

/* An icon as SVG text; decoration, so hidden from screen readers. */
export function icon(name, weight = 2) {
  return `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="${weight}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${DRAWN[name]}</svg>`;
}
