// The second click on a sending form does nothing, and the first one shows that it was heard.
// <form data-ez-many> may be sent again at once (downloads, language).
const buttonsOf = (form) =>
  [...document.querySelectorAll("button, input[type=submit]")].filter(
    (button) => button.form === form && button.type === "submit",
  );

function free(form) {
  for (const button of buttonsOf(form).filter((b) => b.dataset.ezWas !== undefined)) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.innerHTML = button.dataset.ezWas;
    delete button.dataset.ezWas;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "ezMany" in form.dataset) return;
  if (event.submitter?.formTarget === "_blank" || form.target === "_blank") return;
  // After this turn, so that the clicked button's own name and value are still sent.
  setTimeout(() => {
    for (const button of buttonsOf(form).filter((b) => !b.disabled)) {
      button.dataset.ezWas = button.innerHTML;
      button.disabled = true;
    }
    const pressed = event.submitter;
    if (pressed && pressed.tagName === "BUTTON") {
      pressed.setAttribute("aria-busy", "true");
      pressed.textContent = document.body.dataset.ezTextBusy || pressed.textContent;
    }
  });
});

// Back from the browser's page cache: the form may be used again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(free);
});
