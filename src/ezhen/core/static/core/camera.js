// <button type="button" hidden data-ez-scan="#field">: reads a code with the camera into the field.
// Shown only where the browser reads codes itself; a hand scanner types into the field anyway.
const TURN = 150;

function windowFor(stream) {
  const { ezTextScan, ezTextClose } = document.body.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "ez-scanner";
  const text = document.createElement("p");
  text.textContent = ezTextScan || "";
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ez-btn";
  close.textContent = ezTextClose || "×";
  close.addEventListener("click", () => dialog.close());
  dialog.append(text, video, close);
  dialog.addEventListener("close", () => {
    stream.getTracks().forEach((track) => track.stop());
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, video };
}

async function read(detector, dialog, video) {
  await video.play();
  while (dialog.open) {
    const [found] = await detector.detect(video);
    if (found) return found.rawValue;
    await new Promise((next) => setTimeout(next, TURN));
  }
  return null;
}

async function scan(button) {
  const field = document.querySelector(button.dataset.ezScan);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const { dialog, video } = windowFor(stream);
  const value = await read(new BarcodeDetector(), dialog, video);
  if (dialog.open) dialog.close();
  if (value === null) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if ("ezScanSubmit" in button.dataset) field.form.requestSubmit();
  else field.focus();
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  for (const button of document.querySelectorAll("[data-ez-scan]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      // No camera or no permission: the field is there to type into.
      scan(button).catch(() => document.querySelector(button.dataset.ezScan).focus());
    });
  }
}
