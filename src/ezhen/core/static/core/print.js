// <button data-ez-print>: the browser's own print dialogue.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-ez-print]")) window.print();
});
