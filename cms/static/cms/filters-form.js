// Each choice is counted at once: the form asks for itself again, and stays where one was.
const form = document.querySelector("form");
const kept = sessionStorage.getItem("filters-scroll");
if (kept) scrollTo(0, Number(kept));

function ask() {
  sessionStorage.setItem("filters-scroll", String(scrollY));
  const opened = [...document.querySelectorAll("details")].map((one) => (one.open ? "1" : "0")).join("");
  sessionStorage.setItem("filters-open", opened);
  form.requestSubmit();
}

const opened = sessionStorage.getItem("filters-open") ?? "";
document.querySelectorAll("details").forEach((one, index) => {
  one.open = opened[index] === "1";
});
form.addEventListener("change", ask);
