// <form data-ez-filter>: choosing is enough; typed text waits for Enter. Empty fields stay out of the address.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-ez-filter]")) return;
  if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date], input[type=month]")) {
    form.requestSubmit();
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ez-filter]")) return;
  for (const field of event.target.elements) {
    if (field.name && field.value === "") {
      field.disabled = true;
      field.dataset.ezEmptied = "";
    }
  }
});

window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("[data-ez-emptied]")) {
    field.disabled = false;
    delete field.dataset.ezEmptied;
  }
});
