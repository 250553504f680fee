// @ts-check
/** "Check this page": shows the button, and loads what checks when somebody presses it. */

function begin() {
  for (const region of document.querySelectorAll("[data-check]")) {
    const button = region.querySelector("button");
    if (!(region instanceof HTMLElement) || !button) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const { run } = await import("./check_run.js");
      await run(region);
    });
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
