// <form data-ez-draft>: typed text survives a closed page until the form is sent.
// Kept per person and page in this browser; never passwords, files or hidden fields.
const PREFIX = "ez-draft:";
const SENT = "ez-sent:";
const DAYS = 7;
const LEFT_OUT = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

function keyOf(form) {
  const person = document.body.dataset.ezPerson || "";
  return `${person}:${location.pathname}:${form.dataset.ezDraft || form.id}`;
}

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) =>
      field.name &&
      !LEFT_OUT.has(field.type) &&
      field.autocomplete !== "one-time-code" &&
      !("ezNodraft" in field.dataset),
  );
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function isUntouched(field) {
  if (isTicked(field)) return field.checked === field.defaultChecked;
  if (field.options) return [...field.options].every((o) => o.selected === o.defaultSelected);
  return field.value === field.defaultValue;
}

function read(form) {
  return fieldsOf(form)
    .filter((field) => !isUntouched(field))
    .map((field) => [field.name, isTicked(field) ? field.value : null, isTicked(field) ? field.checked : field.value]);
}

function write(form, rows) {
  let changed = false;
  for (const [name, choice, value] of rows) {
    for (const field of fieldsOf(form).filter((f) => f.name === name)) {
      if (choice === null && field.value !== value) {
        field.value = value;
        changed = true;
      } else if (choice !== null && field.value === choice && field.checked !== value) {
        field.checked = value;
        changed = true;
      }
    }
  }
  return changed;
}

function announce(form, forget) {
  const { ezTextRestored, ezTextDiscard } = document.body.dataset;
  const note = document.createElement("div");
  note.className = "ez-draft-note";
  note.setAttribute("role", "status");
  note.append(ezTextRestored || "");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "ez-btn";
  discard.textContent = ezTextDiscard || "×";
  discard.addEventListener("click", () => {
    forget();
    form.reset();
    note.remove();
  });
  note.append(discard);
  form.prepend(note);
}

function load(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept && Date.now() - kept.at < DAYS * 86400000) return kept.rows;
  } catch {
    // an unreadable draft is no draft
  }
  localStorage.removeItem(key);
  return null;
}

function keep(form) {
  const key = PREFIX + keyOf(form);
  const forget = () => localStorage.removeItem(key);
  const answered = form.querySelector("[aria-invalid=true], .ez-error") !== null;
  // The server shows what was sent, with its errors: that is newer than any draft.
  const rows = answered ? null : load(key);
  if (rows && write(form, rows)) announce(form, forget);
  let timer;
  const save = () => {
    const now = read(form);
    if (now.length === 0) return forget();
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), rows: now }));
    } catch {
      // storage full or forbidden: the form works without a draft
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save();
    sessionStorage.setItem(SENT + key, "1");
  });
}

// A sent form's draft goes only when a page has come back from the server; a lost connection keeps it.
function settle() {
  const how = performance.getEntriesByType("navigation")[0]?.type;
  for (const name of Object.keys(sessionStorage).filter((k) => k.startsWith(SENT))) {
    sessionStorage.removeItem(name);
    if (how === "navigate") localStorage.removeItem(name.slice(SENT.length));
  }
}

try {
  settle();
  document.querySelectorAll("form[data-ez-draft]").forEach(keep);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-ez-logout]")) return;
    for (const name of Object.keys(localStorage).filter((k) => k.startsWith(PREFIX))) {
      localStorage.removeItem(name);
    }
  });
} catch {
  // storage forbidden by the browser: no drafts, everything else works
}
