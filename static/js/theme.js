// Runs before the first paint: the theme that this person chose in this browser.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed: the system's theme applies.
}
