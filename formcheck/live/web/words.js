/* What the page says when something outside the exercise goes wrong: what happened, what is safe, what to do. */

const KEPT = (counted) => (counted ? `What you did is kept: ${counted}.` : "Nothing is lost: nothing was counted yet.");

export const TROUBLE = {
  insecure: {
    title: "The browser gives no camera to this address",
    text: () => "Cameras work on https and on localhost only. Open this page as http://localhost on this computer, or start it with formcheck app --https for another device.",
    buttons: ["clip", "leave"],
  },
  denied: {
    title: "The browser was told not to use the camera",
    text: () => "Nothing was filmed. Allow the camera at the left end of the address bar, then try again.",
    buttons: ["again", "clip", "leave"],
  },
  missing: {
    title: "I find no camera",
    text: () => "Plug one in and I start by myself, or try it with a sample clip.",
    buttons: ["again", "clip", "leave"],
  },
  in_use: {
    title: "Another program has the camera",
    text: (counted) => `${KEPT(counted)} Close video calls and other pages with the camera, then try again.`,
    buttons: ["again", "leave"],
  },
  unplugged: {
    title: "The camera was unplugged",
    text: (counted) => `${KEPT(counted)} Plug it in and I carry on.`,
    buttons: ["again", "end"],
    say: "The camera is gone. The clock is paused.",
  },
  silent: {
    title: "The camera sends no picture",
    text: (counted) => `${KEPT(counted)} Open its cover or the lid, and I carry on.`,
    buttons: ["again", "end"],
    say: "The camera sends no picture. The clock is paused.",
  },
  server: {
    title: "formcheck stopped answering",
    text: (counted) => `${KEPT(counted)} I keep trying. If it was closed, start it again on this computer.`,
    buttons: ["leave"],
    say: "I lost the connection. The clock is paused.",
  },
  hidden: {
    title: "Paused: this page was not in front",
    text: (counted) => `Browsers slow down pages that are hidden, so I stop there. ${KEPT(counted)}`,
    buttons: ["resume", "end"],
    say: "This page is hidden now, so I paused.",
  },
  asleep: {
    title: "Paused: the computer was asleep",
    text: (counted) => `${KEPT(counted)} Go on when you are ready.`,
    buttons: ["resume", "end"],
    say: "The computer was asleep. The clock is paused.",
  },
  elsewhere: {
    title: "A set is running in another tab",
    text: () => "It goes on there. End it before you start one here.",
    buttons: ["leave"],
  },
  clip: {
    title: "The sample clip cannot be played",
    text: () => "This browser does not play WebM films. Try Chrome, Edge or Firefox, or use a camera.",
    buttons: ["leave"],
  },
};

export const BUTTONS = {
  again: ["play", "Try again"],
  clip: ["camera", "Use a sample clip"],
  resume: ["play", "Go on"],
  end: ["end", "End the set"],
  leave: ["end", "Leave"],
};

/* What was counted, in words: "6 repetitions", "2 on the left, 1 on the right". */
export function counted(status) {
  const { count = 0, sides } = status ?? {};
  if (!count) return "";
  if (sides) return `${sides.left} on the left, ${sides.right} on the right`;
  return `${count} ${count === 1 ? "repetition" : "repetitions"}`;
}
