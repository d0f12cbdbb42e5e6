// The page's colours for MapLibre, which reads neither oklch() nor light-dark(): the browser works them out.

const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const pen = canvas.getContext("2d", { willReadFrequently: true });

/** The colour of the token `name` ("--ink") as `element` shows it in the theme of now: "rgb(35, 31, 28)". */
export function colour(name, element) {
  const probe = element.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  pen.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
