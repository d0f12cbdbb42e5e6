// "Share": the device's own sheet where there is one, else a dialog with the link to copy.
const dialog = document.querySelector("#share-dialog");
const link = document.querySelector("#share-link");

/** Say `text` in the corner, politely, for a few seconds. */
function say(text) {
  const toast = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  document.querySelector("#toasts").append(toast);
  setTimeout(() => toast.remove(), 5000);
}

async function share(title) {
  if (!navigator.share) return dialog.showModal();
  try {
    await navigator.share({ title, url: link.value });
  } catch (refusal) {
    if (refusal.name !== "AbortError") dialog.showModal(); // somebody who changed their mind needs no second question
  }
}

document.addEventListener("click", async ({ target }) => {
  const sharing = target.closest("[data-share]");
  const copying = target.closest("[data-copy]");
  if (sharing) await share(sharing.dataset.title);
  if (copying) {
    link.select();
    await navigator.clipboard.writeText(link.value);
    dialog.close();
    say(copying.dataset.done);
  }
  if (target === dialog) dialog.close();
});
