// Runs before the first paint: what only a script can do is shown, what stands in for it is not.
document.documentElement.classList.add("js");
