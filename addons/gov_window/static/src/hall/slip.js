// The slip of a terminal prints itself.
window.addEventListener("load", () => window.print());
