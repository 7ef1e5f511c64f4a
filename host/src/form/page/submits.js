// What an activation would send: the manifest says which paths and buttons submit, the host compares before it clicks.

// A form's field may be called `method`: then the form's own property is hidden behind it.
function methodOf(form) {
  return (form.getAttribute("method") || "get").toLowerCase();
}

// Where a link leads; null where it stays in its document or runs a script.
function leadsTo(link) {
  try {
    const from = link.ownerDocument;
    const url = new URL(link.href, from.baseURI);
    const stays = url.hash !== "" && url.href.split("#")[0] === from.URL.split("#")[0];
    return /^https?:$/.test(url.protocol) && !stays && link.getAttribute("href") !== "#" ? url.href : null;
  } catch (e) {
    return null;
  }
}

// The same of an element, first, and of what receives the click or key in its stead: a box's middle may be a button, and what
// takes no focus leaves it where it was.
function submittingWith(el, receivers, want) {
  const others = [...new Set(receivers)].filter((other) => other && other !== el);
  return [el, ...others].map((one) => submitting(one, want));
}

// What a chord with Alt presses, wherever the focus is: elements name their keys for it.
function reachedByKey(key) {
  const named = (el) => el.getAttribute("accesskey").toLowerCase().split(/\s+/).includes(key);
  return frames().flatMap((view) => deepAll(view.document, "[accesskey]").filter(named));
}

// What an activation of this element activates: a label its control, what stands in a button the button.
function activeOf(el) {
  const label = deepClosest(el, "label");
  const origin = (label && label.control) || el;
  return deepClosest(origin, "button,input,a[href],area[href],[role=button]") || origin;
}

// The button by which an activation of this element sends a form; null where it sends none by itself.
function submitterOf(el) {
  const active = activeOf(el);
  const sends = (active.localName === "button" && active.type === "submit")
    || (active.localName === "input" && ["submit", "image"].includes(active.type));
  return active.form && sends ? active : null;
}

// Where an activation of this element would send a form or lead, by which method, and under what name. `stated` where the
// markup says so: a form without an action or POST, and a button without a form, do what a script makes of them.
function submitting(el, want) {
  const active = activeOf(el);
  const paths = [];
  const add = (address) => { try { paths.push(new URL(address, el.ownerDocument.baseURI).pathname); } catch (e) { /* not an address */ } };
  const by = (button, name) => {
    const said = (button && button.getAttribute("formaction")) || active.form.getAttribute("action");
    add(said || el.ownerDocument.URL);
    const method = ((button && button.getAttribute("formmethod")) || methodOf(active.form)).toLowerCase();
    return { paths, name, method, stated: !!said || method === "post" };
  };
  if (submitterOf(el)) return by(active, nameOf(active) || visibleText(active).slice(0, 200));
  if (want === "press" && active.form) {
    const first = listed(active.form.elements).find((b) => b.type === "submit" || b.type === "image");
    return by(first, first ? nameOf(first) : "");
  }
  const link = active.localName === "a" || active.localName === "area" ? leadsTo(active) : null;
  if (link) add(link);
  return { paths, name: nameOf(active) || visibleText(active).slice(0, 200), method: "get", stated: !!link };
}
