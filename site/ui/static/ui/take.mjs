// "Take this list with you": copies the address. Everything else there is plain links.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy-address]");
  if (!button) return;
  const field = button.closest(".take").querySelector("#take-address");
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.querySelector("[data-word]").textContent = button.dataset.done;
  document.querySelector("#announcement").textContent = button.dataset.done;
});
