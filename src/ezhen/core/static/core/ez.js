// What pages do beyond HTML; every page works without it.
import "./draft.js";
import "./once.js";
import "./poll.js";
import "./rows.js";
import "./filter.js";
import "./camera.js";
import "./photos.js";
import "./print.js";

document.querySelector("[data-ez-focus]")?.focus();

// Native <details> menus close like menus: by Escape or a click elsewhere.
const menus = ".ez-me, .ez-drawer";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(menus)) {
    if (menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
