// <div data-ez-poll="url" data-ez-every="2000">: shows what the url answers, again and again,
// until an element with data-ez-done stands in the answer; data-ez-done="reload" loads the page
// anew, because more of it has changed. Waits longer while the line is down.
const LONGEST = 30000;

function done(place) {
  return place.matches("[data-ez-done]") || place.querySelector("[data-ez-done]") !== null;
}

// The answer is either the element itself, renewed, or what belongs inside it.
function show(place, html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const root = box.content.firstElementChild;
  if (root && (root.matches("[data-ez-poll]") || (root.id && root.id === place.id))) {
    place.replaceWith(root);
    return root;
  }
  place.replaceChildren(box.content);
  return place;
}

async function ask(place, url) {
  const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return show(place, await answer.text());
}

function watch(start) {
  const { ezPoll: url, ezEvery } = start.dataset;
  const every = Number(ezEvery) || 2000;
  let place = start;
  let wait = every;
  const turn = async () => {
    if (!place.isConnected) return;
    if (!document.hidden) {
      try {
        place = await ask(place, url);
        wait = every;
      } catch {
        wait = Math.min(wait * 2, LONGEST);
      }
    }
    if (!done(place)) setTimeout(turn, wait);
    else if (place.querySelector("[data-ez-done=reload]")) window.location.reload();
  };
  if (!done(place)) setTimeout(turn, wait);
}

document.querySelectorAll("[data-ez-poll]").forEach(watch);
