// The button of the paper view opens the browser's own print dialog.
document.querySelector("[data-print]").addEventListener("click", () => print());
