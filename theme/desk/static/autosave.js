/**
 * Saves a form through the server two seconds after the last key, and at least every two seconds
 * while somebody types. Each save names the text that it started from; where another window was
 * faster, nothing is overwritten: the form is sent as usual, and the server shows both texts.
 */

const EVERY_MS = 2000;

/** @param {HTMLFormElement} form */
export function saveWhileTyping(form) {
  const base = form.elements.namedItem("base");
  if (!(base instanceof HTMLInputElement)) return;
  let dirty = false;
  let busy = false;
  let sent = false;
  form.addEventListener("input", () => {
    dirty = true;
  });
  form.addEventListener("submit", () => {
    sent = true;
  });
  // Whoever goes on to another page takes what was typed along.
  window.addEventListener("pagehide", () => {
    if (!dirty || sent) return;
    fetch(form.action, { method: "POST", body: typed(form), keepalive: true });
  });
  setInterval(async () => {
    if (!dirty || busy || sent) return;
    dirty = false;
    busy = true;
    try {
      if (!(await save(form, base))) dirty = true;
    } catch {
      dirty = true;
      tell(form, "offline");
    } finally {
      busy = false;
    }
  }, EVERY_MS);
}

/**
 * What stands in a form, without files.
 *
 * @param {HTMLFormElement} form
 */
function typed(form) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name);
  }
  body.set("live", "1");
  return body;
}

/**
 * Whether the form was saved; where another text was, it is sent as a form.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} base
 */
async function save(form, base) {
  const body = typed(form);
  const response = await fetch(form.action, { method: "POST", body });
  const answer = await response.json();
  if (response.status === 409) {
    form.submit();
    return true;
  }
  if (!response.ok) {
    tell(form, answer.problem);
    return true;
  }
  base.value = answer.digest;
  for (const other of document.querySelectorAll("input[name='base']")) {
    if (other instanceof HTMLInputElement && sameTarget(other, form)) other.value = answer.digest;
  }
  show("[data-preview]", answer.preview);
  show("[data-notes]", answer.notes);
  const said = document.querySelector("[data-saved]");
  if (said) said.textContent = answer.note ?? `${said.getAttribute("data-saved")} ${answer.at}`;
  return true;
}

/**
 * Whether a field stands in a form that is sent to the same address.
 *
 * @param {HTMLInputElement} field
 * @param {HTMLFormElement} form
 */
function sameTarget(field, form) {
  return field.form?.action === form.action;
}

/**
 * @param {string} selector
 * @param {string | undefined} html made safe by the server
 */
function show(selector, html) {
  const place = document.querySelector(selector);
  if (place && html !== undefined) place.innerHTML = html;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} why
 */
function tell(form, why) {
  const said = document.querySelector("[data-saved]");
  if (said) said.textContent = why === "offline" ? said.getAttribute("data-offline") : why;
  form.dataset.unsaved = "";
}
