// What labels a control, as a person sees it: also where ids stand twice, and a label points elsewhere than where it stands.

// ---- Ids ------------------------------------------------------------------------------------------------------

// Every element of a tree that has this id. Where the document is an old one, a selector does not tell capitals.
function allById(root, id) {
  const found = listed(root.querySelectorAll("#" + CSS.escape(id)));
  return found.length > 1 ? found.filter((el) => el.getAttribute("id") === id) : found;
}

// The elements that an IDREF attribute names, in the element's own tree; of several with one id the one that stands with it.
function byIds(el, attribute) {
  const ids = (el.getAttribute(attribute) || "").trim().split(/\s+/).filter(Boolean);
  const root = el.getRootNode();
  return ids.map((id) => {
    const all = root.querySelectorAll ? allById(root, id) : [];
    if (all.length < 2) return all[0];
    const near = beside(el, all, listed(root.querySelectorAll(`[${attribute}~="${CSS.escape(id)}"]`)));
    const shown = near.filter(canBeSeen);
    return near.length === 1 ? near[0] : shown.length === 1 ? shown[0] : all[0];
  }).filter(Boolean);
}

// Of several elements with one id, those that `from` is seen to name by it: what stands in the smallest box with it; of several
// there the next one, where those that name the id and those that have it stand by turns. `naming`: all that name it.
function beside(from, all, naming) {
  for (let box = from; box; box = box.parentNode) {
    const inside = all.filter((el) => box.contains(el));
    if (inside.length === 1) return inside;
    if (inside.length > 1) return byTurns(from, inside, naming.filter((el) => box.contains(el)));
  }
  return all;
}

function byTurns(from, inside, naming) {
  const order = [...new Set([...inside, ...naming])].sort((a, b) => (precedes(a, b) ? -1 : 1));
  const turns = order.map((el) => (naming.includes(el) ? "n" : "i")).join("");
  const at = order.indexOf(from);
  if (/^(ni+)+$/.test(turns)) return [order[at + 1]];
  return /^(in)+$/.test(turns) ? [order[at - 1]] : inside;
}

// ---- Labels ---------------------------------------------------------------------------------------------------

// The controls of a label by its `for`, or by what it wraps: one, or several where nobody can say which.
function labelled(label) {
  const root = label.getRootNode();
  const all = label.htmlFor && root.querySelectorAll ? allById(root, label.htmlFor) : [];
  // Widgets point a label to a box of theirs, which the browser does not take for labelled.
  if (all.length < 2) return [label.control || all[0]].filter(Boolean);
  const controls = all.filter(isControl);
  const shown = canBeSeen(label) ? (controls.length ? controls : all).filter((el) => canBeSeen(el) || isGoing(el)) : [];
  const naming = listed(root.querySelectorAll("label")).filter((other) => other.htmlFor === label.htmlFor);
  return beside(label, shown.length ? shown : controls.length ? controls : all, naming);
}

// The labels of a control. Each list of `labels` walks the whole document: one walk for all of them.
function labelsOf(el) {
  const root = el.getRootNode();
  if (!labelMemo.has(root)) {
    const labels = new Map();
    if (root.querySelectorAll) {
      for (const label of listed(root.querySelectorAll("label"))) {
        for (const control of labelled(label)) labels.set(control, [...(labels.get(control) || []), label]);
      }
    }
    labelMemo.set(root, labels);
  }
  return labelMemo.get(root).get(el) || [];
}

// The control that a label stands at, where that is another one than its `for` says: its block was copied, and the id in it was not
// changed; or two labels point crosswise.
function standsAt(label) {
  const by = label.control;
  if (!label.htmlFor || !by || label.contains(by)) return null;
  const otherLabels = (el) => labelsOf(el).filter((other) => other !== label);
  const isNamed = (el) => otherLabels(el).length > 0 || el.hasAttribute("aria-label") || el.hasAttribute("aria-labelledby");
  for (let box = label.parentNode; box && box.querySelectorAll; box = box.parentNode) {
    const inside = listed(box.querySelectorAll(CONTROLS)).filter(canBeSeen);
    if (inside.includes(by)) {
      const next = inside.find((el) => precedes(label, el));
      return next && next !== by && !isNamed(next) && otherLabels(by).length ? next : null;
    }
    if (inside.length > 1) return null;
    if (inside.length === 1) {
      const [one] = inside;
      const isCrossed = labelsOf(one).length > 0 && labelsOf(one).every((other) => !box.contains(other));
      return isCrossed || (!isNamed(one) && otherLabels(by).length) ? one : null;
    }
  }
  return null;
}

// The controls that a person may take a label for.
function controlsOf(label) {
  return meant([...new Set([...labelled(label), standsAt(label)].filter(Boolean))]);
}

// Every text that labels a control: `for` and wrapping, aria-labelledby, aria-label. What the control itself shows, named by
// aria-labelledby beside its label, is its value.
function labelTexts(el) {
  if (!sayingMemo.has(el)) sayingMemo.set(el, sayings(el));
  return sayingMemo.get(el);
}

function sayings(el) {
  const texts = labelsOf(el).map(labelText);
  const by = byIds(el, "aria-labelledby");
  const others = by.filter((label) => !el.contains(label));
  for (const some of others.length < by.length ? [others, by] : [by]) {
    if (some.length) texts.push(some.map((label) => labelText(label)).join(" ").trim());
  }
  const own = el.getAttribute("aria-label");
  if (own) texts.push(own);
  if (el.localName === "fieldset") {
    const legend = el.querySelector(":scope > legend");
    if (legend) texts.push(labelText(legend));
  }
  return texts.filter(Boolean);
}

// What labels a button: its labels, and each element by which it names itself; its own text is its name.
function buttonLabels(el) {
  return [...labelsOf(el), ...byIds(el, "aria-labelledby").filter((label) => !el.contains(label))].map(labelText);
}
