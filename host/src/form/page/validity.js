// Controls that the browser itself holds a form back for: it shows a bubble that is no part of the document, and sends nothing.

const MAX_INVALID = 8;  // that are named
const INVALID_MS = 500; // how long a page may take to take back what it says of a control

// Those of the form that an activation of this element would send; none where nothing is asked of it.
async function heldInvalid(el) {
  const button = submitterOf(el);
  if (!button || button.hasAttribute("formnovalidate") || button.form.hasAttribute("novalidate")) return [];
  const invalid = () => once(elementsOf(button.form).filter((one) => one.localName !== "fieldset" && one.matches(":invalid")));
  const held = await until(INVALID_MS, async () => ({ done: !invalid().length, value: invalid }));
  return held.slice(0, MAX_INVALID).map((one) => describe(one) + ": " + complaint(one));
}

// Also where a field of the form is called `elements`.
function elementsOf(form) {
  return [...Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements").get.call(form)];
}

// Of a group of radio buttons the first.
function once(controls) {
  return controls.filter((one, i) => !controls.slice(0, i).some((before) => areRadiosOfOne(one, before)));
}

// Browsers quote what a control holds.
function complaint(control) {
  if (!isHidden(control) && control.validationMessage) return readable(control.validationMessage);
  return control.validity && control.validity.valueMissing ? "it wants an answer" : "it does not take what it holds";
}
