// <input type="file" multiple data-ez-photos>: a second picture is added to the first instead of
// replacing it, each is shown small and can be taken away. Without script the browser's own list.
const keyOf = (file) => `${file.name}:${file.size}:${file.lastModified}`;

function draw(field, box, kept, put) {
  box.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  box.replaceChildren(
    ...kept.map((file) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "ez-btn";
      remove.textContent = "×";
      remove.setAttribute("aria-label", `${document.body.dataset.ezTextRemove || "×"} ${file.name}`);
      remove.addEventListener("click", () => put(kept.filter((other) => other !== file)));
      item.append(image, remove);
      return item;
    }),
  );
}

function collect(field) {
  const box = document.createElement("ul");
  box.className = "ez-plain ez-thumbs";
  field.closest("label").after(box);
  let kept = [];
  const put = (files) => {
    kept = files;
    const list = new DataTransfer();
    kept.forEach((file) => list.items.add(file));
    field.files = list.files;
    draw(field, box, kept, put);
  };
  field.addEventListener("change", () => {
    const known = new Set(kept.map(keyOf));
    put([...kept, ...[...field.files].filter((file) => !known.has(keyOf(file)))]);
  });
  field.form?.addEventListener("reset", () => put([]));
}

document.querySelectorAll("[data-ez-photos]").forEach(collect);
