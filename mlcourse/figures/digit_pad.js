// The front end of mlcourse.figures.interactive.digit_pad: a square to draw a digit on.
const SIDE = 28; // pixels of a picture of MNIST
const ZOOM = 8; // pixels of the screen for each of them

function render({ model, el }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE * ZOOM;
  canvas.className = "digit-pad";
  canvas.style.cssText =
    "border: 1px solid gray; background: white; touch-action: none; cursor: crosshair;";
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.lineWidth = 2.2 * ZOOM;
  pen.lineCap = pen.lineJoin = "round";

  const clear = document.createElement("button");
  clear.textContent = "clear";
  clear.style.cssText = "display: block; margin-top: 4px; padding: 4px 12px;";
  el.append(canvas, clear);

  // Ink is opaque black on a transparent ground: a picture's gray level is the mean of the opacity.
  const send = () => {
    const { data } = pen.getImageData(0, 0, SIDE * ZOOM, SIDE * ZOOM);
    const pixels = new Float64Array(SIDE * SIDE);
    for (let i = 0; i < data.length / 4; i++) {
      const row = Math.floor(i / (SIDE * ZOOM * ZOOM));
      const column = Math.floor((i % (SIDE * ZOOM)) / ZOOM);
      pixels[row * SIDE + column] += data[4 * i + 3] / (ZOOM * ZOOM);
    }
    model.set("pixels", new DataView(Uint8Array.from(pixels, Math.round).buffer));
    model.save_changes();
  };

  // The canvas may be shown larger or smaller than it is.
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * canvas.width,
      ((event.clientY - box.top) / box.height) * canvas.height,
    ];
  };
  let last = null;
  const draw = (event) => {
    if (last === null) return;
    const here = place(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...here);
    pen.stroke();
    last = here;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    draw(event); // a point, should there be no more
  });
  canvas.addEventListener("pointermove", draw);
  canvas.addEventListener("pointerup", (event) => {
    draw(event);
    last = null;
    send();
  });
  canvas.addEventListener("pointercancel", () => {
    last = null;
  });
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    send();
  });
}

export default { render };
