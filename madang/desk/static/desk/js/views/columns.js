// What the rows of a view show stands in their order: it is read from the page when the view is saved.

document.getElementById("view-columns").addEventListener("click", (event) => {
  const press = event.target.closest("[data-move]");
  const line = press?.closest("li");
  const other = press?.dataset.move === "-1" ? line?.previousElementSibling : line?.nextElementSibling;
  if (!other) return;
  if (press.dataset.move === "-1") other.before(line);
  else other.after(line);
  press.focus(); // it moved with its line
});
