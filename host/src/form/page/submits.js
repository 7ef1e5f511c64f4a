// What an activation would send: the manifest says which paths and buttons submit, the host compares before it clicks.

// A form's field may be called `method`: then the form's own property is hidden behind it.
function methodOf(form) {
  return (form.getAttribute("method") || "get").toLowerCase();
}

// Where an activation of this element would send a form or lead, and under what name.
function submitting(el, want) {
  const label = deepClosest(el, "label");
  const origin = (label && label.control) || el;
  const active = deepClosest(origin, "button,input,a[href],area[href],[role=button]") || origin;
  const paths = [];
  const add = (address) => { try { paths.push(new URL(address, document.baseURI).pathname); } catch (e) { /* not an address */ } };
  const submitter = active.form && ((active.localName === "button" && active.type === "submit")
    || (active.localName === "input" && ["submit", "image"].includes(active.type)));
  if (submitter) add(active.getAttribute("formaction") || active.form.getAttribute("action") || document.URL);
  if (active.localName === "a" || active.localName === "area") add(active.href);
  if (want === "press" && active.form && !submitter) {
    const first = listed(active.form.elements).find((b) => b.type === "submit" || b.type === "image");
    add((first && first.getAttribute("formaction")) || active.form.getAttribute("action") || document.URL);
    return { paths, name: first ? nameOf(first) : "", method: methodOf(active.form) };
  }
  const method = submitter ? active.getAttribute("formmethod") || methodOf(active.form) : "get";
  return { paths, name: nameOf(active) || visibleText(active).slice(0, 200), method };
}
