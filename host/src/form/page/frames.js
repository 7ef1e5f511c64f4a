// The frames of this window that are of the same origin: each has a script of its own, or none yet.

function focusedDeep(within = document) {
  let el = within.activeElement;
  while (el && el.shadowRoot && el.shadowRoot.activeElement) el = el.shadowRoot.activeElement;
  return el;
}

// Calls a function of each frame's own page until one gives something back.
function everywhere(name) {
  for (const view of frames()) {
    try {
      const page = view === window ? HERE : view.document[KEY];
      const found = page && page[name]();
      if (found) return found;
    } catch (e) { /* a frame of another origin holds nothing of ours that could be asked */ }
  }
  return null;
}

// Every frame of this window that is of the same origin, this one included.
function frames() {
  const found = [];
  const walk = (view) => {
    try { void view.document.URL; } catch (e) { return; }
    found.push(view);
    for (let i = 0; i < view.frames.length && found.length < 64; i++) walk(view.frames[i]);
  };
  try { void window.top.document.URL; walk(window.top); } catch (e) { walk(window); }
  if (!found.includes(window)) found.push(window);
  return found;
}
