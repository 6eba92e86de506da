// What scrolls sideways can be reached and scrolled by keyboard; what fits is no stop on the way.
const SCROLLERS = "pre, div.math, span.math.long, .output.text_html, .table-wrapper";

function reachable() {
  for (const box of document.querySelectorAll(SCROLLERS)) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

addEventListener("load", reachable);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true); // something was unfolded

// On paper a player shows its last frame, as it does where no script runs.
addEventListener("beforeprint", () => {
  for (const name of Object.keys(window)) {
    if (/^anim[0-9a-f]{32}$/.test(name)) window[name].last_frame();
  }
});
