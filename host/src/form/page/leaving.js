// A click may begin a navigation. The next request waits for it, so that it looks at the new page: the documents of all
// frames announce it by `beforeunload`.

const TICK = new MessageChannel();
let ticking = [];
TICK.port1.onmessage = () => { const done = ticking; ticking = []; for (const resolve of done) resolve(); };

// One turn of the event loop, without the timers' clamp.
function tick() {
  return new Promise((resolve) => { ticking.push(resolve); TICK.port2.postMessage(0); });
}

const SUBMIT_GRACE_MS = 250; // between a form's submit event and the navigation that it begins
const SCRIPT_GRACE_MS = 60;  // the same where a script may have sent a form, or only read it
let leaving = null;          // {view, document}: which frame is on its way
let submitted = null;        // until when a form that was sent off may begin to navigate
let armed = false;           // something was clicked since the last request
const watched = new WeakSet();

function watchLeaving() {
  for (const view of frames()) {
    if (watched.has(view.document)) continue;
    watched.add(view.document);
    const from = view.document;
    view.addEventListener("beforeunload", () => { leaving = { view, document: from }; });
    view.addEventListener("pageshow", () => { leaving = null; });
    const sent = (event, grace) => {
      const aim = event.target.getAttribute("target");
      const navigates = (!aim || aim === "_self" || aim === "_top") && methodOf(event.target) !== "dialog";
      if (!event.defaultPrevented && navigates) submitted = Math.max(submitted, performance.now() + grace);
    };
    view.addEventListener("submit", (event) => sent(event, SUBMIT_GRACE_MS));
    // What a form holds is put together also where a script sends it, which tells no `submit`.
    view.addEventListener("formdata", (event) => sent(event, SCRIPT_GRACE_MS));
  }
  armed = true;
  if (stillLeaving()) return;
  leaving = null;
  submitted = null;
}

function stillLeaving() {
  if (!leaving) return submitted !== null && performance.now() < submitted;
  try {
    const { view, document: from } = leaving;
    if (view.closed) return false;
    return view.document === from || view.document.readyState === "loading";
  } catch (e) {
    return false; // it went to another origin
  }
}

// True where the navigation has not come to an end within the bound: the host asks again, or gives up by `abandon`. The
// end of this document kills this script.
async function settle(bound) {
  if (document.readyState === "loading") {
    await Promise.race([new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true })), pause(bound)]);
  }
  if (!armed) return false;
  armed = false;
  await tick();
  await tick();
  const end = performance.now() + bound;
  while (stillLeaving()) {
    if (performance.now() > end) { armed = true; return true; }
    await pause(QUICK_POLL_MS);
  }
  leaving = null;
  return false;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
