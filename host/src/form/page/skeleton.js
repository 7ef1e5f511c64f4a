// What a page asks: each control and button with the question that it answers and what it takes, and nothing of what is in it.

const MAX_SKELETON = 2000;         // controls of one page, and as many buttons; one control more says that there are more
const MAX_SKELETON_OPTIONS = 1000; // options of one list
const MAX_PAGE_OPTIONS = 10000;    // options of all lists of a page
const MAX_LABEL = 80;              // characters of a label, and of an option
const MAX_QUESTION = 200;          // characters of a question, and of a help text
const GOING_ON = "button,input[type=submit],input[type=image],input[type=button],input[type=reset],[role=button],"
  + "form a[href],a[href^='javascript:']"; // links by which a form goes on are like buttons
const SAYINGS = "h2,h3,h4,h5,h6,[role=heading],legend,p,dt";
const SECTION_HEADINGS = "h2,h3,h4,h5,h6,[role=heading],legend";
const BESIDE = "aside,nav,footer,[role=note],[role=status],[role=alert],[role=log],[role=complementary],[role=navigation],[role=contentinfo]";
const OVER = "dialog,[role=dialog],[role=alertdialog],[aria-modal=true]"; // what covers a page for a while stands over none of its questions

// A label on one line, without what says that it is required.
function plainLabel(text) {
  return shorten(text, MAX_LABEL).replace(/^[*\s]+/, "").replace(/[\s*:]+$/, "");
}

function skeleton() {
  const controls = [];
  let asked = 0, buttons = 0, options = 0;
  for (const view of frames()) {
    let said = null, heading = null, before = null, sayings = [];
    for (const el of deepAll(view.document, [CONTROLS, GOING_ON, SAYINGS].join(","))) {
      const asks = isQuestion(el), goesOn = !asks && el.matches(GOING_ON);
      if (!asks && !goesOn) {
        sayings.push(el);
        continue;
      }
      if (!isVisible(el)) continue;
      if (asks && asked++ > MAX_SKELETON) return controls;
      if (goesOn && buttons++ >= MAX_SKELETON) continue;
      const is = asks ? controlAsIs(el, MAX_PAGE_OPTIONS - options) : buttonAsIs(el);
      if (asks) {
        // Only the last of them stand over it.
        const newest = lastSaid(sayings);
        said = newest || said;
        heading = lastSaid(sayings, SECTION_HEADINGS) || heading;
        sayings = [];
        is.question = questionOf(el, is.group, said && !(before && precedes(said, before)) && isOfItsForm(said, el) ? said : null, heading);
        if (!(isRadio(el) && before && isRadio(before) && areRadiosOfOne(el, before))) before = el;
        options += is.options.length;
      }
      controls.push(is);
    }
  }
  return controls;
}

// The last of these texts that shows and is a part of what the page asks.
function lastSaid(sayings, kind = SAYINGS) {
  for (let at = sayings.length - 1; at >= 0; at--) {
    const el = sayings[at];
    if (el.matches(kind) && isVisible(el) && !isBeside(el) && !isIn(el, OVER)) return el;
  }
  return null;
}

// What stands beside all that a page asks, such as a notice of the day.
function isBeside(el) {
  return isIn(el, BESIDE);
}

// Whether it stands in such a part of the page, which asks nothing itself.
function isIn(el, parts) {
  const part = deepClosest(el, parts);
  return !!part && !deepAll(part, CONTROLS).length;
}

// A heading may stand over a form; any other text is a question of it only inside.
function isOfItsForm(said, el) {
  return said.matches(SECTION_HEADINGS) || deepClosest(said, "form") === deepClosest(el, "form");
}

function isQuestion(el) {
  return (isControl(el) && !el.matches(GOING_ON)) || opensList(el);
}

// A button that opens a list is one, whatever is chosen in it.
function opensList(el) {
  return el.getAttribute("aria-haspopup") === "listbox";
}

// The text of the group that it stands in; where there is none, and it says too little itself, what was said since the control
// before it; else the heading that it stands under.
function questionOf(el, group, said, heading) {
  const own = labelTexts(el)[0] || "";
  const near = isRadio(el) || isCheck(el) || !own ? said || heading : heading;
  return group || shorten(near ? spoken(near) : "", MAX_QUESTION);
}

// What the group that it stands in says, or what stands before its radio buttons.
function groupOf(el) {
  const group = deepClosest(el, "fieldset,[role=group],[role=radiogroup]");
  const name = group && group !== el ? labelTexts(group)[0] || nameOf(group) : "";
  return shorten(name || (isRadio(el) && textBeforeRadios(el)) || "", MAX_QUESTION);
}

// What stands before a group of radio buttons that no element names as one: beside the box that holds them all, or in the cell before.
function textBeforeRadios(el) {
  for (let node = el, up = 0; node && up < MOST_UP_FROM_RADIO && !["form", "fieldset", "body"].includes(node.localName); node = node.parentElement, up++) {
    for (let near = node.previousSibling; near; near = near.previousSibling) {
      const isElement = near.nodeType === 1, inside = isElement ? [near, ...listed(near.querySelectorAll(CONTROLS))].filter(isControl) : [];
      if (inside.some((one) => !isRadio(one) || !areRadiosOfOne(one, el))) return "";
      const labels = isElement && (inside.length > 0 || near.localName === "label" && radiosOf(el).includes(near.control));
      const text = labels ? "" : near.nodeType === 3 ? near.data.trim() : isElement && isVisible(near) ? labelText(near) : "";
      if (text) return text;
    }
  }
  return "";
}
const MOST_UP_FROM_RADIO = 8; // boxes around a radio button that are looked beside

function labelOfControl(el) {
  return plainLabel(labelTexts(el)[0] || (opensList(el) ? buttonLabels(el)[0] : "") || el.getAttribute("placeholder") || el.title || besideOf(el) || textBefore(el) || el.getAttribute("name") || "");
}

// What stands before a control that no label names: beside it, or in the cell before.
function textBefore(el) {
  for (let node = el, up = 0; node && up < MOST_UP; node = node.parentElement, up++) {
    for (let near = node.previousSibling; near; near = near.previousSibling) {
      if (near.nodeType === 1 && (near.matches(CONTROLS) || near.querySelector(CONTROLS))) return "";
      const text = near.nodeType === 3 ? near.data.trim() : near.nodeType === 1 && isVisible(near) ? labelText(near) : "";
      if (text) return text;
    }
    if (["tr", "form", "fieldset", "body"].includes(node.parentElement && node.parentElement.localName)) return "";
  }
  return "";
}
const MOST_UP = 3; // boxes around a control that are looked beside

// What stands right after a box that no label names.
function besideOf(el) {
  return isRadio(el) || isCheck(el) ? besideText(el) : "";
}

// `room`: options that may be said of it.
function controlAsIs(el, room) {
  const attribute = (name) => el.getAttribute(name) || "";
  const switches = isRadio(el) || isCheck(el);
  const offers = offersOf(el, Math.min(room, MAX_SKELETON_OPTIONS));
  return {
    ...identityOf(el), question: "", method: "", path: "",
    help: shorten([...byIds(el, "aria-describedby"), ...byIds(el, "aria-errormessage")].filter(isVisible).map(labelText).join(" "), MAX_QUESTION),
    code: switches ? (el.hasAttribute("value") && el.value) || codeOf(el) : "",
    required: !!el.required || attribute("aria-required") === "true", readonly: !!el.readOnly || attribute("aria-readonly") === "true",
    preset: isPreset(el), maxlength: el.maxLength > 0 ? el.maxLength : null, min: attribute("min"), max: attribute("max"),
    pattern: attribute("pattern"), inputmode: attribute("inputmode"), options: offers.options, partial: offers.partial,
  };
}

// A button: where it sends its form, as far as its markup says.
function buttonAsIs(el) {
  const { paths, method, stated } = submitting(el, "click");
  const sends = stated && paths.length > 0;
  return {
    ...identityOf(el), question: "", help: "", code: "", required: false, readonly: false, preset: false, maxlength: null, min: "", max: "",
    pattern: "", inputmode: "", options: [], partial: false, method: sends ? method : "", path: sends ? paths[0] : "",
  };
}

// Whether the page came with an answer in it, by its markup: what scripts put there later may be what others were given.
function isPreset(el) {
  if (el.localName === "select") {
    const set = listed(el.options).find((o) => o.defaultSelected) || (el.multiple || el.size > 1 ? null : el.options[0]);
    return !!set && set.value !== "";
  }
  if (isRadio(el) || isCheck(el)) return !!el.defaultChecked;
  return !!el.defaultValue;
}

// What it offers, up to `most`: a list that opens offers what it was seen to.
function offersOf(el, most) {
  const kept = offeredBy.get(el);
  if (el.localName !== "select") return { options: kept ? [...kept].slice(0, most).map(([text, code]) => ({ text, code })) : [], partial: !!kept };
  const options = listed(el.options, most).map((o) => ({ text: shorten(o.label, MAX_LABEL), code: o.value.slice(0, MAX_LABEL) }));
  return { options, partial: el.options.length > most };
}

const offeredBy = new WeakMap(); // a list that opens -> the codes of the options that were seen in it, by their texts

function noteOffered(el, options) {
  const kept = offeredBy.get(el) || new Map();
  for (const { text, code } of options) if (kept.size < MAX_SKELETON_OPTIONS) kept.set(shorten(text, MAX_LABEL), String(code).slice(0, MAX_LABEL));
  if (kept.size) offeredBy.set(el, kept);
}

// ---- Which control is which -----------------------------------------------------------------------------------

function identityOf(el) {
  const role = opensList(el) ? "combobox" : roleOf(el), kind = el.localName === "input" ? el.type : el.localName;
  return { role, kind, label: isQuestion(el) ? labelOfControl(el) : plainLabel(nameOf(el) || visibleText(el)), name: el.getAttribute("name") || "", group: isQuestion(el) ? groupOf(el) : "" };
}

function keyOf(el) {
  const { role, kind, label, name, group } = identityOf(el);
  return [role, kind, label, name, group].join("\t");
}

// The controls that are used where an element is: it, what it stands for or labels, what of a group is chosen in, and the radio buttons
// beside it.
function keysOf(found) {
  const { el, native } = found;
  const active = activeOf(el);
  const inside = el.matches("fieldset,[role=group],[role=radiogroup],[role=listbox]") ? deepAll(el, CONTROLS) : [];
  const option = isControl(el) ? null : deepClosest(el, "[role=radio],[role=checkbox],[role=combobox]");
  const meant = [...new Set([el, native, active, option, ...inside, ...holders(found)])].filter((one) => one && (isQuestion(one) || one.matches(GOING_ON)));
  const radios = meant.filter(isRadio).flatMap((one) => (one.type === "radio" ? radiosOf(one) : deepAll(deepClosest(one, "[role=radiogroup]") || one, "[role=radio]")));
  return [...new Set([...meant, ...radios].map(keyOf))];
}
