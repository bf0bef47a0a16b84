// Rows of a formset:
// <div data-ez-rows="prefix"> management form
//   <div data-ez-rows-list> <div data-ez-row>… <button data-ez-row-remove></div> </div>
//   <template data-ez-row-template> one row with __prefix__ </template>
//   <button type="button" data-ez-row-add>
const FIRST = "input:not([type=hidden]), select, textarea";

function add(box) {
  const total = box.querySelector(`[name="${box.dataset.ezRows}-TOTAL_FORMS"]`);
  const most = Number(box.querySelector(`[name="${box.dataset.ezRows}-MAX_NUM_FORMS"]`)?.value || 1000);
  if (Number(total.value) >= most) return;
  const html = box.querySelector("[data-ez-row-template]").innerHTML;
  const fresh = document.createElement("template");
  fresh.innerHTML = html.replaceAll("__prefix__", total.value).trim();
  const row = fresh.content.firstElementChild;
  box.querySelector("[data-ez-rows-list]").append(row);
  total.value = Number(total.value) + 1;
  row.querySelector(FIRST)?.focus();
}

// Numbers stay as they are: Django skips a row marked for deletion, or left empty.
function remove(row) {
  const mark = row.querySelector("[name$='-DELETE']");
  if (mark) {
    mark.checked = true;
    if (mark.type === "hidden") mark.value = "on";
  }
  for (const field of row.querySelectorAll("input, select, textarea")) {
    field.required = false;
    if (mark || field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else field.value = "";
  }
  row.hidden = true;
}

document.addEventListener("click", (event) => {
  const adds = event.target.closest("[data-ez-row-add]");
  if (adds) add(adds.closest("[data-ez-rows]"));
  const removes = event.target.closest("[data-ez-row-remove]");
  if (removes) {
    const box = removes.closest("[data-ez-rows]");
    remove(removes.closest("[data-ez-row]"));
    box.querySelector("[data-ez-row-add]")?.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
